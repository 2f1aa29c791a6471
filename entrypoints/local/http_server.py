"""The local stand-in for API Gateway: HTTP in, the handlers' answers out."""

import asyncio
import base64
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from application.ports.abandoned_reads import reading_for
from domain.limits import KIB, MAX_REQUEST_BYTES, MIB
from entrypoints.http.api import Handler
from entrypoints.http.errors import RequestError
from entrypoints.http.health import READY_PATHS
from entrypoints.http.problem import problem_answer, request_id_of, unavailable
from entrypoints.http.request import announces_too_much
from entrypoints.http.web_pages import HEADERS as WEB_PAGE_HEADERS
from entrypoints.http.web_pages import WebPages
from entrypoints.local.calling import Answer, Event, call
from entrypoints.local.events import api_gateway_event
from entrypoints.local.following import Following, StoreWatch, is_tail, reject
from entrypoints.local.health import Health
from entrypoints.local.unread_answers import UnreadAnswers
from entrypoints.local.waiting_requests import WaitingRequests

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


_log = logging.getLogger(__name__)

# Limit for the bodies that are being read or wait for a handler, together.
MAX_BODIES_BYTES = 128 * MIB
_PIECE_BYTES = 64 * KIB
# All paths below this one read logs, except `push`.
_LOKI = "/loki/api/v1"
_READ_PATHS = ("/", "/console", "/dead-letters", "/metrics", "/tenants")
_READ_FOLDERS = ("/console/", "/dead-letters/", "/tenants/", f"{_LOKI}/")
_SMALL_BYTES = 64 * KIB
# Several, so that short reads need not wait for long ones. Each read takes up to some megabytes.
_READING_THREADS = 4
_LOOKED_AT = frozenset(name.encode() for name in (*WEB_PAGE_HEADERS, "content-length", "x-request-id"))


class HttpServer:
    """An ASGI application that turns each request into API Gateway's event for one of three handlers.

    `ingest` answers several requests in one call. Small and large requests have one thread each, so that small ones do
    not wait for large ones; reads have a pool of threads, and `health` has a thread of its own. `count_refusal` gets
    the code of each error that this class answers without a handler. `last_stored` returns a number that changes
    whenever a log is stored.
    """

    def __init__(  # noqa: PLR0913 - three handlers, and what is needed to answer without them
        self,
        *,
        ingest: Callable[[Sequence[Event]], Sequence[Answer]],
        read: Handler,
        metrics: Handler,
        health: Health,
        web_pages: WebPages,
        count_refusal: Callable[[str], None],
        last_stored: Callable[[], int],
    ) -> None:
        self._small = WaitingRequests("ingest-small", ingest)
        self._large = WaitingRequests("ingest-large", ingest)
        self._read = read
        self._metrics = metrics
        self._health = health
        self._web_pages = web_pages
        self._count_refusal = count_refusal
        self._reading = ThreadPoolExecutor(max_workers=_READING_THREADS, thread_name_prefix="read")
        self._following = Following(StoreWatch(last_stored))
        self._bodies_bytes = 0
        self._unread = UnreadAnswers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or WebSocket, as ASGI has them (https://asgi.readthedocs.io/en/latest/specs/www.html)."""
        connection = scope["extensions"]["connection"]
        try:
            headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name in _LOOKED_AT}
            if scope["type"] == "websocket":
                await self._tail(scope, headers, receive, send)
                return
            answer = await self._answer(scope, headers, receive, send)
            if answer is not None:
                answer["headers"] = {**answer.get("headers", {}), **self._web_pages.answer_headers(headers)}
                await self._send(send, answer, connection)
        except asyncio.CancelledError:
            # The server stops. If this error escaped, uvicorn would print a traceback for each request.
            connection.cut("stopped")

    async def _answer(
        self, scope: Scope, headers: Mapping[str, str], receive: Receive, send: Send
    ) -> dict[str, Any] | None:
        """Return None if the client has disconnected, or if a stream has answered it already."""
        method, path = scope["method"], scope["path"]
        request_id = headers.get("x-request-id", "")
        try:
            self._web_pages.check(method, headers)
            if preflight := self._web_pages.preflight_answer(method, headers):
                return preflight
            if method in ("GET", "HEAD"):
                if path == "/healthz":
                    return self._health.healthy(request_id)
                if path in READY_PATHS:
                    return await self._health.ready(request_id)
            if not is_tail(method, path):
                # Without the body: the handler refuses the request by its Content-Length.
                too_large = announces_too_much(headers.get("content-length", ""))
                return await (self._handle(scope, b"") if too_large else self._read_and_handle(scope, receive))
            return await self._following.answer(
                scope,
                receive,
                send,
                lambda query: self._handle({**scope, "query_string": query.encode("latin-1")}, b""),
                self._web_pages.answer_headers(headers),
            )
        except RequestError as error:
            self._count_refusal(error.code)
            return problem_answer(error, request_id_of(request_id))

    async def _tail(self, scope: Scope, headers: Mapping[str, str], receive: Receive, send: Send) -> None:
        """Answer Loki's live tail. Any web page can open a WebSocket, so the origin is checked here too."""
        try:
            self._web_pages.check("GET", headers)
        except RequestError as error:
            self._count_refusal(error.code)
            await reject(send, problem_answer(error, request_id_of(headers.get("x-request-id", ""))))
            return
        # A compressed answer cannot be sent as messages.
        sent = [(name, value) for name, value in scope["headers"] if name not in (b"accept-encoding", b"upgrade")]
        asked = {**scope, "method": "GET", "headers": [*sent, (b"upgrade", b"websocket")]}
        await self._following.tail(
            scope,
            receive,
            send,
            lambda query: self._handle({**asked, "query_string": query.encode("latin-1")}, b""),
        )

    async def _read_and_handle(self, scope: Scope, receive: Receive) -> dict[str, Any] | None:
        """Read the body, then call the handler. Raises RequestError if too many bodies are in memory already."""
        pieces: list[bytes] = []
        size = 0
        more = True
        try:
            # Read one piece beyond the limit, so that the handler sees that the body is too large.
            while more and size <= MAX_REQUEST_BYTES:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                piece = message.get("body", b"")
                size += len(piece)
                self._bodies_bytes += len(piece)
                if self._bodies_bytes > MAX_BODIES_BYTES:
                    raise unavailable("too_many_requests_at_once", "Too many requests are being read. Send it again.")
                pieces.append(piece)
                more = message.get("more_body", False)
            return await self._handle(scope, b"".join(pieces)[: MAX_REQUEST_BYTES + 1])
        finally:
            self._bodies_bytes -= size

    async def _handle(self, scope: Scope, body: bytes) -> dict[str, Any]:
        path = scope["path"]
        fits = len(body) <= _SMALL_BYTES
        event = _event(scope, body) if fits else await asyncio.to_thread(_event, scope, body)
        if _reads(path):
            handler = self._metrics if path == "/metrics" else self._read
            has_left = scope["extensions"]["connection"].has_left
            return await asyncio.get_running_loop().run_in_executor(self._reading, _read_for, has_left, handler, event)
        # A compressed body counts as large, because it may be large once it is decompressed.
        small = fits and "content-encoding" not in event["headers"]
        return await (self._small if small else self._large).answer(event, len(body))

    async def _send(self, send: Send, answer: dict[str, Any], connection: Any) -> None:
        """Send an answer in pieces, as fast as the client reads."""
        body = answer.pop("body", None) or ""
        content = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
        del body
        headers = {**answer.get("headers", {}), "Content-Length": str(len(content))}
        start = {
            "type": "http.response.start",
            "status": answer["statusCode"],
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        }
        if len(content) <= _PIECE_BYTES:
            await send(start)
            await send({"type": "http.response.body", "body": content})
            return
        with self._unread.holding(len(content), connection.cut):
            await send(start)
            for at in range(0, len(content), _PIECE_BYTES):
                piece = content[at : at + _PIECE_BYTES]
                await send({"type": "http.response.body", "body": piece, "more_body": at + len(piece) < len(content)})


def _read_for(has_left: Callable[[], bool], handler: Handler, event: Event) -> Answer:
    with reading_for(has_left):
        return call(handler, event)


def _reads(path: str) -> bool:
    return path in _READ_PATHS or (path.startswith(_READ_FOLDERS) and path != f"{_LOKI}/push")


def _event(scope: Scope, body: bytes) -> Event:
    return api_gateway_event(
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
        headers=[(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]],
        body=body,
        source_ip=scope["client"][0] if scope["client"] else "",
    )
