"""One worker of the embedded run: it receives batches, calls the handler, and settles each message in the queue."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from application.delay_redelivery import FIRST_PAUSE_SECONDS
from application.envelope import log_count
from application.ports.clock import Clock
from application.ports.embedded_log_queue import EmbeddedLogQueue, LeasedMessage
from domain.errors import PassingError, reason_of
from domain.limits import MAX_BATCH_BYTES, MAX_BATCH_LOGS
from entrypoints.handlers.worker import SqsHandler
from entrypoints.local.events import sqs_event
from entrypoints.local.storage_health import StorageHealth

_log = logging.getLogger(__name__)

# The same values as for the event source in template.yaml.
BATCH_SIZE = 100
BATCHING_WINDOW_SECONDS = 1.0
# How often an idle worker looks for new messages.
_IDLE_WAIT_SECONDS = 0.1
_GATHER_INTERVAL_SECONDS = 0.1
_PAUSE_AFTER_ERROR_SECONDS = 1.0
# Delay before a message that failed while a database refused writes is received again.
_PAUSE_AFTER_REFUSAL_SECONDS = 5


class BatchWorker:
    """Calls the handler once for each tenant in a batch, and deletes that tenant's messages when the call returns.

    A worker counts as busy for each tenant whose call has not returned. The queue gives a worker no messages of a
    tenant that already occupies its share of the workers, so one tenant's slow messages never occupy all of them.

    A disk fault delays messages but loses none. Messages that were received before the fault are still processed. While
    a database refuses writes, the worker receives nothing. A message that fails during a fault is received again within
    seconds after the fault, and the failed receive does not count, so a long fault never makes a message a dead letter.
    """

    def __init__(  # noqa: PLR0913 - the parts that a worker connects, and how it waits
        self,
        name: str,
        *,
        workers: int,
        queue: EmbeddedLogQueue,
        handler: SqsHandler,
        health: StorageHealth,
        clock: Clock,
        pause: Callable[[float], bool],
        run_together: Callable[[Sequence[Callable[[], None]]], None],
    ) -> None:
        """`workers` is the number of all workers. `pause` waits that many seconds; it returns True early on a stop."""
        self._name = name
        self._workers = workers
        self._queue = queue
        self._handler = handler
        self._health = health
        self._clock = clock
        self._pause = pause
        self._run_together = run_together

    def take_turn(self) -> None:
        """Receive a batch and process it, or wait a moment if the queue is empty. Never raises."""
        try:
            if not self._health.is_well():
                self._pause(_PAUSE_AFTER_ERROR_SECONDS)
                return
            messages = self._gather()
            if messages:
                self._work(messages)
            else:
                self._pause(_IDLE_WAIT_SECONDS)
        except Exception as error:  # noqa: BLE001 - the worker must go on; the error's message may contain log text
            if not self._pause(0):
                _log.error("poller_failed", extra={"error": type(error).__name__, "reason": reason_of(error)})
                self._pause(_PAUSE_AFTER_ERROR_SECONDS)

    def _gather(self) -> list[LeasedMessage]:
        """Collect messages until the batch is full or the batching window, which starts with the first one, is over."""
        messages = list(self._receive([]))
        deadline = self._clock.monotonic() + BATCHING_WINDOW_SECONDS
        # If a later receive fails, the messages that are leased already must still be processed.
        with suppress(PassingError):
            while messages and not _is_full(messages) and self._clock.monotonic() < deadline:
                # Receive at intervals, not after each send, because each receive that finds messages is a commit.
                if self._pause(_GATHER_INTERVAL_SECONDS):
                    break
                messages += self._receive(messages)
        return messages

    def _receive(self, beside: Sequence[LeasedMessage]) -> Sequence[LeasedMessage]:
        return self._queue.receive(BATCH_SIZE, beside=beside, worker=self._name, workers=self._workers)

    def _work(self, messages: Sequence[LeasedMessage]) -> None:
        by_tenant: dict[str, list[LeasedMessage]] = {}
        for message in messages:
            by_tenant.setdefault(message.group_id, []).append(message)
        self._run_together([partial(self._settle, own) for own in by_tenant.values()])

    def _settle(self, messages: Sequence[LeasedMessage]) -> None:
        """Process one tenant's messages, then delete those that succeeded and release those that failed."""
        refusals = self._health.refusals
        failed = self._call(messages)
        done = [message.receipt_handle for message in messages if message.message_id not in failed]
        again = [message.receipt_handle for message in messages if message.message_id in failed]
        # If the queue cannot write now, it remembers the outcome and writes it later.
        with suppress(PassingError):
            self._queue.settle(done=done, failed=again)
        if again and self._health.refusals > refusals:
            with suppress(PassingError):
                self._queue.give_back(dict.fromkeys(again, _PAUSE_AFTER_REFUSAL_SECONDS))

    def _call(self, messages: Sequence[LeasedMessage]) -> set[str]:
        """Return the ids of the messages that failed: those that the handler names, or all if it raises."""
        try:
            response = self._handler(sqs_event(messages), None)
        except Exception as error:  # noqa: BLE001 - the messages are received again; the error's message may contain log text
            _log.error("handler_failed", extra={"messages": len(messages), "error": type(error).__name__})
            with suppress(PassingError):
                self._queue.delay({message.receipt_handle: FIRST_PAUSE_SECONDS for message in messages})
            return {message.message_id for message in messages}
        return {failure["itemIdentifier"] for failure in response["batchItemFailures"]}


def _is_full(messages: Sequence[LeasedMessage]) -> bool:
    """Whether to stop collecting: at half of a limit, the next messages would often not fit."""
    return (
        len(messages) >= BATCH_SIZE
        or 2 * sum(log_count(message.body) for message in messages) >= MAX_BATCH_LOGS
        or 2 * sum(len(message.body) for message in messages) >= MAX_BATCH_BYTES
    )
