"""Replaces Lambda's event source mapping: threads that pass queued messages to the worker's handler in batches."""

import time
from collections.abc import Callable, Sequence
from threading import Event, Thread

from application.ports.clock import Clock
from application.ports.embedded_log_queue import EmbeddedLogQueue
from entrypoints.handlers.worker import SqsHandler
from entrypoints.local.batch_worker import BatchWorker
from entrypoints.local.storage_health import StorageHealth


class Poller:
    """Runs several workers, each in a thread."""

    def __init__(  # noqa: PLR0913 - the parts that the workers connect
        self,
        *,
        queue: EmbeddedLogQueue,
        handler: SqsHandler,
        names: Sequence[str],
        workers: int,
        health: StorageHealth,
        clock: Clock,
    ) -> None:
        """`names` are the workers of this process; `workers` is the number of workers in all processes."""
        self._stopping = Event()
        # Daemon threads, because a batch may need minutes when the process has to end.
        self._threads = [
            Thread(
                target=self._run,
                args=[
                    BatchWorker(
                        name,
                        workers=workers,
                        queue=queue,
                        handler=handler,
                        health=health,
                        clock=clock,
                        pause=self._stopping.wait,
                        run_together=_run_together,
                    )
                ],
                name=name,
                daemon=True,
            )
            for name in names
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def stop(self, drain_seconds: float) -> None:
        """Receive no more batches, and wait up to `drain_seconds` for those that are being processed."""
        self._stopping.set()
        deadline = time.monotonic() + drain_seconds
        for thread in filter(Thread.is_alive, self._threads):
            thread.join(max(0.0, deadline - time.monotonic()))

    def _run(self, worker: BatchWorker) -> None:
        while not self._stopping.is_set():
            worker.take_turn()


def _run_together(jobs: Sequence[Callable[[], None]]) -> None:
    """Run each job in a thread of its own, and wait for all of them."""
    threads = [Thread(target=job, daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
