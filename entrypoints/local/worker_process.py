"""A process of its own for some of the workers of the embedded run.

The server starts it with its settings as the only argument. It ends when the server says so on its standard input, and
at once when that closes, because the server is gone then. What it counts and logs it writes to a pipe (`reports.py`).
"""

import json
import logging
import os
import signal
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from domain.errors import reason_of
from entrypoints.auth_mode import AuthMode
from entrypoints.containers.backend import backend_of
from entrypoints.containers.local import LocalContainer
from entrypoints.handlers.worker import worker_handler
from entrypoints.local.log_lines import JsonHandler, log_to
from entrypoints.local.poller import Poller
from entrypoints.local.reports import Reporter
from entrypoints.local.storage_health import StorageHealth
from entrypoints.log_format import LogFormat
from entrypoints.settings import EmbeddedSettings

_log = logging.getLogger(__name__)

STOP = b"stop\n"


@dataclass(frozen=True)
class WorkerSettings:
    """What a process of workers is told: the settings of the `run`, the `names` of its own workers, and how to end.

    `reports` is the descriptor of the pipe.
    """

    run: EmbeddedSettings
    names: tuple[str, ...]
    drain_seconds: float
    reports: int

    def to_argument(self) -> str:
        """As a word of a command line."""
        return json.dumps(asdict(self), default=str)


def _settings(argument: str) -> WorkerSettings:
    document = json.loads(argument)
    run = document["run"]
    run |= {
        "data_folder": Path(run["data_folder"]),
        "auth_mode": AuthMode(run["auth_mode"]),
        "log_format": LogFormat(run["log_format"]),
    }
    return WorkerSettings(**document | {"run": EmbeddedSettings(**run)})


def main() -> int:
    """Work until the server says stop, or is gone; returns the exit code."""
    # The server decides when its workers end, also where a signal is sent to all of its processes.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    settings = _settings(sys.argv[1])
    container = backend_of(settings.run).opened_by_worker(settings.run)
    reporter = Reporter(settings.reports, container.metrics())
    # Lines for machines are written as they come; those for people are thinned out by the server.
    log_to(reporter if settings.run.log_format is LogFormat.TEXT else JsonHandler())
    reporter.start()
    try:
        poller = _poller(settings, container)
    except Exception as error:  # noqa: BLE001 - whatever it is, the server tries again; no words, they may hold text
        _log.error("worker_process_fails", extra={"error": type(error).__name__, "reason": reason_of(error)})
        reporter.stop()
        return 1
    poller.start()
    if sys.stdin.buffer.readline() != STOP:
        # Killed: nobody waits for what is in work, and the next server gives its messages to others.
        os._exit(1)
    poller.stop(settings.drain_seconds)
    # A batch may hold thousands of logs: those that are not begun would keep the process.
    container.storing().stop()
    reporter.stop()
    sys.stdout.flush()
    # Not by the interpreter's own end, which would wait for no thread and let it find half of its modules gone.
    os._exit(0)


def _poller(settings: WorkerSettings, container: LocalContainer) -> Poller:
    return Poller(
        queue=container.queue(),
        handler=worker_handler(container.application.process_messages()),
        names=settings.names,
        workers=settings.run.workers,
        health=StorageHealth([container.queue(), container.store(), container.tenants()]),
        clock=container.clock(),
    )


if __name__ == "__main__":
    sys.exit(main())
