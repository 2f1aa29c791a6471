"""Concurrent requests do not affect one another."""

import asyncio
import threading
from collections.abc import Callable, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

from aws_lambda_powertools.event_handler import Response

from domain.caller import Right
from entrypoints.http.access import anyone
from entrypoints.http.api import Api, Call
from entrypoints.http.errors import RequestError
from entrypoints.http.web_pages import WebPages
from entrypoints.local.health import Health
from entrypoints.local.http_server import HttpServer
from tests.entrypoints.aws_events import http_event

THREADS = 4
REQUESTS = 200


def status_of(server: HttpServer, method: str, path: str, body: bytes = b"") -> Callable[[], Any]:
    """Return a coroutine function that sends the request and returns the status of the answer."""

    async def send_request() -> int:
        sent: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        scope: dict[str, Any] = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [],
            "client": None,
        }
        await server(scope | {"extensions": {"connection": SimpleNamespace(has_left=lambda: False)}}, receive, send)
        return int(sent[0]["status"])

    return send_request


def test_logs_are_accepted_during_reads() -> None:
    """A slow read does not delay requests with logs, and neither does a request for metrics."""
    may_end = threading.Event()

    def slow(_event: object, _context: object) -> dict[str, Any]:
        assert may_end.wait(30)
        return {"statusCode": 200}

    server = HttpServer(
        ingest=lambda events: [{"statusCode": 202} for _ in events],
        read=slow,
        metrics=slow,
        health=Health([]),
        web_pages=WebPages((), keys_required=True),
        count_refusal=lambda _: None,
        last_stored=lambda: 0,
    )

    async def run() -> list[int]:
        reads = [
            asyncio.create_task(status_of(server, "GET", path)()) for path in ("/tenants/acme/logs", "/metrics") * 2
        ]
        await asyncio.sleep(0)
        try:
            taken = [await asyncio.wait_for(status_of(server, "POST", "/ingest")(), 20) for _ in range(10)]
        finally:
            may_end.set()
        return taken + [await read for read in reads]

    assert asyncio.run(run()) == [202] * 10 + [200] * 4


def test_small_requests_do_not_wait_for_large_ones() -> None:
    """While a large body is processed, small requests are accepted."""
    may_end = threading.Event()

    def ingest(events: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
        assert len(events[0].get("body", "")) < 1_000_000 or may_end.wait(30)
        return [{"statusCode": 202} for _ in events]

    server = HttpServer(
        ingest=ingest,
        read=lambda _event, _context: {"statusCode": 200},
        metrics=lambda _event, _context: {"statusCode": 200},
        health=Health([]),
        web_pages=WebPages((), keys_required=True),
        count_refusal=lambda _: None,
        last_stored=lambda: 0,
    )

    async def run() -> list[int]:
        large = asyncio.create_task(status_of(server, "POST", "/ingest/batch", b"x" * 1_000_000)())
        await asyncio.sleep(0)
        try:
            small = [await asyncio.wait_for(status_of(server, "POST", "/ingest", b"x")(), 20) for _ in range(10)]
        finally:
            may_end.set()
        return [*small, await large]

    assert asyncio.run(run()) == [202] * 11


def test_threads_answer_their_own_callers() -> None:
    """In whatever thread an Api is called, each request is answered for its own path, headers and error format."""
    api = Api(anyone)
    meeting = threading.Barrier(THREADS)

    @api.route("/things/<thing>", "GET", right=Right.READ)
    def thing(call: Call, thing: str) -> Response[Any]:
        call.answer_headers["X-Thing"] = thing
        # Wait until all other threads have begun.
        meeting.wait(30)
        if ("fails", "1") in call.request.query_pairs:
            raise RequestError(HTTPStatus.CONFLICT, "taken", thing)
        return call.answer({"thing": thing, "path": call.request.path})

    def ask(number: int) -> tuple[int, set[str], bool]:
        own, query = f"{number}", {"fails": f"{number % 2}"}
        answer = api.handler(http_event("GET", f"/things/{own}", query=query, headers={"x-request-id": own}), None)
        told = {answer["headers"]["X-Request-Id"], answer["headers"]["X-Thing"]}
        return answer["statusCode"], told, f'"{own}"' in answer["body"]

    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(ask, range(REQUESTS)))
    assert answers == [(409 if number % 2 else 200, {f"{number}"}, True) for number in range(REQUESTS)]
