"""The local stand-in for Lambda's event source mapping: queued messages in, batches to the worker's handler."""

import logging
import time
from collections.abc import Callable
from threading import Event, Thread

from domain.errors import reason_of
from entrypoints.handlers.worker import SqsHandler
from entrypoints.local.events import sqs_event
from infrastructure.embedded.log_queue import Message, SqliteLogQueue

_log = logging.getLogger(__name__)

# As template.yaml has them for the event source on AWS.
BATCH_SIZE = 100
BATCHING_WINDOW_SECONDS = 1.0
_IDLE_WAIT_SECONDS = 0.5
_GATHER_INTERVAL_SECONDS = 0.1
_PAUSE_AFTER_ERROR_SECONDS = 1.0


class Poller:
    """Threads that each take a batch, wait for the handler, and delete what it did not report as failed.

    A message whose deletion is not reached, because the process ends or the handler raises, is delivered again.
    """

    def __init__(
        self, *, queue: SqliteLogQueue, handler: SqsHandler, workers: int, when_idle: Callable[[], None]
    ) -> None:
        self._queue = queue
        self._handler = handler
        self._when_idle = when_idle
        self._stopping = Event()
        # Daemons, because a batch may have many minutes to go when the process has to end.
        self._threads = [Thread(target=self._run, name=f"worker-{n}", daemon=True) for n in range(1, workers + 1)]

    def start(self) -> None:
        """Begin polling."""
        for thread in self._threads:
            thread.start()

    def stop(self, drain_seconds: float) -> None:
        """Take no more batches, and wait so long for those in work."""
        self._stopping.set()
        deadline = time.monotonic() + drain_seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                messages = self._gather()
                if messages:
                    self._work(messages)
                else:
                    self._when_idle()
            except Exception as error:  # noqa: BLE001 - a poller that ends would strand the queue; no words, they may hold text
                if self._stopping.is_set():
                    return
                _log.error("poller_failed", extra={"error": type(error).__name__, "reason": reason_of(error)})
                self._stopping.wait(_PAUSE_AFTER_ERROR_SECONDS)

    def _gather(self) -> list[Message]:
        """A batch: as many messages as come within the window that the first one opens."""
        messages = self._queue.receive(BATCH_SIZE, _IDLE_WAIT_SECONDS)
        deadline = time.monotonic() + BATCHING_WINDOW_SECONDS
        while messages and len(messages) < BATCH_SIZE and time.monotonic() < deadline:
            # Not at each send: every receive that finds something is a commit.
            if self._stopping.wait(_GATHER_INTERVAL_SECONDS):
                break
            messages += self._queue.receive(BATCH_SIZE - len(messages), 0)
        return messages

    def _work(self, messages: list[Message]) -> None:
        response = self._handler(sqs_event(messages), None)
        failed = {failure["itemIdentifier"] for failure in response["batchItemFailures"]}
        self._queue.delete(message.receipt_handle for message in messages if message.message_id not in failed)
