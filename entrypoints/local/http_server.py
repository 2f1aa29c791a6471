"""The local stand-in for API Gateway: HTTP in, the handlers' answers out."""

import asyncio
import base64
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

from domain.limits import MAX_REQUEST_BYTES
from entrypoints.http.api import Handler
from entrypoints.http.request import announces_too_much
from entrypoints.local.events import api_gateway_event

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


_log = logging.getLogger(__name__)


class HttpServer:
    """An ASGI application that turns each request into API Gateway's event for one of three handlers.

    One thread runs all handlers, one request after another: powertools keeps the current event on a class, so two at a
    time would answer each other's callers. On AWS, too, an instance of a function has one request at a time.
    """

    def __init__(self, *, ingest: Handler, read: Handler, metrics: Handler) -> None:
        self._ingest = ingest
        self._read = read
        self._metrics = metrics
        self._one_at_a_time = ThreadPoolExecutor(max_workers=1, thread_name_prefix="http-handler")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI has it (https://asgi.readthedocs.io/en/latest/specs/www.html)."""
        body = await _read_body(scope, receive)
        if body is None:
            return
        event = api_gateway_event(
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            headers=[(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]],
            body=body,
            source_ip=scope["client"][0] if scope["client"] else "",
        )
        handler = self._handler(event["rawPath"])
        try:
            answer = await asyncio.get_running_loop().run_in_executor(self._one_at_a_time, handler, event, None)
        except Exception as error:  # noqa: BLE001 - uvicorn would print its words, and they may hold text
            _log.error("unexpected_error", extra={"error": type(error).__name__})
            answer = {"statusCode": HTTPStatus.INTERNAL_SERVER_ERROR.value}
        await _send_answer(send, answer)

    def _handler(self, path: str) -> Handler:
        if path.startswith("/tenants/"):
            return self._read
        return self._metrics if path == "/metrics" else self._ingest


async def _read_body(scope: Scope, receive: Receive) -> bytes | None:
    """The body, or so much of it that the handler sees it is over the limit; None if the client has gone.

    Of a body that announces to be over the limit nothing: the handler sees that in the headers.
    """
    if any(
        name == b"content-length" and announces_too_much(value.decode("latin-1")) for name, value in scope["headers"]
    ):
        return b""
    chunks: list[bytes] = []
    size = 0
    while size <= MAX_REQUEST_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if not message.get("more_body", False):
            break
    return b"".join(chunks)[: MAX_REQUEST_BYTES + 1]


async def _send_answer(send: Send, answer: dict[str, Any]) -> None:
    body = answer.get("body") or ""
    content = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    headers = {**answer.get("headers", {}), "Content-Length": str(len(content))}
    await send(
        {
            "type": "http.response.start",
            "status": answer["statusCode"],
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": content})
