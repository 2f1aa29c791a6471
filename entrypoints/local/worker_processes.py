"""The processes that the workers of the embedded run are spread over."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from threading import Event, Lock, Thread

from application.ports.embedded_log_queue import EmbeddedLogQueue
from domain.errors import PassingError
from entrypoints.local.reports import receive_reports
from entrypoints.local.worker_process import STOP, WorkerSettings
from entrypoints.settings import EmbeddedSettings
from infrastructure.system.metrics import PrometheusMetrics

_log = logging.getLogger(__name__)

_PAUSE_SECONDS = 1.0
# Beyond its drain, for the last report.
_END_SECONDS = 1.0


class WorkerProcesses:
    """As many processes as the machine has CPUs for, and at most one for each worker.

    One that ends is replaced after a pause; its workers' messages come again at once, and no other's. All of them end
    when this process does, however that ends.
    """

    def __init__(
        self, settings: EmbeddedSettings, *, queue: EmbeddedLogQueue, metrics: PrometheusMetrics, drain_seconds: float
    ) -> None:
        self._settings = settings
        self._queue = queue
        self._metrics = metrics
        self._drain_seconds = drain_seconds
        self._stopping = Event()
        self._lock = Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        names = [f"worker-{number}" for number in range(1, settings.workers + 1)]
        number = min(settings.workers, _cpus())
        self._threads = [
            Thread(
                target=self._look_after, args=[tuple(names[first::number])], name=f"workers-{first + 1}", daemon=True
            )
            for first in range(number)
        ]

    def start(self) -> None:
        """Start the processes; returns before any of them works."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let each process end what it has in work, for as long as a drain takes; then kill those that still run."""
        self._stopping.set()
        deadline = time.monotonic() + self._drain_seconds + _END_SECONDS
        with self._lock:
            for process in self._running:
                # It may have ended by itself.
                if process.stdin:
                    with suppress(OSError):
                        process.stdin.write(STOP)
                        process.stdin.flush()
        for thread in filter(Thread.is_alive, self._threads):
            thread.join(max(0.0, deadline - time.monotonic()))
        self.kill()

    def kill(self) -> None:
        """End the processes at once."""
        self._stopping.set()
        with self._lock:
            for process in self._running:
                process.kill()
        for thread in filter(Thread.is_alive, self._threads):
            thread.join()

    def _look_after(self, names: tuple[str, ...]) -> None:
        while not self._stopping.is_set():
            try:
                code = self._run(names)
            except Exception as error:  # noqa: BLE001 - whatever it is, without the workers nothing would be stored
                _log.error("worker_process_fails", extra={"error": type(error).__name__})
            else:
                if self._stopping.is_set():
                    return
                _log.error("worker_process_ended", extra={"exit_code": code, "workers": len(names)})
            # Before others have these names.
            while not self._take_back(names) and not self._stopping.wait(_PAUSE_SECONDS):
                pass
            self._stopping.wait(_PAUSE_SECONDS)

    def _run(self, names: tuple[str, ...]) -> int | None:
        """Start a process, take its reports until it ends, and return its exit code."""
        started = self._start(names)
        if started is None:
            return None
        process, reading = started
        try:
            with os.fdopen(reading, encoding="utf-8", errors="replace") as reports:
                receive_reports(reports, self._metrics)
            return process.wait()
        finally:
            with self._lock:
                self._running.discard(process)
            # Where its reports could not be taken it still runs.
            process.kill()
            with process:
                # Closes its input and waits for its end.
                pass

    def _start(self, names: tuple[str, ...]) -> tuple[subprocess.Popen[bytes], int] | None:
        """A new process, and the descriptor of its reports; none any more while the server stops."""
        reading, writing = os.pipe()
        settings = WorkerSettings(
            # The path as the process finds it, wherever that is started.
            run=replace(self._settings, data_folder=self._settings.data_folder.resolve()),
            names=names,
            drain_seconds=self._drain_seconds,
            reports=writing,
        )
        # With the modules of this process, whatever the folder is that it was started in.
        command = [sys.executable, "-P", "-m", "entrypoints.local.worker_process", settings.to_argument()]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        try:
            with self._lock:
                if self._stopping.is_set():
                    os.close(reading)
                    return None
                process = subprocess.Popen(  # noqa: S603 - our own program
                    command,
                    env=environment,
                    stdin=subprocess.PIPE,
                    pass_fds=[writing],
                    # A terminal's Ctrl-C is for this process alone.
                    process_group=0,
                )
                self._running.add(process)
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        return process, reading

    def _take_back(self, names: Sequence[str]) -> bool:
        try:
            self._queue.take_back(names)
        except PassingError as error:
            _log.warning("leases_not_ended", extra={"reason": error.reason})
            return False
        return True


def _cpus() -> int:
    """That this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
