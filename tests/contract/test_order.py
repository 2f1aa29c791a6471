"""The order of logs, from the request to the list.

Ingest, worker and reading as they are deployed, over the queue and the store of each backend. The laws of a store alone
are in test_log_pages.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from dependency_injector import providers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.ports.log_store import LogStore
from application.ports.workload import FinishedWork, Workload
from domain.limits import Limits
from domain.log_entry import LogEntry
from domain.query.log_query import Order
from entrypoints.containers.application import ApplicationContainer
from entrypoints.handlers.ingest import ingest_handler
from entrypoints.handlers.read import read_handler
from entrypoints.handlers.worker import worker_handler
from entrypoints.http.access import anyone
from infrastructure.system.fair_executor import ThreadedFairExecutor
from infrastructure.system.id_generator import RandomIdGenerator
from tests.contract.conftest import RepositoryUnderTest
from tests.contract.queues import QueueUnderTest
from tests.entrypoints.aws_events import http_event
from tests.fakes.clock import ManualClock
from tests.fakes.master_secret import FixedMasterSecret
from tests.fakes.metrics import CountingMetrics
from tests.fakes.random_source import SeededRandomSource
from tests.fakes.tenant_directory import FixedTenantDirectory
from tests.support.examples import examples

BACKENDS = {"embedded": ("sqlite_queue", "sqlite_repository"), "aws": ("sqs_queue", "dynamodb_repository")}
NOON = 1_795_435_200


class FailingOnce(Workload):
    """The work of these texts fails at its first attempt."""

    def __init__(self) -> None:
        self.failing: Counter[str] = Counter()

    def perform(self, entries: Sequence[LogEntry]) -> Iterator[FinishedWork]:
        """End in the opposite of the order in which they were given."""
        for position in reversed(range(len(entries))):
            text = entries[position].text
            self.failing[text] -= 1
            yield FinishedWork([position], RuntimeError() if self.failing[text] >= 0 else None)


class Pipeline:
    """From a request to the list, over one queue and one store."""

    def __init__(self, queue: QueueUnderTest, repository: LogStore) -> None:
        self._queue = queue
        self._clock = ManualClock()
        self.workload = FailingOnce()
        metrics = CountingMetrics()
        roles: dict[str, object] = {
            "clock": self._clock,
            "ids": RandomIdGenerator(),
            "random": SeededRandomSource(),
            "workload": self.workload,
            "tenants": FixedTenantDirectory({}),
            "queue": queue.queue,
            "dead_letters": queue.dead_letter_queue,
            "repository": repository,
            "reader": repository,
            "master_secret": FixedMasterSecret(),
            "reading_secret": FixedMasterSecret(),
            "limits": Limits.derive(seconds_per_character=0, worker_timeout_seconds=900),
            "storing": ThreadedFairExecutor(4),
            "most_stored_together": 25,
            "metrics": metrics,
        }
        application = ApplicationContainer(**{name: providers.Object(role) for name, role in roles.items()})
        self._ingest = ingest_handler(application.ingest_log(), application.ingest_logs(), metrics)
        self._worker = worker_handler(application.process_messages())
        self._read = read_handler(application.reading(), authenticate=anyone)

    def send(self, body: object, *, path: str = "/ingest/batch", tenant_id: str = "acme") -> None:
        """Send one request, a while after the last one; what is no text is sent as JSON."""
        self._clock.advance(1)
        headers = {"content-type": "application/json", "x-tenant-id": tenant_id}
        text = body if isinstance(body, str) else json.dumps(body)
        answer = self._ingest(http_event("POST", path, headers=headers, body=text), None)
        assert answer["statusCode"] in (200, 202, 204), answer["body"]

    def work(self) -> None:
        """Work all that is queued, and again what has failed."""
        while messages := self._queue.receive():
            records = [
                {
                    "messageId": message.message_id,
                    "receiptHandle": message.receipt,
                    "body": message.body,
                    "attributes": {"ApproximateReceiveCount": str(message.receive_count)},
                }
                for message in messages
            ]
            failed = {
                failure["itemIdentifier"] for failure in self._worker({"Records": records}, None)["batchItemFailures"]
            }
            self._queue.delete([message for message in messages if message.message_id not in failed])
            self._queue.end_visibility_timeout()

    def listed(
        self,
        order: Order,
        *,
        limit: int = 100,
        tenant_id: str = "acme",
        between: Callable[[], object] = lambda: None,
    ) -> list[dict[str, Any]]:
        """Page through all of the tenant's logs."""
        logs: list[dict[str, Any]] = []
        query = {"order": order.value, "limit": str(limit)}
        while True:
            answer = self._read(http_event("GET", f"/tenants/{tenant_id}/logs", query=query), None)
            assert answer["statusCode"] == 200, answer["body"]
            page = json.loads(answer["body"])
            logs += page["logs"]
            if page["next_cursor"] is None:
                return logs
            query["cursor"] = page["next_cursor"]
            between()


@pytest.fixture(params=BACKENDS)
def pipeline(request: pytest.FixtureRequest) -> Pipeline:
    """Each backend in turn, empty."""
    queue, repository = BACKENDS[request.param]
    under_test: RepositoryUnderTest = request.getfixturevalue(repository)
    return Pipeline(request.getfixturevalue(queue), under_test.repository)


@pytest.fixture
def embedded_pipeline(sqlite_queue: QueueUnderTest, sqlite_repository: RepositoryUnderTest) -> Pipeline:
    """SQLite's."""
    return Pipeline(sqlite_queue, sqlite_repository.repository)


@pytest.fixture
def aws_pipeline(sqs_queue: QueueUnderTest, dynamodb_repository: RepositoryUnderTest) -> Pipeline:
    """AWS's, as moto has it."""
    return Pipeline(sqs_queue, dynamodb_repository.repository)


def texts(logs: Sequence[Mapping[str, Any]]) -> list[str]:
    """What tells the logs apart."""
    return [log["text"] for log in logs]


LINES: dict[str, Callable[[int], dict[str, Any]]] = {
    "rising times": lambda number: {"text": str(number), "timestamp": (NOON - 60) * 1000 + number},
    "one time": lambda number: {"text": str(number), "timestamp": "2026-11-23T11:00:00Z"},
    "no time": lambda number: {"text": str(number)},
    "a time far ahead": lambda number: {"text": str(number), "timestamp": "2099-11-23T11:00:00Z"},
    "ids of their own": lambda number: {"text": str(number), "log_id": str(97 * number % 100)},
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_twenty_lines_of_a_request_are_listed_in_their_order(
    pipeline: Pipeline, line: Callable[[int], dict[str, Any]]
) -> None:
    """Lines of one request are listed in order or in reverse, with any page size, also after redeliveries."""
    numbers = [str(number) for number in range(20)]
    pipeline.workload.failing.update(("3", "4", "11", "19"))
    pipeline.send([line(int(number)) for number in numbers])
    pipeline.work()

    for limit in (7, 20):
        assert texts(pipeline.listed(Order.OLDEST_FIRST, limit=limit)) == numbers
        assert texts(pipeline.listed(Order.NEWEST_FIRST, limit=limit)) == numbers[::-1]


NANOSECONDS = str((NOON - 60) * 10**9 + 1)
PUSHES: dict[str, object] = {
    "/loki/api/v1/push": {
        "streams": [
            {"stream": {"app": "a"}, "values": [[NANOSECONDS, str(number)] for number in range(5)]},
            {"stream": {"app": "b"}, "values": [[NANOSECONDS, str(number)] for number in range(5, 10)]},
        ]
    },
    "/v1/logs": {
        "resourceLogs": [
            {
                "scopeLogs": [
                    {
                        "logRecords": [
                            {"timeUnixNano": NANOSECONDS, "body": {"stringValue": str(number)}}
                            for number in range(first, first + 5)
                        ]
                    }
                ]
            }
            for first in (0, 5)
        ]
    },
}


@pytest.mark.parametrize("path", PUSHES)
def test_pushes_of_one_time_keep_their_order(pipeline: Pipeline, path: str) -> None:
    """Lines of several streams or resources with the same time are listed in the order of the request."""
    pipeline.send(PUSHES[path], path=path)
    pipeline.work()

    logs = pipeline.listed(Order.OLDEST_FIRST, limit=4)
    assert texts(logs) == [str(number) for number in range(10)]
    assert {log["time"] for log in logs} == {"2026-11-23T11:59:00.000000001Z"}


def test_a_late_log_stands_where_it_happened(pipeline: Pipeline) -> None:
    """A file of yesterday that is imported today is listed before today's logs."""
    pipeline.send([{"text": "today"}])
    pipeline.send([{"text": "yesterday", "time": "2026-11-22T12:00:00Z"}])
    pipeline.work()

    assert texts(pipeline.listed(Order.OLDEST_FIRST)) == ["yesterday", "today"]


def test_one_moment_in_any_unit_is_one_time(pipeline: Pipeline) -> None:
    """Seconds, milliseconds, microseconds, nanoseconds and RFC 3339 give the same time, as numbers or strings."""
    moment = NOON - 3_600
    numbers = [moment * 10**digits for digits in (0, 3, 6, 9)]
    pipeline.send([{"text": "x", "timestamp": each} for each in (*numbers, *map(str, numbers), "2026-11-23T11:00:00Z")])
    pipeline.work()

    times = [log["time"] for log in pipeline.listed(Order.OLDEST_FIRST)]
    assert times == ["2026-11-23T11:00:00Z"] * 9


def test_a_number_keeps_the_digits_that_were_written(pipeline: Pipeline) -> None:
    """Seconds with nine decimals keep the nanosecond, although a float cannot hold them."""
    pipeline.send(f'{{"text":"x","ts":{NOON - 3_600}.123456789}}')
    pipeline.work()

    assert [log["time"] for log in pipeline.listed(Order.OLDEST_FIRST)] == ["2026-11-23T11:00:00.123456789Z"]


def test_eight_spellings_of_a_level_are_one(pipeline: Pipeline) -> None:
    """All spellings of a level are the same level, and the attributes keep the original spelling."""
    spellings = ["info", "INFO", "Information", "inf", "I", "[info]", 30, "notice"]
    pipeline.send([{"text": "x", "level": spelling} for spelling in spellings])
    pipeline.work()

    logs = pipeline.listed(Order.OLDEST_FIRST)
    assert [log["level"] for log in logs] == ["info"] * 8
    assert [log["attributes"]["level"] for log in logs] == spellings


def test_the_same_record_twice_is_stored_once(pipeline: Pipeline) -> None:
    """A record with a time of its own that comes again in another request is stored once."""
    record = {
        "message": "request completed",
        "asctime": "2026-11-23 11:00:00,123",
        "timestamp": "2026-11-23T11:00:00.123Z",
    }
    pipeline.send([record])
    pipeline.send([{"text": "first"}, record])
    pipeline.work()

    assert sorted(texts(pipeline.listed(Order.OLDEST_FIRST))) == ["first", "request completed"]


@dataclass(frozen=True)
class Line:
    """A log that is sent; a time is in milliseconds before noon."""

    time: int | None
    fails: bool


@dataclass(frozen=True)
class History:
    """Requests that are sent before and while a list is read, its order, and the size of its pages."""

    before: list[list[Line]]
    meanwhile: list[list[Line]]
    order: Order
    page: int


REQUESTS = st.lists(
    st.lists(st.builds(Line, st.none() | st.sampled_from([0, 1, 60_000]), st.booleans()), min_size=1, max_size=8),
    max_size=4,
)
tenants = (f"tenant-{number}" for number in count())


_SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
HISTORIES = st.builds(History, REQUESTS, REQUESTS, st.sampled_from(Order), st.integers(1, 5))


@settings(_SETTINGS, max_examples=examples(25))
@given(history=HISTORIES)
def test_any_requests_keep_their_order(embedded_pipeline: Pipeline, history: History) -> None:
    """Whatever is sent, redelivered and added while pages are read, each log is listed once and in order."""
    lists_in_order(embedded_pipeline, history)


# moto is too slow for more.
@settings(_SETTINGS, max_examples=examples(5))
@given(history=HISTORIES)
def test_any_requests_keep_their_order_on_aws(aws_pipeline: Pipeline, history: History) -> None:
    """On SQS and DynamoDB, each log is listed once and in order, whatever is redelivered or added meanwhile."""
    lists_in_order(aws_pipeline, history)


def lists_in_order(pipeline: Pipeline, history: History) -> None:
    """Lists go along the times, and logs of one request that share a time, or have none, keep the request's order."""
    tenant_id = next(tenants)
    # By its text: the request and the place that a log was sent in.
    sent: dict[str, tuple[int, int, Line]] = {}
    requests = count()

    def send(request: list[Line]) -> None:
        number = next(requests)
        documents: list[dict[str, Any]] = []
        for place, line in enumerate(request):
            text = f"{tenant_id}/{number}/{place}"
            sent[text] = number, place, line
            documents.append({"text": text} | ({} if line.time is None else {"ts": NOON * 1_000 - line.time}))
            pipeline.workload.failing[text] = int(line.fails)
        pipeline.send(documents, tenant_id=tenant_id)

    for request in history.before:
        send(request)
    pipeline.work()
    at_start = set(sent)
    waiting = iter(history.meanwhile)

    def add() -> None:
        if request := next(waiting, None):
            send(request)
            pipeline.work()

    listed = pipeline.listed(history.order, limit=history.page, tenant_id=tenant_id, between=add)
    if history.order is Order.NEWEST_FIRST:
        listed.reverse()

    found = texts(listed)
    assert len(set(found)) == len(found)
    assert at_start <= set(found)
    # Without its Z a time sorts as text.
    times = [log["time"][:-1] for log in listed]
    assert times == sorted(times)
    last: dict[tuple[int, int | None], int] = {}
    for text in found:
        number, place, line = sent[text]
        assert last.get((number, line.time), -1) < place
        last[number, line.time] = place
