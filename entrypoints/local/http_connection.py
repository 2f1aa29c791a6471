"""One HTTP connection of the embedded run: uvicorn's protocol, with limits on what a client may use.

uvicorn buffers a request's head without a limit, treats trailers as headers, drops an answer when the client closes its
sending side, and waits for slow clients without a limit. The class below changes that by overriding the callbacks of
httptools' parser and of asyncio. It relies on attributes of uvicorn's class that are public by their names but not
documented, so `pyproject.toml` pins uvicorn to one minor version, and tests/http tests the behaviour.
"""

import asyncio
import math
from collections import deque
from http import HTTPStatus
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from entrypoints.http.errors import RequestError, bad_request
from entrypoints.http.problem import unavailable
from entrypoints.local.connections import READER_SECONDS, Connections
from entrypoints.local.http_head import HeadSize, check_head, head_without_upgrade, opens_tail, refusal_on_the_wire

MAX_PIPELINED = 100

# Time limits for a client: until a request begins, for its head, and for its body. The first is longer than the pauses
# of clients that send now and then; otherwise their next request would meet a closed connection.
IDLE_SECONDS = 75.0
HEAD_SECONDS = 10.0
BODY_SECONDS = 60.0
# How long a refused client may still send. Closing earlier would reset the connection before it reads the answer.
_LINGER_SECONDS = 2.0


class HttpConnection(HttpToolsProtocol):
    """Reads one client's requests and writes the answers.

    A request that cannot be read is answered in its turn, after the requests before it. Then the connection closes.
    """

    def __init__(self, *arguments: Any, connections: Connections, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._all = connections
        # When the client must have sent the awaited bytes; infinite while none are awaited.
        self._deadline = math.inf
        self._read_last = math.inf
        self._reader_seconds = READER_SECONDS
        # Whether a request has begun and is incomplete, and whether its head is incomplete.
        self._receiving = False
        self._in_head = False
        self._head = HeadSize()
        # Requests whose answers are not complete; uvicorn itself remembers only the last one.
        self._unanswered: deque[RequestResponseCycle] = deque()
        self._has_ended = False
        self._refusal: RequestError | None = None
        self._is_refused = False
        # Whether the server stops; streams must end then.
        self.stops = False

    # asyncio's callbacks

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Start to wait for the first request."""
        super().connection_made(transport)
        self._await_request()
        self._read_last = self.loop.time()
        self._all.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Discard the answers that are not written yet."""
        self._all.remove(self)
        self._abandon_answers()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse received bytes. Bytes after a refused request are ignored."""
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
                else bad_request("malformed_request", "The request is not valid HTTP/1.1.")
            )

    def eof_received(self) -> bool:  # type: ignore[override] # asyncio's own may return a bool
        """Handle a client that has closed its sending side: it may still read answers. Return whether to stay open."""
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
        """Note that the client has read."""
        self._read_last = self.loop.time()
        super().resume_writing()

    # The parser's callbacks. An exception in them ends the parsing.

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._receiving = self._in_head = True
        self._head.begin()
        self._deadline = self.loop.time() + HEAD_SECONDS
        super().on_message_begin()
        # This lets the application close the connection (https://asgi.readthedocs.io/en/latest/extensions.html).
        self.scope["extensions"] = {"connection": cast("dict[object, object]", self)}

    def on_url(self, url: bytes) -> None:
        """Take a part of the request's target."""
        self._head.add(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header. Trailers are counted and ignored (RFC 9110, 6.5.1)."""
        self._head.add_header(name, value)
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start answering, or queue the request behind earlier ones."""
        self._head.report()
        if not self.parser.should_upgrade():
            self._begin_to_answer()
        elif self._becomes_websocket():
            check_head(self.parser.get_http_version(), self.url, self.headers)
            super().on_headers_complete()
        elif self.parser.get_method() == b"CONNECT":
            raise RequestError(HTTPStatus.NOT_IMPLEMENTED, "not_a_proxy", "This server is not a proxy.")

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._head.report()
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Finish the request, unless it asks for an upgrade."""
        self._head.report()
        if self._in_head:
            return
        self._receiving = False
        self._deadline = math.inf
        super().on_message_complete()
        if self.cycle.response_complete:
            # The answer was sent before the request was complete.
            self._await_request()

    # What uvicorn calls

    def on_response_complete(self) -> None:
        """Continue with the next request after an answer is written."""
        self._unanswered.popleft()
        super().on_response_complete()
        if self._unanswered or self.transport.is_closing():
            return
        if self._refusal:
            self._answer_refusal(self._refusal)
        elif not self._receiving:
            self._await_request()

    def timeout_keep_alive_handler(self) -> None:
        """Ignore uvicorn's timer; `close_if_overdue` covers every state of a connection."""

    def shutdown(self) -> None:
        """Close once the client has read the current answer."""
        self._reader_seconds = 1.0
        self.stops = True
        super().shutdown()

    # What `Connections` calls

    def close_if_overdue(self, now: float) -> None:
        """Close the connection if the client exceeds a time limit."""
        if not self.transport.get_write_buffer_size():
            self._read_last = now
        elif now - self._read_last > self._reader_seconds:
            self.cut("slow_reader")
        # While reading is paused, the delay is not the client's fault.
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
        """Close this waiting connection, because a new one needs its place."""
        self.cut("too_many_connections")

    def cut(self, reason: str) -> None:
        """Close the connection immediately and drop all answers."""
        if not self.transport.is_closing():
            self._all.count_cut(reason)
        self._abandon_answers()
        self.transport.abort()

    def has_left(self) -> bool:
        """Whether the client has closed the connection or its sending side. Safe to call from any thread.

        The two cannot be told apart. A client that closes its sending side may still read an answer, but will hardly
        wait for a long one.
        """
        return self._has_ended or self.transport.is_closing()

    def _abandon_answers(self) -> None:
        """Make the application see a disconnected client."""
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
        """Whether the request opens a WebSocket at the tail's path, and all earlier requests are answered."""
        parser = self.parser
        opens = opens_tail(parser.get_method(), self.url, parser.get_http_version())
        return opens and self._should_upgrade() and not self._unanswered

    def _read_without_upgrade(self, rest: bytes) -> None:
        """Parse the head again without its Upgrade header.

        The parser treats the bytes after an Upgrade as the other protocol. Java's HTTP client sends an Upgrade and a
        body with its first request.
        """
        parser = self.parser
        self.data_received(
            head_without_upgrade(parser.get_method(), self.url, parser.get_http_version(), self.headers) + rest
        )

    def _refuse(self, refusal: RequestError) -> None:
        """Stop reading, and send the error once the earlier requests are answered."""
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
            # The refused request is the last one in the pipeline, and has not started.
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
