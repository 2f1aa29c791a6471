"""`make bench-taking`: the CPU cost of a log in the ingest handler, and whether it has changed.

The requests go through the handler, with a queue in memory that only encodes. With `--against COMMIT`, they go through
the code of that commit too, in turns, and the ratio of the rates is printed: above 1, the code is faster than that
commit. CPU time is used because other processes affect it least.
"""

import argparse
import gzip
import io
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from application.ingest_log import IngestLog
from application.ingest_logs import IngestLogs
from domain.limits import Limits
from entrypoints.handlers.ingest import ingest_handler
from entrypoints.local.events import api_gateway_event
from infrastructure.system.clock import SystemClock
from infrastructure.system.id_generator import RandomIdGenerator

_ROOT = Path(__file__).parents[2]
_RECORDS = 100_000
_SINGLES = 3_000
_ROUNDS = 5
_MILLISECONDS = 1_764_158_400_000


def _record(kind: str, number: int) -> dict[str, Any]:
    text = f"GET /items/{number} 200"
    iso_time = f"2025-11-26T12:{number // 1_000 % 60:02}:{number % 60:02}.{number % 1_000:03}Z"
    match kind:
        case "text only":
            return {"text": text}
        case "pino":
            return {"level": 30, "time": _MILLISECONDS + number, "pid": 7, "hostname": "web-1", "msg": text}
        case "ISO time":
            return {"timestamp": iso_time, "level": "info", "message": text}
        case _:
            return {"log_id": str(number), "timestamp": iso_time, "message": text}


_KINDS = ("text only", "pino", "ISO time", "id and ISO time")
_SINGLE = "POST /ingest"


def measure() -> dict[str, float]:
    """Return the CPU seconds of a log by the kind of its request, with the imported code."""
    handler = _handler()
    seconds = {}
    for kind in _KINDS:
        lines = "\n".join(json.dumps(_record(kind, number), separators=(",", ":")) for number in range(_RECORDS))
        headers = [("content-type", "application/x-ndjson"), ("content-encoding", "gzip"), ("x-tenant-id", "acme")]
        event = _event("/ingest/batch", headers, gzip.compress(lines.encode(), 1))
        seconds[kind] = _cpu_seconds(handler, event, 1) / _RECORDS
    body = json.dumps({"tenant_id": "acme", "text": "x" * 100}).encode()
    single = _event("/ingest", [("content-type", "application/json")], body)
    _cpu_seconds(handler, single, 100)
    seconds[_SINGLE] = _cpu_seconds(handler, single, _SINGLES) / _SINGLES
    return seconds


def _handler() -> Any:
    metrics: Any = _Nowhere()
    limits = Limits.derive(seconds_per_character=0.05, worker_timeout_seconds=900)
    logs = IngestLogs(queue=metrics, clock=SystemClock(), ids=RandomIdGenerator(), limits=limits, metrics=metrics)
    return ingest_handler(IngestLog(ingest_logs=logs), logs, metrics)


class _Nowhere:
    """A queue and metrics that keep nothing."""

    def send(self, envelopes: Sequence[Any]) -> None:
        """Encode the envelopes, which every queue must do."""
        for envelope in envelopes:
            envelope.encode()

    def count(self, *_: object) -> None:
        """Count nothing."""


def _event(path: str, headers: list[tuple[str, str]], body: bytes) -> dict[str, Any]:
    return api_gateway_event(method="POST", path=path, query="", headers=headers, body=body, source_ip="127.0.0.1")


def _cpu_seconds(handler: Any, event: dict[str, Any], times: int) -> float:
    start = time.process_time()
    for _ in range(times):
        answer = handler(event, None)
        assert answer["statusCode"] == 202, answer["body"]
    return time.process_time() - start


def main() -> int:
    """Measure and print. Return 0."""
    parser = argparse.ArgumentParser(prog="make bench-taking", description=__doc__)
    parser.add_argument("--against", metavar="COMMIT", help="compare with the code of this commit")
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help=f"rounds whose median counts (default {_ROUNDS})")
    parser.add_argument("--once", action="store_true", help="print one round's measurements as JSON")
    options = parser.parse_args()
    if options.once:
        print(json.dumps(measure()))
        return 0
    with tempfile.TemporaryDirectory() as name:
        if options.against:
            _check_out(options.against, name)
        rounds = [(_once(_ROOT), _once(Path(name)) if options.against else {}) for _ in range(options.rounds)]
    print(f"Python {sys.version.split()[0]}, medians of {options.rounds} rounds, {_RECORDS:,} logs in a request")
    for kind in (*_KINDS, _SINGLE):
        seconds = statistics.median(now[kind] for now, _ in rounds)
        line = f"  {kind:<16} {seconds * 1e6:7.2f} µs of CPU a log   {1 / seconds:9,.0f} logs a second"
        if options.against:
            ratio = statistics.median(before[kind] / now[kind] for now, before in rounds)
            line += f"   rate against {options.against}: {ratio:.2f}"
        print(line)
    return 0


def _check_out(commit: str, folder: str) -> None:
    archive = subprocess.run(["git", "archive", commit], cwd=_ROOT, check=True, capture_output=True).stdout  # noqa: S603, S607 - the developer's own
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")


def _once(root: Path) -> dict[str, float]:
    """Run one round in a process of its own, with the code in `root`."""
    command = [sys.executable, __file__, "--once"]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    measured = subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    seconds: dict[str, float] = json.loads(measured.stdout)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
