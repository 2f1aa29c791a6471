"""A separate process for some of the workers of the embedded run.

The server starts it with its settings as the only argument. The process ends when the server writes `stop` to its
standard input, and immediately when the input closes, because the server has ended then. The process writes its metrics
and log records to a pipe (`reports.py`).
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
from entrypoints.settings import EmbeddedSettings, LogFormat

_log = logging.getLogger(__name__)

STOP = b"stop\n"


@dataclass(frozen=True)
class WorkerSettings:
    """The settings of a worker process: those of the `run`, the `names` of its workers, and the time to drain.

    `reports` is the file descriptor of the pipe.
    """

    run: EmbeddedSettings
    names: tuple[str, ...]
    drain_seconds: float
    reports: int

    def to_argument(self) -> str:
        """The settings as one command line argument."""
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
    """Work until the server stops the process or ends; returns the exit code."""
    # The server decides when its workers end, even if a signal goes to the whole process group.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    settings = _settings(sys.argv[1])
    container = backend_of(settings.run).opened_by_worker(settings.run)
    reporter = Reporter(settings.reports, container.metrics())
    # JSON lines are written directly. Lines for people go through the server, which limits their number.
    log_to(reporter if settings.run.log_format is LogFormat.TEXT else JsonHandler())
    reporter.start()
    try:
        poller = _poller(settings, container)
    except Exception as error:  # noqa: BLE001 - the server tries again; the error's message may contain log text
        _log.error("worker_process_fails", extra={"error": type(error).__name__, "reason": reason_of(error)})
        reporter.stop()
        return 1
    poller.start()
    if sys.stdin.buffer.readline() != STOP:
        # The server has ended. Do not finish the work; the next server releases the messages.
        os._exit(1)
    poller.stop(settings.drain_seconds)
    # Do not start the remaining logs of a batch, which may be thousands and would keep the process running.
    container.storing().stop()
    reporter.stop()
    sys.stdout.flush()
    # Skip the interpreter's shutdown: it would remove modules that the daemon threads still use.
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
