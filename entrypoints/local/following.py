"""Answers requests that follow a tenant's logs. They wait for new logs in the event loop, without a thread."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlencode

from domain.errors import PassingError
from entrypoints.handlers.read import EVENTS
from entrypoints.http.cursor import COMPLETE, NEXT_CURSOR
from entrypoints.http.models import MOST_WAIT_SECONDS

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
# Calls the handler with the given query string instead of the request's own.
Ask = Callable[[str], Awaitable[dict[str, Any]]]

_POLL_SECONDS = 0.05
# Heartbeats tell proxies and clients that the stream is alive, and reveal clients that have disconnected.
_HEARTBEAT_SECONDS = 15.0
_HEARTBEAT = ":\n\n"
_LONGEST_PAUSE_SECONDS = 1.0
# An empty message of Loki's live tail.
_NO_STREAMS = '{"streams":[]'
# WebSocket close code for a failed query (RFC 6455, 7.4.1).
_INTERNAL_ERROR = 1011


def is_tail(method: str, path: str) -> bool:
    """Whether a request follows logs over HTTP."""
    return method == "GET" and path.startswith("/tenants/") and path.endswith("/logs/tail")


class StoreWatch:
    """Notices new logs, whichever process stores them: `last_stored` returns a number that grows with each stored log.

    It is called twenty times a second while a request waits, and never otherwise.
    """

    def __init__(self, last_stored: Callable[[], int]) -> None:
        self._last_stored = last_stored
        self._waiting: set[asyncio.Future[None]] = set()
        self._task: asyncio.Task[None] | None = None
        self._seen = -1

    async def present(self) -> int:
        """Return the current number."""
        try:
            return await asyncio.to_thread(self._last_stored)
        except PassingError:
            # The handler will meet the same fault and answer the client.
            return -1

    async def changed(self, since: int) -> None:
        """Return once the number is larger than `since`."""
        if self._task is None or self._task.done():
            # The last number seen may be old, because nothing polls while no request waits.
            self._seen = since
            self._task = asyncio.create_task(self._watch())
        while self._seen <= since:
            future = asyncio.get_running_loop().create_future()
            self._waiting.add(future)
            try:
                await future
            finally:
                self._waiting.discard(future)

    async def _watch(self) -> None:
        while self._waiting:
            await asyncio.sleep(_POLL_SECONDS)
            present = await self.present()
            if present > self._seen:
                self._seen = present
                for future in self._waiting:
                    if not future.done():
                        future.set_result(None)


class Following:
    """Answers requests that follow logs: by long polling, server-sent events, or Loki's WebSocket."""

    def __init__(self, watch: StoreWatch) -> None:
        self._watch = watch

    async def answer(
        self, scope: Mapping[str, Any], receive: Receive, send: Send, ask: Ask, headers: Mapping[str, str]
    ) -> dict[str, Any] | None:
        """Return the answer to a long poll; None if a stream was sent instead or the client has disconnected.

        `headers` are added to the headers of a stream.
        """
        follower = _Follower(self._watch, scope, ask, asyncio.create_task(_gone(receive)))
        try:
            answer = await follower.ask()
            if answer["statusCode"] == HTTPStatus.OK and answer["headers"].get("Content-Type") == EVENTS:
                await _stream(follower, answer, send, headers)
                return None
            ends_at = asyncio.get_running_loop().time() + follower.wait
            # A request without a cursor needs one first, so answer it immediately.
            while follower.has_cursor and _is_empty(answer) and not follower.has_to_end:
                left = ends_at - asyncio.get_running_loop().time()
                if left <= 0:
                    break
                if await follower.change(left):
                    answer = await follower.ask(answer)
            return None if follower.is_gone else answer
        finally:
            follower.end()

    async def tail(self, scope: Mapping[str, Any], receive: Receive, send: Send, ask: Ask) -> None:
        """Send Loki's live tail over a WebSocket, or reject the handshake with the handler's error."""
        await receive()
        follower = _Follower(self._watch, scope, ask, asyncio.create_task(_gone(receive)))
        try:
            answer = await follower.ask()
            if answer["statusCode"] != HTTPStatus.OK:
                await reject(send, answer)
                return
            await send({"type": "websocket.accept"})
            while not follower.is_gone:
                if not answer["body"].startswith(_NO_STREAMS):
                    await send({"type": "websocket.send", "text": answer["body"]})
                if answer["headers"][COMPLETE] == "true":
                    while not follower.has_to_end and not await follower.change(_LONGEST_PAUSE_SECONDS):
                        pass
                if follower.has_to_end:
                    return
                answer = await follower.ask(answer)
                if answer["statusCode"] != HTTPStatus.OK:
                    await send({"type": "websocket.close", "code": _INTERNAL_ERROR})
                    return
        finally:
            follower.end()


async def reject(send: Send, answer: Mapping[str, Any]) -> None:
    """Reject a WebSocket handshake with an HTTP answer.

    https://asgi.readthedocs.io/en/latest/extensions.html#websocket-denial-response
    """
    body = (answer.get("body") or "").encode()
    headers = {**answer.get("headers", {}), "Content-Length": str(len(body)), "Connection": "close"}
    await send(
        {
            "type": "websocket.http.response.start",
            "status": answer["statusCode"],
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        }
    )
    await send({"type": "websocket.http.response.body", "body": body})


class _Follower:
    """One request that follows logs: it calls the handler repeatedly, each time with the last answer's cursor."""

    def __init__(self, watch: StoreWatch, scope: Mapping[str, Any], ask: Ask, gone: "asyncio.Task[None]") -> None:
        self._watch = watch
        self._connection = scope["extensions"]["connection"]
        self._ask = ask
        self._gone = gone
        self._present = -1
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        # A browser that reconnects repeats its first URL and sends its position in Last-Event-ID.
        resumed = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"last-event-id"), None)
        if resumed is not None:
            pairs = _behind(pairs, resumed)
        self._pairs = pairs
        self.has_cursor = any(name == "after" for name, _ in pairs)
        self.wait = _seconds(next((value for name, value in pairs if name == "wait"), ""))

    @property
    def is_gone(self) -> bool:
        """Whether the client has disconnected."""
        return self._gone.done()

    @property
    def has_to_end(self) -> bool:
        """Whether the client has disconnected or the server stops."""
        return self.is_gone or self._connection.stops

    async def ask(self, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Call the handler, from the cursor of the answer `before` on if there is one."""
        if before is not None:
            self._pairs = _behind(self._pairs, before["headers"][NEXT_CURSOR])
        # Read the number before the handler reads the logs, so that no new log is missed.
        self._present = await self._watch.present()
        return await self._ask(urlencode(self._pairs))

    async def change(self, seconds: float) -> bool:
        """Wait for a log that was stored after the last call of the handler, and return whether there is one.

        Returns early if the client disconnects, and after a second at most, even if `seconds` is more.
        """
        # A stopping server does not wait longer than this.
        seconds = min(seconds, _LONGEST_PAUSE_SECONDS)
        change = asyncio.create_task(self._watch.changed(self._present))
        try:
            await asyncio.wait((change, self._gone), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            return change.done()
        finally:
            change.cancel()

    def end(self) -> None:
        """Stop listening to the client."""
        self._gone.cancel()


async def _stream(follower: _Follower, answer: dict[str, Any], send: Send, headers: Mapping[str, str]) -> None:
    shown = {"Content-Type": EVENTS, "Cache-Control": "no-store", "X-Request-Id": answer["headers"]["X-Request-Id"]}
    await send(
        {
            "type": "http.response.start",
            "status": HTTPStatus.OK.value,
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1"))
                for name, value in {**shown, **headers}.items()
            ],
        }
    )
    loop = asyncio.get_running_loop()
    # An id without data tells the client where to resume, even if the stream breaks before the first log.
    await send(_piece(f"id: {answer['headers'][NEXT_CURSOR]}\n\n" if not answer["body"] else answer["body"]))
    sent_at = loop.time()
    while not follower.has_to_end:
        body = ""
        if answer["headers"][COMPLETE] != "true" or await follower.change(_LONGEST_PAUSE_SECONDS):
            answer = await follower.ask(answer)
            if answer["statusCode"] != HTTPStatus.OK:
                break
            body = answer["body"]
        if body or loop.time() - sent_at > _HEARTBEAT_SECONDS:
            await send(_piece(body or _HEARTBEAT))
            sent_at = loop.time()
    if not follower.is_gone:
        await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Receive) -> None:
    """Return when the client has disconnected."""
    while (await receive())["type"] not in ("http.disconnect", "websocket.disconnect"):
        pass


def _piece(body: str) -> Message:
    return {"type": "http.response.body", "body": body.encode(), "more_body": True}


def _behind(pairs: Sequence[tuple[str, str]], cursor: str) -> list[tuple[str, str]]:
    """Replace the parameters' cursor."""
    return [*((name, value) for name, value in pairs if name != "after"), ("after", cursor)]


def _seconds(wait: str) -> int:
    """The seconds that the client wants to wait. The handler has refused invalid numbers already."""
    return min(int(wait), MOST_WAIT_SECONDS) if wait.isascii() and wait.isdecimal() and len(wait) < len("1000") else 0


def _is_empty(answer: Mapping[str, Any]) -> bool:
    """Whether a successful answer has no logs and the search was complete."""
    if answer["statusCode"] != HTTPStatus.OK or answer["headers"][COMPLETE] != "true" or answer["isBase64Encoded"]:
        return False
    body = answer["body"]
    return not body or (body.startswith("{") and json.loads(body).get("logs") == [])
