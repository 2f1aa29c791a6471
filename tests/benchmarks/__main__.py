"""`make bench`: the cost of the hot paths, relative to the part that cannot be avoided.

Ratios to a baseline of the same run, because absolute times say little about other machines.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from application.envelope import Envelope
from domain.log_entry import LogEntry
from entrypoints.containers.embedded import EmbeddedContainer
from entrypoints.handlers.ingest import ingest_handler
from entrypoints.handlers.worker import worker_handler
from entrypoints.local.events import api_gateway_event, sqs_event
from infrastructure.embedded.data_folder import DataFolder
from infrastructure.embedded.database import Database
from infrastructure.embedded.schemas import Schema
from infrastructure.system.clock import SystemClock
from tests.benchmarks.end_to_end import print_end_to_end
from tests.benchmarks.many_logs import print_many_logs
from tests.benchmarks.singles import print_singles

_REQUESTS = 1_000
_SECONDS_PER_CHARACTER = 0.05
# Logs of mixed lengths, and a hundred logs of the same length, which end at the same moment.
_BATCHES = {
    "90 of 10 and 10 of 100 characters": [10] * 90 + [100] * 10,
    "100 of 100 characters": [100] * 100,
}


def main() -> int:
    """Measure and print. Return 0."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds whose median counts (default 5)")
    rounds = parser.parse_args().rounds
    print(f"Python {sys.version.split()[0]}, medians of {rounds} rounds\n")
    _print_ingest(rounds)
    _print_batches()
    print_many_logs()
    print_singles()
    print_end_to_end(min(rounds, 3))
    return 0


def _print_ingest(rounds: int) -> None:
    """Compare a request through the handler with a bare commit of the same row by SQLite."""
    with _container(_SECONDS_PER_CHARACTER) as (container, folder):
        handler = ingest_handler(
            container.local().application.ingest_log(),
            container.local().application.ingest_logs(),
            container.local().metrics(),
            spend_quota=container.local().application.spend_quota(),
        )
        body = json.dumps({"tenant_id": "acme", "text": "x" * 100}).encode()
        event = api_gateway_event(
            method="POST",
            path="/ingest",
            query="",
            headers=[("content-type", "application/json")],
            body=body,
            source_ip="127.0.0.1",
        )
        row = Envelope((_entry(0, 100),), "request").encode()
        bare = Database(folder / "yardstick.sqlite3", Schema("yardstick", 1, "CREATE TABLE rows (body TEXT)"))

        def commit() -> None:
            with bare.transaction() as connection:
                connection.execute("INSERT INTO rows VALUES (?)", (row,))

        pairs = [(_microseconds(lambda: handler(event, None)), _microseconds(commit)) for _ in range(rounds)]
        bare.close()
    request, yardstick = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print("POST /ingest through the handler, accepted and synced to disk")
    print(f"  {request:6.0f} µs a request   {yardstick:6.0f} µs a bare synced commit   ratio {ratio:.2f}\n")


def _print_batches() -> None:
    """Compare a batch through the worker's handler with the time of its longest log."""
    print("A batch through the worker, each log worked, redacted, and stored with a synced commit")
    for name, lengths in _BATCHES.items():
        with _container(_SECONDS_PER_CHARACTER) as (container, _):
            handler = worker_handler(container.local().application.process_messages())
            queue = container.queue()
            queue.send([Envelope((_entry(n, length),), "request") for n, length in enumerate(lengths)])
            event = sqs_event(queue.receive(len(lengths)))
            start = time.perf_counter()
            failures = handler(event, None)["batchItemFailures"]
            seconds = time.perf_counter() - start
            assert not failures
            assert container.repository().count() == len(lengths)
        longest = max(lengths) * _SECONDS_PER_CHARACTER
        print(f"  {name:<36} {seconds:6.2f} s   longest log {longest:5.2f} s   ratio {seconds / longest:.3f}")


@contextmanager
def _container(seconds_per_character: float) -> Iterator[tuple[EmbeddedContainer, Path]]:
    with tempfile.TemporaryDirectory() as name, DataFolder(Path(name)) as folder:
        container = EmbeddedContainer(data_folder=folder, seconds_per_character=seconds_per_character)
        yield container, folder.path
        for database in (container.queue(), container.repository(), container.tenants(), container.usage()):
            database.close()


def _entry(number: int, characters: int) -> LogEntry:
    return LogEntry(
        tenant_id="acme",
        log_id=str(number),
        text="call +44 20 7946 0958 ".ljust(characters, "x")[:characters],
        source="json",
        received_at=SystemClock().now(),
    )


def _microseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    for _ in range(_REQUESTS):
        call()
    return (time.perf_counter() - start) / _REQUESTS * 1e6


if __name__ == "__main__":
    sys.exit(main())
