"""The local stand-in for Lambda's event source mapping: queued messages in, batches to the worker's handler."""

import time
from collections.abc import Callable, Sequence
from threading import Event, Thread

from application.ports.clock import Clock
from application.ports.embedded_log_queue import EmbeddedLogQueue
from entrypoints.handlers.worker import SqsHandler
from entrypoints.local.batch_worker import BatchWorker
from entrypoints.local.storage_health import StorageHealth


class Poller:
    """A thread for each of several workers, which share the tenants between them."""

    def __init__(  # noqa: PLR0913 - what the workers stand between
        self,
        *,
        queue: EmbeddedLogQueue,
        handler: SqsHandler,
        names: Sequence[str],
        workers: int,
        health: StorageHealth,
        clock: Clock,
    ) -> None:
        """The workers of these `names`, of `workers` in all processes."""
        self._stopping = Event()
        # Daemons, because a batch may have many minutes to go when the process has to end.
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
        """Begin polling."""
        for thread in self._threads:
            thread.start()

    def stop(self, drain_seconds: float) -> None:
        """Take no more batches, and wait so long for those in work."""
        self._stopping.set()
        deadline = time.monotonic() + drain_seconds
        for thread in filter(Thread.is_alive, self._threads):
            thread.join(max(0.0, deadline - time.monotonic()))

    def _run(self, worker: BatchWorker) -> None:
        while not self._stopping.is_set():
            worker.take_turn()


def _run_together(jobs: Sequence[Callable[[], None]]) -> None:
    """Run each in a thread of its own, and wait for all."""
    threads = [Thread(target=job, daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
