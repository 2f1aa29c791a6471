"""Concurrent requests share one disk sync, and nothing else."""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from application.ports.metrics import Metric
from domain.quota import Quota
from domain.tenant_access import TenantAccess
from entrypoints.containers.embedded import EmbeddedContainer
from entrypoints.handlers.ingest import ingest_handler
from entrypoints.local.ingest_together import IngestTogether
from entrypoints.local.waiting_requests import MOST_BYTES, MOST_REQUESTS, WaitingRequests
from infrastructure.embedded.data_folder import DataFolder
from tests.entrypoints.aws_events import http_event
from tests.support.faulty_connection import faulty_connections

Event = dict[str, Any]

_OTLP = {"resourceLogs": [{"scopeLogs": [{"logRecords": [{"body": {"stringValue": "x"}}]}]}]}
_LOKI = {"streams": [{"stream": {"app": "shop"}, "values": [["1700000000000000000", "x"]]}]}


def post(document: object, path: str = "/ingest", **headers: str) -> Event:
    """Return a request of the tenant acme in JSON."""
    named = {"content-type": "application/json", "x-tenant-id": "acme", **headers}
    return http_event("POST", path, headers=named, body=json.dumps(document))


class Run:
    """The ingest part of the embedded run. It counts statements on the queue's file, and fails those in `refused`."""

    def __init__(self, folder: DataFolder) -> None:
        self.container = EmbeddedContainer(data_folder=folder, seconds_per_character=0.0)
        self.statements: Counter[str] = Counter()
        self.refused = ""

    def fails(self, file: str, statement: str) -> bool:
        """Return whether this statement fails."""
        if file != "queue.sqlite3":
            return False
        self.statements[statement] += 1
        return statement == self.refused

    def answers(self, *events: Event) -> list[dict[str, Any]]:
        """Return the answers to requests that wait at the same time."""
        application = self.container.local().application
        handler = ingest_handler(
            application.ingest_log(),
            application.ingest_logs(),
            self.container.local().metrics(),
            spend_quota=application.spend_quota(),
        )
        return IngestTogether(handler, self.container.queue(), self.container.local().metrics())(events)

    def counted(self, metric: Metric, label: str | None = None) -> int:
        """Return the counts that `/metrics` shows."""
        name = f"log_processor_{metric.title}_total" + (f'{{{metric.label}="{label}"}}' if label else "")
        found = [line for line in self.container.local().metrics().page().splitlines() if line.startswith(f"{name} ")]
        return int(found[0].rpartition(" ")[2]) if found else 0


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Return a run with an empty folder."""
    holder: list[Run] = []
    with (
        faulty_connections(lambda file, statement: bool(holder) and holder[0].fails(file, statement)),
        DataFolder(tmp_path / "data") as folder,
    ):
        run = Run(folder)
        run.container.queue()
        holder.append(run)
        yield run
        for database in (run.container.queue(), run.container.tenants(), run.container.usage()):
            database.close()


def test_requests_share_a_commit(run: Run) -> None:
    """One commit makes the logs of all requests that are answered together durable."""
    answers = run.answers(*(post({"text": f"log {number}"}) for number in range(50)))

    assert [answer["statusCode"] for answer in answers] == [202] * 50
    assert len({json.loads(answer["body"])["log_id"] for answer in answers}) == 50
    assert run.statements["COMMIT"] == 1
    assert run.container.queue().count() == 50
    assert run.counted(Metric.ACCEPTED) == 50


def test_requests_without_logs_commit_nothing(run: Run) -> None:
    """Requests that queue nothing are answered without a commit."""
    answers = run.answers(http_event("GET", "/openapi.json"), post({"text": 1}))

    assert [answer["statusCode"] for answer in answers] == [200, 400]
    assert run.statements["COMMIT"] == 0


@pytest.mark.parametrize("refused", ["BEGIN", "INSERT", "COMMIT"])
def test_requests_are_not_accepted_if_the_queue_refuses(run: Run, refused: str) -> None:
    """If the commit fails, each request with logs gets 503 in the format of its route; the others do not."""
    run.refused = refused
    events = [
        post({"text": "x"}, **{"x-request-id": "mine"}),
        post({"text": 1}),
        post(_OTLP, "/v1/logs"),
        post(_LOKI, "/loki/api/v1/push"),
        http_event("GET", "/nowhere"),
    ]
    native, wrong, otlp, loki, nowhere = run.answers(*events)

    assert [answer["statusCode"] for answer in (native, wrong, otlp, loki, nowhere)] == [503, 400, 503, 503, 404]
    assert all(answer["headers"]["Retry-After"] for answer in (native, otlp, loki))
    assert native["headers"]["X-Request-Id"] == "mine"
    assert json.loads(native["body"])["code"] == "unavailable"
    assert json.loads(otlp["body"]).keys() == {"message"}
    assert loki["headers"]["Content-Type"].startswith("text/plain")
    assert run.container.queue().count() == 0
    assert run.counted(Metric.ACCEPTED) == 0
    assert run.counted(Metric.REFUSED, "unavailable") == 3

    run.refused = ""
    assert run.answers(events[0])[0]["statusCode"] == 202


def test_a_late_refusal_keeps_the_quota_in_the_answer(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that the queue refuses is charged, and the answer has the remaining quota."""
    limited = TenantAccess(quota=Quota(requests=10, bytes=None))
    monkeypatch.setattr(type(run.container.tenants()), "access", lambda _self, _tenant: limited)
    run.refused = "COMMIT"
    first, second = run.answers(post({"text": "x"}), post({"text": "x"}))

    assert [first["statusCode"], second["statusCode"]] == [503, 503]
    assert [answer["headers"]["RateLimit"].split(";")[1] for answer in (first, second)] == ["r=9", "r=8"]


def test_a_failed_request_affects_no_other(run: Run) -> None:
    """If a handler raises an error, its request gets 500, and concurrent requests are accepted."""
    queue = run.container.queue()

    def handler(event: Event, _context: object) -> dict[str, Any]:
        if event["rawPath"] == "/raises":
            raise RuntimeError
        return ingest(event, None)

    application = run.container.local().application
    ingest = ingest_handler(application.ingest_log(), application.ingest_logs(), run.container.local().metrics())
    together = IngestTogether(handler, queue, run.container.local().metrics())
    answers = together([post({"text": "x"}), http_event("POST", "/raises"), post({"text": "y"})])

    assert [answer["statusCode"] for answer in answers] == [202, 500, 202]
    assert queue.count() == 2


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        pytest.param([1] * 10, [10], id="whatever waits"),
        pytest.param([1] * (MOST_REQUESTS + 2), [MOST_REQUESTS, 2], id="not too many"),
        pytest.param([1, MOST_BYTES, 1, MOST_BYTES - 1, 1], [1, 1, 2, 1], id="not too large"),
    ],
)
def test_requests_that_wait_are_answered_together(sizes: Sequence[int], expected: Sequence[int]) -> None:
    """Waiting requests are answered by one call, in order and within its limits; the rest by the next call."""
    groups: list[int] = []

    def answer_all(events: Sequence[Event]) -> Sequence[Event]:
        groups.append(len(events))
        return events

    async def run() -> list[Event]:
        requests = WaitingRequests("test", answer_all)
        answers = [asyncio.create_task(requests.answer({"number": n}, size)) for n, size in enumerate(sizes)]
        return [await answer for answer in answers]

    assert asyncio.run(run()) == [{"number": number} for number in range(len(sizes))]
    assert groups == expected


def test_every_waiting_request_gets_an_answer() -> None:
    """If answering fails as a whole, every request that still waits gets 500 with its own request id."""
    begun, may_end = threading.Event(), threading.Event()

    def answer_all(events: Sequence[Event]) -> Sequence[Event]:
        begun.set()
        assert may_end.wait(30)
        if len(events) > 1:
            raise RuntimeError
        return events

    async def run() -> list[Event]:
        requests = WaitingRequests("test", answer_all)
        event = http_event("POST", "/ingest")
        gone = asyncio.create_task(requests.answer(event, 1))
        await asyncio.to_thread(begun.wait, 30)
        identified = [http_event("POST", "/ingest", headers={"x-request-id": each}) for each in ("one", "two")]
        others = [asyncio.create_task(requests.answer(each, 1)) for each in identified]
        gone.cancel()
        may_end.set()
        return [await other for other in others]

    answers = asyncio.run(run())
    assert [(each["statusCode"], each["headers"]["X-Request-Id"]) for each in answers] == [(500, "one"), (500, "two")]
