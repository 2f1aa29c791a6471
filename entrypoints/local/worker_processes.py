"""Starts and watches the processes that run the embedded run's workers."""

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
# Extra time after the drain, for the last report.
_END_SECONDS = 1.0


class WorkerProcesses:
    """One process for each CPU, but no more than there are workers.

    If a process ends, another one replaces it after a pause, and the messages of its workers are released immediately.
    All of the processes end when this process ends, even if it is killed.
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
        """Start the processes without waiting until they work."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let the processes finish their work for up to `drain_seconds`, then kill those that still run."""
        self._stopping.set()
        deadline = time.monotonic() + self._drain_seconds + _END_SECONDS
        with self._lock:
            for process in self._running:
                # The process may have ended already.
                if process.stdin:
                    with suppress(OSError):
                        process.stdin.write(STOP)
                        process.stdin.flush()
        for thread in filter(Thread.is_alive, self._threads):
            thread.join(max(0.0, deadline - time.monotonic()))
        self.kill()

    def kill(self) -> None:
        """Kill the processes."""
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
            except Exception as error:  # noqa: BLE001 - the workers must run again after any error
                _log.error("worker_process_fails", extra={"error": type(error).__name__})
            else:
                if self._stopping.is_set():
                    return
                _log.error("worker_process_ended", extra={"exit_code": code, "workers": len(names)})
            # Release the messages before another process uses the same worker names.
            while not self._take_back(names) and not self._stopping.wait(_PAUSE_SECONDS):
                pass
            self._stopping.wait(_PAUSE_SECONDS)

    def _run(self, names: tuple[str, ...]) -> int | None:
        """Start a process, receive its reports until it ends, and return its exit code."""
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
            # The process may still run if receiving its reports has failed.
            process.kill()
            with process:
                # Leaving the block closes the process's input and waits for its end.
                pass

    def _start(self, names: tuple[str, ...]) -> tuple[subprocess.Popen[bytes], int] | None:
        """Start a process; return it and the file descriptor of its reports, or None if the server is stopping."""
        reading, writing = os.pipe()
        settings = WorkerSettings(
            # An absolute path, because the process may have another working directory.
            run=replace(self._settings, data_folder=self._settings.data_folder.resolve()),
            names=names,
            drain_seconds=self._drain_seconds,
            reports=writing,
        )
        # Use this process's module path, whatever the working directory is.
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
                    # Ctrl-C in a terminal must reach only this process.
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
    """The number of CPUs that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
