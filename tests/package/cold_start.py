"""`python -m tests.package.cold_start`: compare the starts of functions and of bare ones with the same clients."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.entrypoints.aws_events import http_event
from tests.entrypoints.test_cold_start import ENVIRONMENT
from tests.package.lambda_runtime import ROOT, running

_ROUNDS = 9
_BARE = """\
import boto3
from botocore.config import Config

config = Config(connect_timeout=1, read_timeout=3, retries={{"mode": "standard", "total_max_attempts": 3}})
clients = [boto3.client(name, config=config) for name in {clients!r}]


def handler(event, context):
    return {{}}
"""
# Each function with an event that calls no service, and the clients that it creates at its start.
FUNCTIONS = {
    "IngestApi": ("entrypoints.ingest_api.handler", http_event("GET", "/healthz"), ("sqs", "dynamodb", "dynamodb")),
    "LogWorker": ("entrypoints.log_worker.handler", {"Records": []}, ("sqs", "dynamodb", "secretsmanager")),
}


def measure(rounds: int = _ROUNDS) -> dict[str, tuple[float, float]]:
    """Return the fastest start of each function and of the bare one, in milliseconds, measured in turns.

    The fastest one counts, because other load on the machine can only slow a start down.
    """
    taken: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in FUNCTIONS}
    with tempfile.TemporaryDirectory() as folder:
        for name, (_, _, clients) in FUNCTIONS.items():
            (Path(folder) / f"bare_{name.lower()}.py").write_text(_BARE.format(clients=clients))
        for _ in range(rounds):
            for name, (handler, event, _) in FUNCTIONS.items():
                ours, bare = taken[name]
                ours.append(_start(ROOT / ".aws-sam" / "build" / name, handler, event))
                bare.append(_start(Path(folder), f"bare_{name.lower()}.handler", {}))
    return {name: (min(ours), min(bare)) for name, (ours, bare) in taken.items()}


def table(measured: dict[str, tuple[float, float]]) -> Sequence[str]:
    """Return a line for each function."""
    return [
        f"{name:<10} init {ours:6.0f} ms, bare handler with the same clients {bare:6.0f} ms: {ours / bare:.2f} times"
        for name, (ours, bare) in measured.items()
    ]


def _start(folder: Path, handler: str, event: dict[str, object]) -> float:
    with running(folder, handler, ENVIRONMENT) as function:
        function.invoke(event)
        return function.init_milliseconds


def main() -> int:
    """Print the table. Return 0, because times are not tested."""
    print("\n".join(table(measure())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
