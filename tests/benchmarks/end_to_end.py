"""From the first request to the last readable log, compared with the same work in one thread without queue and HTTP.

The baseline is a loop of the project's own functions over the same messages: decode, redact, tag, insert with synced
commits. The embedded run does that in several processes, and also accepts and queues the logs.
"""

import http.client
import json
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from application.envelope import decode_envelope
from application.ingest_log import IngestLog
from application.ingest_logs import IngestLogs
from application.store_once import StoreOnce, StoreResult
from domain.limits import Limits
from domain.log_entry import LogEntry
from domain.redact_log import LogRedactor
from domain.tenant import Tenant
from entrypoints.handlers.ingest import ingest_handler
from entrypoints.local.events import api_gateway_event
from infrastructure.embedded.log_repository import SqliteLogRepository
from infrastructure.system.clock import SystemClock
from infrastructure.system.id_generator import TimeOrderedIdGenerator
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll
from tests.fakes.log_queue import InMemoryLogQueue
from tests.fakes.master_secret import FixedMasterSecret
from tests.fakes.metrics import CountingMetrics

_LOGS, LOGS_A_REQUEST = 100_000, 1_000
_TEXT_BYTES = 256
_CONNECTIONS = 4
_PATIENCE_SECONDS = 300
_TENANT = "acme"
_STEPS = ("decode", "tag", "redact", "insert")
_HEADERS = {"Content-Type": "application/x-ndjson", "X-Tenant-ID": _TENANT}


def print_end_to_end(rounds: int) -> None:
    """Measure both in turns, and print the rates, their ratio, and the baseline's CPU by step."""
    requests = list(some_requests(_LOGS))
    bodies = messages_of(requests)
    pairs: list[tuple[float, float]] = []
    steps = dict.fromkeys(_STEPS, 0.0)
    before = _cpu_of_servers()
    for _ in range(rounds):
        yardstick = _yardstick(bodies, steps)
        pairs.append((_end_to_end(requests), yardstick))
    taken = (_cpu_of_servers() - before) / rounds / _LOGS * 1e6
    rates, yardsticks = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(rate / yardstick for rate, yardstick in pairs)
    print(f"\nEnd to end: {_LOGS:,} logs of {_TEXT_BYTES} B with two attributes, {LOGS_A_REQUEST:,} in a request")
    print(f"  {rates:10,.0f} logs a second   {yardsticks:10,.0f} by one thread alone   ratio {ratio:.2f}")
    each = {step: seconds / rounds / _LOGS * 1e6 for step, seconds in steps.items()}
    said = ", ".join(f"{step} {microseconds:.1f}" for step, microseconds in each.items())
    print(f"  µs of CPU a log: {taken:.1f} of all processes; in that thread {said}, {sum(each.values()):.1f} in all")


def _cpu_of_servers() -> float:
    """Return the CPU seconds of all servers that have ended, with their processes."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def some_requests(number: int) -> Iterator[bytes]:
    """Yield bodies with this number of logs in total, of 256 B and with two attributes."""
    chance = random.Random(1)  # noqa: S311 - the same lines in each run
    for first in range(0, number, LOGS_A_REQUEST):
        logs = [
            {"message": _line(chance), "level": chance.choice(("info", "warn")), "user": f"user-{number}"}
            for number in range(first, first + LOGS_A_REQUEST)
        ]
        yield "\n".join(map(json.dumps, logs)).encode()


def _line(chance: random.Random) -> str:
    words = (
        "cache",
        "hit",
        "for",
        "order",
        "in",
        "region",
        "eu-west-1",
        "queue",
        "worker",
        "took",
        "retry",
        "upstream",
    )
    line = f"GET /orders/{chance.randrange(10**6)} 200 in {chance.randrange(300)} ms"
    while len(line) < _TEXT_BYTES:
        line += f" {chance.choice(words)}"
    return line[:_TEXT_BYTES]


def messages_of(requests: Sequence[bytes]) -> list[str]:
    """Return the messages that ingest-api makes of the requests."""
    queue, metrics = InMemoryLogQueue(), CountingMetrics()
    limits = Limits.derive(seconds_per_character=0, worker_timeout_seconds=900)
    ingest_logs = IngestLogs(
        queue=queue, clock=SystemClock(), ids=TimeOrderedIdGenerator(), limits=limits, metrics=metrics
    )
    handler = ingest_handler(IngestLog(ingest_logs=ingest_logs), ingest_logs, metrics)
    for body in requests:
        event = api_gateway_event(
            method="POST",
            path="/ingest/batch",
            query="",
            headers=[(name.lower(), value) for name, value in _HEADERS.items()],
            body=body,
            source_ip="127.0.0.1",
        )
        assert handler(event, None)["statusCode"] == 202
    return [message.body for message in queue.receive(LOGS_A_REQUEST * len(requests))]


def _yardstick(bodies: Sequence[str], steps: dict[str, float]) -> float:
    """Return the logs a second of the baseline. The CPU seconds of each step are added to `steps`."""
    clock, tenant = SystemClock(), Tenant(_TENANT)

    def lap(step: str, since: float) -> float:
        now = time.process_time()
        steps[step] += now - since
        return now

    with tempfile.TemporaryDirectory() as folder:
        repository = SqliteLogRepository(Path(folder) / "logs.sqlite3", clock=clock)
        store = StoreOnce(repository=repository, master_secret=FixedMasterSecret())
        tagging = store.tagging(_TENANT)
        begun, at = time.perf_counter(), time.process_time()
        for body in bodies:
            envelope = decode_envelope(body)
            at = lap("decode", at)
            tags = iter([tagging(entry) for entry in envelope.entries])
            at = lap("tag", at)
            redactor = LogRedactor(tenant, b"")
            logs = list(redactor.redact(envelope.entries, tag=partial(_next, tags), now=clock.now))
            at = lap("redact", at)
            assert store.store(logs) == [StoreResult.STORED] * len(logs)
            at = lap("insert", at)
        seconds = time.perf_counter() - begun
        repository.close()
    return _LOGS / seconds


def _next(tags: Iterator[str], _entry: LogEntry) -> str:
    return next(tags)


def _end_to_end(requests: Sequence[bytes]) -> float:
    with tempfile.TemporaryDirectory() as folder, LocalServer(Path(folder), 0) as server:
        return logs_a_second(server, requests)


def logs_a_second(server: LocalServer, requests: Sequence[bytes]) -> float:
    """Return the rate from the first request, each of `LOGS_A_REQUEST` logs, until all logs can be read."""
    address = urlsplit(server.endpoint)
    logs = server.data / "logs.sqlite3"
    left, number, before = iter(requests), LOGS_A_REQUEST * len(requests), _stored(logs)

    def send() -> None:
        connection = http.client.HTTPConnection(address.hostname or "", address.port)
        for body in left:
            connection.request("POST", "/ingest/batch", body, _HEADERS)
            answer = connection.getresponse()
            assert answer.status == 202, answer.read()
            answer.read()
        connection.close()

    begun = time.perf_counter()
    with ThreadPoolExecutor(_CONNECTIONS) as senders:
        for sender in [senders.submit(send) for _ in range(_CONNECTIONS)]:
            sender.result()
    assert poll(lambda: _stored(logs) >= before + number or None, _PATIENCE_SECONDS), "not all logs were stored"
    return number / (time.perf_counter() - begun)


def _stored(logs: Path) -> int:
    """Return the number of stored logs; none is deleted here."""
    with closing(sqlite3.connect(f"{logs.as_uri()}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT coalesce(max(seq), 0) FROM logs").fetchone()[0])
