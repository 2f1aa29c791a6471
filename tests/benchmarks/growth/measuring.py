"""Measuring the embedded run with many stored logs, and with many queued logs."""

import asyncio
import http.client
import json
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

from application.envelope import Envelope, decode_envelope
from domain.timestamps import format_timestamp
from infrastructure.embedded.data_folder import DataFolder
from infrastructure.embedded.log_queue import SqliteLogQueue
from infrastructure.system.clock import SystemClock
from tests.acceptance.client import Client
from tests.acceptance.gauges import queued_messages
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll
from tests.benchmarks.end_to_end import logs_a_second, messages_of, some_requests
from tests.benchmarks.singles import send_one_by_one
from tests.benchmarks.stored_logs import fill

_MIB = 1 << 20
_SENT_LOGS = 50_000
_ROUNDS = 3
_PAGES = 100
_SINGLES_SECONDS = 4.0
_PATIENCE_SECONDS = 600
_REQUESTS_AT_ONCE, _SENT_TOGETHER = 20, 1_000
_NEWCOMER = "newcomer"

T = TypeVar("T")


@dataclass(frozen=True)
class Stored:
    """The figures with this number of stored `logs`. Rates are per second, and pages of 50 logs are read over HTTP."""

    logs: int
    start_seconds: float
    end_to_end: float
    singles: float
    singles_p99_ms: float
    newest_page_ms: float
    middle_page_ms: float
    peak_mib: float
    file_mib: float


@dataclass(frozen=True)
class Queued:
    """The figures with this number of queued `logs` in `messages` at the start. `drained` is logs a second.

    `newcomer_seconds` is the time until a log that another tenant then sends can be read.
    """

    logs: int
    messages: int
    start_seconds: float
    newcomer_seconds: float
    drained: float
    peak_mib: float


def measure_stored(logs: int) -> Stored:
    """Fill a data folder with this number of logs, start a server on it, and measure."""
    with tempfile.TemporaryDirectory() as name:
        with DataFolder(Path(name) / "data") as data:
            fill(data.logs, logs)
        requests = list(some_requests(_SENT_LOGS))
        began = time.perf_counter()
        with LocalServer(Path(name), 0) as server:
            start = time.perf_counter() - began
            rate = statistics.median(logs_a_second(server, requests) for _ in range(_ROUNDS))
            latencies = asyncio.run(send_one_by_one(server.endpoint, _SINGLES_SECONDS))
            newest, middle = _page_ms(server, {}), _page_ms(server, {"until": _middle_of_the_day()})
            return Stored(
                logs=logs,
                start_seconds=start,
                end_to_end=rate,
                singles=len(latencies) / _SINGLES_SECONDS,
                singles_p99_ms=statistics.quantiles(latencies, n=100)[98] * 1_000,
                newest_page_ms=newest,
                middle_page_ms=middle,
                peak_mib=server.peak_bytes_of_all() / _MIB,
                file_mib=(server.data / "logs.sqlite3").stat().st_size / _MIB,
            )


def _middle_of_the_day() -> str:
    now = SystemClock().now()
    return format_timestamp(now.fromtimestamp(now.timestamp() - 43_200, now.tzinfo))


def _page_ms(server: LocalServer, parameters: dict[str, str]) -> float:
    """Return the median of many pages over a kept connection."""
    connection = http.client.HTTPConnection(str(urlsplit(server.endpoint).netloc))
    path = f"/tenants/acme/logs?{urlencode({'limit': '50'} | parameters)}"
    times = []
    for _ in range(_PAGES):
        began = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        times.append(time.perf_counter() - began)
        assert answer.status == http.HTTPStatus.OK, body
    connection.close()
    return statistics.median(times) * 1_000


def measure_queued(logs: int, *, logs_a_message: int) -> Queued:
    """Queue this number of logs, start a server on them, and wait until all are stored."""
    with tempfile.TemporaryDirectory() as name:
        messages = _queue(Path(name) / "data", logs, logs_a_message)
        began = time.perf_counter()
        with LocalServer(Path(name), 0) as server:
            started = time.perf_counter()
            client = Client(server.endpoint)
            newcomer = _newcomer_seconds(client)
            assert poll(lambda: queued_messages(client) == 0 or None, _PATIENCE_SECONDS), "the queue was not drained"
            return Queued(
                logs=logs,
                messages=messages,
                start_seconds=started - began,
                newcomer_seconds=newcomer,
                drained=logs / (time.perf_counter() - started),
                peak_mib=server.peak_bytes_of_all() / _MIB,
            )


def _queue(folder: Path, logs: int, logs_a_message: int) -> int:
    """Queue the logs, and return the number of messages."""
    number = 0
    with (
        DataFolder(folder) as data,
        closing(
            SqliteLogQueue(data.queue, clock=SystemClock(), visibility_timeout_seconds=60, max_receive_count=5)
        ) as queue,
    ):
        for requests in _slices(list(some_requests(logs)), _REQUESTS_AT_ONCE):
            envelopes = [
                Envelope(entries, envelope.request_id)
                for envelope in map(decode_envelope, messages_of(requests))
                for entries in _slices(envelope.entries, logs_a_message)
            ]
            for some in _slices(envelopes, _SENT_TOGETHER):
                queue.send(some)
            number += len(envelopes)
    return number


def _slices(items: Sequence[T], size: int) -> Iterator[tuple[T, ...]]:
    for start in range(0, len(items), size):
        yield tuple(items[start : start + size])


def _newcomer_seconds(client: Client) -> float:
    began = time.perf_counter()
    body = json.dumps({"text": "hello"})
    client.request("POST", "/ingest/batch", body=body, headers={"X-Tenant-ID": _NEWCOMER}).expect_status(202)

    def is_readable() -> bool | None:
        return bool(json.loads(client.get(f"/tenants/{_NEWCOMER}/logs").body)["logs"]) or None

    assert poll(is_readable, _PATIENCE_SECONDS), "another tenant's log was not stored"
    return time.perf_counter() - began
