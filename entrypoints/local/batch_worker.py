"""One worker of the embedded run: it takes a batch, has it worked, and tells the queue what came of each message."""

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

# As template.yaml has them for the event source on AWS.
BATCH_SIZE = 100
BATCHING_WINDOW_SECONDS = 1.0
# How long it may take a worker that has nothing to do to find what is sent.
_IDLE_WAIT_SECONDS = 0.1
_GATHER_INTERVAL_SECONDS = 0.1
_PAUSE_AFTER_ERROR_SECONDS = 1.0
# When a message comes again that failed while a database refused something.
_PAUSE_AFTER_REFUSAL_SECONDS = 5


class BatchWorker:
    """Each tenant's messages of a batch are worked in a call of the handler of their own, and deleted when that ends.

    A worker is held by every tenant whose call has not ended, and is given no messages of a tenant that holds its share
    of the workers: so messages that take long keep a few workers, and the others are there for everybody else.

    A fault of the disk costs a message time, and nothing else. What was received is worked. While a database refuses
    writes, nothing more is received. A message that failed meanwhile comes again within seconds of the fault's end, and
    its receive does not count, so that no fault, however long, makes it a dead letter.
    """

    def __init__(  # noqa: PLR0913 - what it stands between, and how it waits
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
        """One of so many `workers`. `pause` waits so many seconds, or returns True as soon as the worker is to stop."""
        self._name = name
        self._workers = workers
        self._queue = queue
        self._handler = handler
        self._health = health
        self._clock = clock
        self._pause = pause
        self._run_together = run_together

    def take_turn(self) -> None:
        """Take a batch, or wait a moment for one, and return when it is worked. Never raises."""
        try:
            if not self._health.is_well():
                self._pause(_PAUSE_AFTER_ERROR_SECONDS)
                return
            messages = self._gather()
            if messages:
                self._work(messages)
            else:
                self._pause(_IDLE_WAIT_SECONDS)
        except Exception as error:  # noqa: BLE001 - a worker that ends would strand the queue; no words, they may hold text
            if not self._pause(0):
                _log.error("poller_failed", extra={"error": type(error).__name__, "reason": reason_of(error)})
                self._pause(_PAUSE_AFTER_ERROR_SECONDS)

    def _gather(self) -> list[LeasedMessage]:
        """As many messages as come within the window that the first one opens."""
        messages = list(self._receive([]))
        deadline = self._clock.monotonic() + BATCHING_WINDOW_SECONDS
        # What is leased already must be worked, whatever becomes of the others.
        with suppress(PassingError):
            while messages and not _is_full(messages) and self._clock.monotonic() < deadline:
                # Not at each send: every receive that finds something is a commit.
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
        """Work messages, and tell the queue what came of each."""
        refusals = self._health.refusals
        failed = self._call(messages)
        done = [message.receipt_handle for message in messages if message.message_id not in failed]
        again = [message.receipt_handle for message in messages if message.message_id in failed]
        # What the queue cannot write now it remembers: it raises, and nothing is left to do here.
        with suppress(PassingError):
            self._queue.settle(done=done, failed=again)
        if again and self._health.refusals > refusals:
            with suppress(PassingError):
                self._queue.give_back(dict.fromkeys(again, _PAUSE_AFTER_REFUSAL_SECONDS))

    def _call(self, messages: Sequence[LeasedMessage]) -> set[str]:
        """Which messages must come again: those that the handler names, or all if it raises."""
        try:
            response = self._handler(sqs_event(messages), None)
        except Exception as error:  # noqa: BLE001 - whatever it is, the messages come again; no words, they may hold text
            _log.error("handler_failed", extra={"messages": len(messages), "error": type(error).__name__})
            with suppress(PassingError):
                self._queue.delay({message.receipt_handle: FIRST_PAUSE_SECONDS for message in messages})
            return {message.message_id for message in messages}
        return {failure["itemIdentifier"] for failure in response["batchItemFailures"]}


def _is_full(messages: Sequence[LeasedMessage]) -> bool:
    """Whether to wait for no more: what comes would often not fit."""
    return (
        len(messages) >= BATCH_SIZE
        or 2 * sum(log_count(message.body) for message in messages) >= MAX_BATCH_LOGS
        or 2 * sum(len(message.body) for message in messages) >= MAX_BATCH_BYTES
    )
