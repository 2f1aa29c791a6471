"""One HTTP connection of the embedded run: uvicorn's protocol, with bounds on what a client may cost.

uvicorn collects a request's head without a limit, takes trailers for headers, forgets an answer when the client closes
its side, and waits for slow clients for as long as they like. The class below mends that by overriding the callbacks of
httptools' parser and of asyncio. It relies on attributes of uvicorn's class that are public by their names but not
documented, so `pyproject.toml` pins uvicorn to one minor version; tests/http holds what follows from them.
"""

import asyncio
import math
from collections import deque
from http import HTTPStatus
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from entrypoints.http.problem import unavailable
from entrypoints.local.connections import READER_SECONDS, Connections
from entrypoints.local.http_head import HeadSize, check_head, head_without_upgrade, opens_tail, refusal_on_the_wire
from entrypoints.wire.errors import RequestError, bad_request

MAX_PIPELINED = 100

# How long a connection may wait: for a request to begin, for its head, and for its body. The first is
# longer than the pauses of clients that send now and then, whose next request would find it closed.
IDLE_SECONDS = 75.0
HEAD_SECONDS = 10.0
BODY_SECONDS = 60.0
# What a client that is refused may still send, so that it reads the answer before its connection is reset.
_LINGER_SECONDS = 2.0


class HttpConnection(HttpToolsProtocol):
    """What one client sends and is answered.

    A request that cannot be read is answered in its turn, behind the answers to the requests before it, and ends the
    connection.
    """

    def __init__(self, *arguments: Any, connections: Connections, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._all = connections
        # When the client must have sent what is waited for; infinite while nothing is.
        self._deadline = math.inf
        self._read_last = math.inf
        self._reader_seconds = READER_SECONDS
        # Between the first byte of a request and its last one, and before the end of its head.
        self._receiving = False
        self._in_head = False
        self._head = HeadSize()
        # Requests whose answers are not complete; uvicorn itself remembers only the last one.
        self._unanswered: deque[RequestResponseCycle] = deque()
        self._has_ended = False
        self._refusal: RequestError | None = None
        self._is_refused = False
        # Whether the server stops: answers that could go on for long should end.
        self.stops = False

    # asyncio's callbacks

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Wait for the first request."""
        super().connection_made(transport)
        self._await_request()
        self._read_last = self.loop.time()
        self._all.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let nothing more be written."""
        self._all.remove(self)
        self._abandon_answers()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came; what comes behind a refused request is not looked at."""
        if self._refusal:
            return
        self._head.receive(len(data))
        try:
            self.parser.feed_data(data)
            self._head.check_unreported()
        except httptools.HttpParserUpgrade as upgrade:
            if self._becomes_websocket():
                self._all.remove(self)
                self.handle_websocket_upgrade()
            else:
                self._read_without_upgrade(data[upgrade.args[0] :])
        except RequestError as error:
            self._refuse(error)
        except httptools.HttpParserError as error:
            reason = error.__context__
            self._refuse(
                reason
                if isinstance(reason, RequestError)
                else bad_request("malformed_request", "The request is no valid HTTP/1.1.")
            )

    def eof_received(self) -> bool:  # type: ignore[override] # asyncio's own may return a bool
        """The client sends no more, but may read: what it has asked is answered. Returns whether to keep it open."""
        self._has_ended = True
        if self._is_refused:
            return False
        if self._receiving and not self._refusal:
            self._refuse(bad_request("incomplete_request", "The request ended before it was complete."))
        if not self._unanswered:
            return False
        if not self._refusal:
            self.cycle.keep_alive = False
        return True

    def resume_writing(self) -> None:
        """The client has read on."""
        self._read_last = self.loop.time()
        super().resume_writing()

    # The parser's callbacks. What they raise ends the parsing.

    def on_message_begin(self) -> None:
        """A request begins."""
        self._receiving = self._in_head = True
        self._head.begin()
        self._deadline = self.loop.time() + HEAD_SECONDS
        super().on_message_begin()
        # So that the application can end the connection (https://asgi.readthedocs.io/en/latest/extensions.html).
        self.scope["extensions"] = {"connection": cast("dict[object, object]", self)}

    def on_url(self, url: bytes) -> None:
        """A part of the target."""
        self._head.add(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or a trailer: those are ignored, since nobody has decided that they may be headers."""
        self._head.add_header(name, value)
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin to answer, or queue the request behind those that came before it."""
        self._head.report()
        if not self.parser.should_upgrade():
            self._begin_to_answer()
        elif self._becomes_websocket():
            check_head(self.parser.get_http_version(), self.url, self.headers)
            super().on_headers_complete()
        elif self.parser.get_method() == b"CONNECT":
            raise RequestError(HTTPStatus.NOT_IMPLEMENTED, "not_a_proxy", "This server is no proxy.")

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._head.report()
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The last byte of the request, unless it is one that asks for an upgrade."""
        self._head.report()
        if self._in_head:
            return
        self._receiving = False
        self._deadline = math.inf
        super().on_message_complete()
        if self.cycle.response_complete:
            # It was answered before it was read.
            self._await_request()

    # What uvicorn calls

    def on_response_complete(self) -> None:
        """An answer is written: the next request's turn."""
        self._unanswered.popleft()
        super().on_response_complete()
        if self._unanswered or self.transport.is_closing():
            return
        if self._refusal:
            self._answer_refusal(self._refusal)
        elif not self._receiving:
            self._await_request()

    def timeout_keep_alive_handler(self) -> None:
        """Uvicorn's own timer: `close_if_overdue` does it, for every state of a connection."""

    def shutdown(self) -> None:
        """End when the answer that is on its way is read."""
        self._reader_seconds = 1.0
        self.stops = True
        super().shutdown()

    # What `Connections` calls

    def close_if_overdue(self, now: float) -> None:
        """Close the connection if the client lets it wait for longer than it may."""
        if not self.transport.get_write_buffer_size():
            self._read_last = now
        elif now - self._read_last > self._reader_seconds:
            self.cut("slow_reader")
        # Where reading is paused, the delay is ours.
        if now <= self._deadline or self.transport.is_closing() or self.flow.read_paused:
            return
        if self._is_refused:
            self.transport.abort()
        elif self._receiving:
            self._all.count_cut("slow_request")
            self._refuse(
                RequestError(HTTPStatus.REQUEST_TIMEOUT, "request_timeout", "The request took too long to arrive.")
            )
        else:
            self.transport.close()

    def make_room(self) -> None:
        """Close the connection, which waits for a request, in favour of a new one."""
        self.cut("too_many_connections")

    def cut(self, reason: str) -> None:
        """End the connection now, whatever is on its way; whoever answers a request of it is told nothing more."""
        if not self.transport.is_closing():
            self._all.count_cut(reason)
        self._abandon_answers()
        self.transport.abort()

    def has_left(self) -> bool:
        """Whether the client has closed the connection, or its side of it; any thread may ask.

        The two look alike. Who closes one side may still read an answer, but hardly wait for a long one.
        """
        return self._has_ended or self.transport.is_closing()

    def _abandon_answers(self) -> None:
        """Let the application see a client that has gone."""
        for cycle in self._unanswered:
            cycle.disconnected = True
            cycle.message_event.set()
        self._unanswered.clear()

    def _await_request(self) -> None:
        self._deadline = self.loop.time() + IDLE_SECONDS
        self._all.waits(self)

    def _begin_to_answer(self) -> None:
        check_head(self.parser.get_http_version(), self.url, self.headers)
        if len(self.pipeline) >= MAX_PIPELINED:
            raise unavailable("too_many_requests_at_once", "Too many requests wait on this connection.")
        self._in_head = False
        self._deadline = self.loop.time() + BODY_SECONDS
        self._all.is_busy(self)
        super().on_headers_complete()
        self._unanswered.append(self.cycle)

    def _becomes_websocket(self) -> bool:
        """Whether the request opens one where there is one, and is not behind others that are not answered yet."""
        parser = self.parser
        opens = opens_tail(parser.get_method(), self.url, parser.get_http_version())
        return opens and self._should_upgrade() and not self._unanswered

    def _read_without_upgrade(self, rest: bytes) -> None:
        """Read the head again without its wish for another protocol.

        The parser takes what comes behind such a head for the other protocol. Java's client sends one with its first
        request, a body behind it.
        """
        parser = self.parser
        self.data_received(
            head_without_upgrade(parser.get_method(), self.url, parser.get_http_version(), self.headers) + rest
        )

    def _refuse(self, refusal: RequestError) -> None:
        """Read no more, and answer with the error when the requests before it are answered."""
        self._refusal = refusal
        self._all.count_refusal(refusal.code)
        self._deadline = math.inf
        begun = self._receiving and not self._in_head
        self._receiving = self._in_head = False
        if not begun:
            if not self._unanswered:
                self._answer_refusal(refusal)
        elif self.cycle.response_started:
            self._end_after_refusal()
        elif self.pipeline:
            # It is the last one, and its turn has not come.
            self.pipeline.popleft()
            self._unanswered.pop()
        else:
            self._abandon_answers()
            self._answer_refusal(refusal)

    def _answer_refusal(self, refusal: RequestError) -> None:
        self.transport.write(refusal_on_the_wire(refusal, self.server_state.default_headers))
        self._end_after_refusal()

    def _end_after_refusal(self) -> None:
        self._is_refused = True
        if self.transport.is_closing():
            return
        self._deadline = self.loop.time() + _LINGER_SECONDS
        self.flow.resume_reading()
        self.transport.write_eof()
