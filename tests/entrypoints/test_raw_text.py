"""Raw text is never shown: the tests send marked values by all routes, make each step fail, and search all output."""

import asyncio
import json
import logging
import traceback
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from typing import Any

import pytest

from application.envelope import Envelope
from application.ingest_logs import Origin, Submission
from application.ports.embedded_log_queue import CollectedMessage, LeasedMessage
from application.ports.workload import FinishedWork
from application.process_envelopes import Delivery
from application.process_log import Attempt
from application.process_messages import QueuedMessage
from domain.errors import FinalError, FinalReason, PassingError
from domain.log_entry import LogEntry
from entrypoints.handlers.read import read_handler
from entrypoints.handlers.worker import worker_handler
from entrypoints.http.access import anyone
from entrypoints.http.models import IngestRequest
from entrypoints.http.web_pages import WebPages
from entrypoints.local.health import Health
from entrypoints.local.http_server import HttpServer
from infrastructure.system.clock import SystemClock
from infrastructure.system.metrics import PrometheusMetrics
from tests.entrypoints.aws_events import http_event, sqs_event
from tests.fakes.dead_letter_queue import DeadLetter
from tests.fakes.log_queue import InMemoryLogQueue
from tests.fakes.metrics import CountingMetrics
from tests.fakes.workload import ImmediateWorkload
from tests.support.ingest_api import IngestApi
from tests.support.logs import entry
from tests.support.reading import reading_of
from tests.support.worker import Worker

# A number from a range reserved for examples, and a word that our code does not contain.
NUMBER = "7946 0123"
WORD = "watermark"
MARKED = f"{WORD} +44 20 {NUMBER}"
JSON = {"content-type": "application/json"}
TEXT = {"content-type": "text/plain", "x-tenant-id": "acme"}


def passing() -> Exception:
    """Return a temporary failure of a service, whose cause quotes its input."""
    error = PassingError("ThrottlingException")
    error.__cause__ = ValueError(MARKED)
    return error


ERRORS: dict[str, Callable[[], Exception]] = {
    "passing": passing,
    "final": lambda: FinalError(FinalReason.ITEM_REFUSED),
    "bug": lambda: RuntimeError(MARKED),
    "key": lambda: KeyError(MARKED),
    "encoding": lambda: UnicodeEncodeError("utf-8", MARKED, 0, 1, MARKED),
    "memory": lambda: MemoryError(MARKED),
}


class BreakableWorkload(ImmediateWorkload):
    """A workload that raises its failure, if it has one."""

    def __init__(self) -> None:
        super().__init__()
        self.failure: Exception | None = None

    def perform(self, entries: Sequence[LogEntry]) -> Iterator[FinishedWork]:
        """Yield all entries, or raise the failure."""
        if self.failure:
            raise self.failure
        yield from super().perform(entries)


class Pipeline:
    """Ingest, worker and reader with one queue and one store, and all their output."""

    def __init__(self) -> None:
        self.workload = BreakableWorkload()
        self.worker = Worker(workload=self.workload)
        self.steps: dict[str, Any] = {
            "queue": self.worker.queue,
            "ids": (api := IngestApi(self.worker.queue)).ids,
            "tenants": self.worker.tenants,
            "master_secret": self.worker.master_secret,
            "workload": self.workload,
            "repository": self.worker.repository,
            "dead_letters": self.worker.dead_letters,
        }
        self._metrics = [api.metrics, self.worker.metrics]
        self._ingest = api.handler
        self._work = worker_handler(self.worker.process_messages)
        repository = self.worker.repository
        self._read = read_handler(reading_of(repository, SystemClock()), authenticate=anyone)
        self.came_out: list[str] = []
        self.read_back: list[str] = []

    def run(self) -> None:
        """Send requests to every route, and every kind of message, good and bad."""
        for event in requests():
            self.came_out.append(json.dumps(self._ingest(event, None)))
        for receive_count in (1, 2, 3):
            event = sqs_event(*bodies(), receive_count=receive_count)
            self.came_out.append(json.dumps(self._work(event, None)))
        for event in reads():
            self.read_back.append(json.dumps(self._read(event, None)))
        self.came_out += [repr([counts.counts for counts in self._metrics]), *map(page, self._metrics)]
        self.came_out += [repr(letter.reason) for letter in self.worker.dead_letters.letters]


def requests() -> Iterator[dict[str, Any]]:
    """Yield requests that are accepted, or refused at each check, with marked values wherever a client may write."""
    good = {"tenant_id": "acme", "log_id": "1", "text": MARKED, MARKED: MARKED, "attributes": {f"a{MARKED}": [MARKED]}}
    for document in (
        good,
        good | {"log_id": None},
        good | {"tenant_id": MARKED},
        good | {"log_id": MARKED},
        good | {"log_id": [MARKED]},
        good | {"text": {MARKED: MARKED}},
        good | {"text": ""},
        good | {"text": MARKED * 2_000},
        good | {"attributes": MARKED},
        good | {"attributes": {MARKED: MARKED}},
        good | {"big": [MARKED] * 2_000},
        good | {"deep": json.loads("[" * 20 + json.dumps(MARKED) + "]" * 20)},
        [MARKED],
        MARKED,
    ):
        yield http_event("POST", "/ingest", headers=JSON, body=json.dumps(document))
    for body in (f'{{"text":"{MARKED}"', f'{{"text":"{MARKED}\\ud800"}}', f'{{"{MARKED}":NaN}}', MARKED):
        yield http_event("POST", "/ingest", headers=JSON, body=body)
        yield http_event("POST", "/ingest", headers=TEXT, body=body)
        yield http_event("POST", "/ingest", headers=TEXT, body=body.encode() + b"\xff")
    for name in ("content-type", "x-tenant-id", "x-log-id", "x-request-id", "traceparent", "content-encoding", MARKED):
        yield http_event("POST", "/ingest", headers=TEXT | {name: MARKED}, body=MARKED)
    yield http_event("POST", "/ingest", headers=JSON | {"x-tenant-id": MARKED}, body=json.dumps(good))
    yield http_event("POST", "/ingest", headers=TEXT, body=MARKED * 100_000)
    yield http_event("POST", "/ingest", headers=TEXT, body="???") | {"isBase64Encoded": True, "body": MARKED}
    for path in ("/ingest", "/healthz", "/readyz", f"/{MARKED}"):
        yield http_event("GET", path, query={MARKED: MARKED}, headers={MARKED: MARKED})
        yield http_event(WORD.upper(), path, body=MARKED)


def bodies() -> Iterator[str]:
    """Yield messages that the worker stores, finds stored, stores as a conflict, sends again, and cannot read."""
    for entries in (
        [entry(MARKED, log_id="a", attributes={MARKED: MARKED})],
        [entry(MARKED + " again", log_id="a")],
        [entry(MARKED, log_id="b"), entry(MARKED, log_id="c")],
    ):
        yield Envelope(tuple(entries), "request-1").encode()
    document = json.loads(Envelope((entry(MARKED),), "request-1").encode())
    for name, value in (
        ("version", 99),
        ("schema", MARKED),
        ("tenant_id", MARKED),
        ("received_at", MARKED),
        ("logs", ""),
    ):
        yield json.dumps(document | {name: value})
    yield MARKED
    yield f'{{"{MARKED}": "'


def reads() -> Iterator[dict[str, Any]]:
    """Yield reads of existing and missing logs, and invalid ones."""
    for path in ("/tenants/acme/logs", "/tenants/acme/logs/a", "/tenants/acme/logs/none", f"/tenants/{MARKED}/logs"):
        yield http_event("GET", path)
        for name in ("limit", "since", "until", "cursor", MARKED):
            yield http_event("GET", path, query={name: MARKED})
    yield http_event("GET", f"/tenants/acme/logs/{MARKED}")


def page(metrics: CountingMetrics) -> str:
    """Return the metrics as Prometheus would read them."""
    prometheus = PrometheusMetrics()
    for (metric, label), number in metrics.counts.items():
        prometheus.count(metric, number, label)
    return prometheus.page()


def shown(record: logging.LogRecord) -> str:
    """Return all text that a formatter could make of a record."""
    return f"{record.__dict__} {logging.Formatter().format(record)}"


@pytest.fixture(autouse=True)
def every_record(caplog: pytest.LogCaptureFixture) -> None:
    """Record all lines at the deployed level, and all lines of our own packages."""
    caplog.set_level(logging.INFO)
    for package in ("domain", "application", "infrastructure", "entrypoints"):
        caplog.set_level(logging.DEBUG, logger=package)


def test_marked_values_are_never_shown(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    """Without faults, the number is in no answer, record, metric or reason, and the word only in stored logs."""
    pipeline = Pipeline()
    pipeline.run()
    assert any(WORD in answer for answer in pipeline.read_back), "The stored log is readable, redacted."
    assert pipeline.worker.dead_letters.letters, "The dead letters were searched."
    _search(pipeline, caplog, capfd)


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("step", ["queue", "ids", "tenants", "master_secret", "workload", "repository", "dead_letters"])
def test_no_failing_step_shows_its_input(
    step: str, error: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever step fails with whatever message, no text is shown, and the failure is logged."""
    pipeline = Pipeline()
    pipeline.steps[step].failure = ERRORS[error]()
    pipeline.run()
    assert caplog.records
    _search(pipeline, caplog, capfd)


def _search(pipeline: Pipeline, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    printed = capfd.readouterr()
    out = [*pipeline.came_out, *map(shown, caplog.records), printed.out, printed.err]
    for each in out:
        assert WORD not in each
    for each in (*out, *pipeline.read_back):
        assert NUMBER not in each


def test_a_handler_that_raises_is_500_without_its_message(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """The local server answers and logs it with its class and the request id, and uvicorn prints nothing."""

    def raising(_event: object, _context: object) -> dict[str, Any]:
        raise KeyError(MARKED)

    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": MARKED.encode()}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/ingest",
        "query_string": b"",
        "headers": [(b"x-request-id", b"request-1")],
        "client": None,
    }
    scope["extensions"] = {"connection": None}
    server = HttpServer(
        ingest=lambda events: [raising(event, None) for event in events],
        read=raising,
        metrics=raising,
        health=Health([]),
        web_pages=WebPages((), keys_required=True),
        count_refusal=lambda _: None,
        last_stored=lambda: 0,
    )
    asyncio.run(server(scope, receive, send))
    assert sent[0]["status"] == 500
    (record,) = [record for record in caplog.records if record.msg == "unexpected_error"]
    assert (record.__dict__["error"], record.__dict__["request_id"]) == ("KeyError", "request-1")
    assert json.loads(sent[1]["body"])["request_id"] == "request-1"
    assert WORD not in f"{sent} {list(map(shown, caplog.records))} {capfd.readouterr()}"


def test_no_repr_shows_text() -> None:
    """No object with raw text shows it in `repr`, so it cannot appear in tracebacks and debuggers."""
    raw = entry(MARKED, attributes={MARKED: MARKED})
    envelope = Envelope((raw,), "request-1")
    body = envelope.encode()
    for holder in (
        raw,
        envelope,
        Submission("acme", MARKED, attributes={MARKED: MARKED}),
        Origin("json", "request-1", idempotency_key=MARKED),
        Delivery("1", 1, envelope),
        Attempt(raw, 1),
        QueuedMessage("1", "receipt", 1, "acme", body),
        LeasedMessage("1", "acme", body, 0, 1, 0, "receipt"),
        CollectedMessage("1", "acme", body, 0),
        DeadLetter("acme", body, "item_refused"),
        IngestRequest.model_validate({"text": MARKED, "attributes": {MARKED: MARKED}, "level": MARKED, MARKED: MARKED}),
    ):
        assert WORD not in f"{holder!r} {holder}", type(holder)


@pytest.mark.parametrize("error", ERRORS)
def test_errors_of_ingesting_contain_no_text(error: str) -> None:
    """The error that the use case raises, and each of its causes, quotes nothing."""
    queue = InMemoryLogQueue()
    queue.failure = ERRORS[error]()
    if error == "passing":
        queue.failure.__cause__ = None
    api = IngestApi(queue)
    with pytest.raises(PassingError) as raised:
        api.ingest_log.ingest(Submission("acme", MARKED), Origin("json", "request-1"))
    assert WORD not in "".join(traceback.format_exception(raised.value))
