"""The local stand-in for Lambda's event source mapping: queued messages in, batches to the worker's handler."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Event, Thread

from application.delay_redelivery import FIRST_PAUSE_SECONDS
from application.envelope import log_count
from domain.errors import PassingError, reason_of
from domain.limits import MAX_BATCH_BYTES, MAX_BATCH_LOGS
from entrypoints.handlers.worker import SqsHandler
from entrypoints.local.events import sqs_event
from entrypoints.local.storage_health import StorageHealth
from entrypoints.local.worker_shares import WorkerShares
from infrastructure.embedded.log_queue import Message, SqliteLogQueue

_log = logging.getLogger(__name__)

# As template.yaml has them for the event source on AWS.
BATCH_SIZE = 100
BATCHING_WINDOW_SECONDS = 1.0
_IDLE_WAIT_SECONDS = 0.5
_GATHER_INTERVAL_SECONDS = 0.1
_PAUSE_AFTER_ERROR_SECONDS = 1.0
# When a message comes again that failed while a database refused something.
_PAUSE_AFTER_REFUSAL_SECONDS = 5


class Poller:
    """Threads that each take a batch, wait for the handler, and delete what it did not report as failed.

    Each tenant's messages of a batch are worked in a call of the handler of their own, and deleted when that ends. A
    worker is held by every tenant whose call has not ended, and takes no messages of a tenant that holds its share of
    the workers: so messages that take long keep a few workers, and the others are there for everybody else.

    A fault of the disk costs a message time, and nothing else. What was received is worked. While a database refuses
    writes, nothing more is received. A message that failed meanwhile comes again within seconds of the fault's end, and
    its receive does not count, so that no fault, however long, makes it a dead letter.
    """

    def __init__(
        self,
        *,
        queue: SqliteLogQueue,
        handler: SqsHandler,
        workers: int,
        health: StorageHealth,
        when_idle: Callable[[], None],
    ) -> None:
        self._queue = queue
        self._handler = handler
        self._health = health
        self._when_idle = when_idle
        self._stopping = Event()
        # Daemons, because a batch may have many minutes to go when the process has to end.
        names = [f"worker-{number}" for number in range(1, workers + 1)]
        self._threads = [Thread(target=self._run, args=[name], name=name, daemon=True) for name in names]
        self._shares = WorkerShares(names)

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

    def _run(self, worker: str) -> None:
        while not self._stopping.is_set():
            try:
                if self._health.is_well():
                    self._take_turn(worker)
                else:
                    self._stopping.wait(_PAUSE_AFTER_ERROR_SECONDS)
            except Exception as error:  # noqa: BLE001 - a poller that ends would strand the queue; no words, they may hold text
                if self._stopping.is_set():
                    return
                _log.error("poller_failed", extra={"error": type(error).__name__, "reason": reason_of(error)})
                self._stopping.wait(_PAUSE_AFTER_ERROR_SECONDS)

    def _take_turn(self, worker: str) -> None:
        messages, kept_out = self._gather(worker)
        if messages:
            self._work(worker, messages)
        elif not kept_out:
            self._when_idle()

    def _gather(self, worker: str) -> tuple[list[Message], bool]:
        """As many messages as come within the window that the first one opens, and whether a tenant was kept out."""
        messages: list[Message] = []
        kept_out = False

        def admits(tenant_id: str) -> bool:
            nonlocal kept_out
            admitted = self._shares.admit(worker, tenant_id)
            kept_out = kept_out or not admitted
            return admitted

        try:
            messages += self._queue.receive(BATCH_SIZE, _IDLE_WAIT_SECONDS, admits=admits)
            deadline = time.monotonic() + BATCHING_WINDOW_SECONDS
            while messages and not _is_full(messages) and time.monotonic() < deadline:
                # Not at each send: every receive that finds something is a commit.
                if self._stopping.wait(_GATHER_INTERVAL_SECONDS):
                    break
                messages += self._queue.receive(BATCH_SIZE, 0, beside=messages, admits=admits)
        except PassingError:
            # What is leased already must be worked, whatever became of the others.
            if not messages:
                raise
        finally:
            self._shares.keep(worker, {message.group_id for message in messages})
        return messages, kept_out

    def _work(self, worker: str, messages: Sequence[Message]) -> None:
        """Return when all is worked."""
        by_tenant: dict[str, list[Message]] = {}
        for message in messages:
            by_tenant.setdefault(message.group_id, []).append(message)
        calls = [
            Thread(target=self._work_tenant, args=[worker, tenant_id, own], name=worker, daemon=True)
            for tenant_id, own in by_tenant.items()
        ]
        for call in calls:
            call.start()
        for call in calls:
            call.join()

    def _work_tenant(self, worker: str, tenant_id: str, messages: Sequence[Message]) -> None:
        try:
            self._settle(messages)
        finally:
            self._shares.finish(worker, tenant_id)

    def _settle(self, messages: Sequence[Message]) -> None:
        """Work messages, and tell the queue what came of each."""
        refusals = self._health.refusals
        failed = self._call(messages)
        # What the queue cannot write now it remembers: it raises, and nothing is left to do here.
        with suppress(PassingError):
            self._queue.delete(message.receipt_handle for message in messages if message.message_id not in failed)
        again = [message.receipt_handle for message in messages if message.message_id in failed]
        if again and self._health.refusals > refusals:
            with suppress(PassingError):
                self._queue.give_back(dict.fromkeys(again, _PAUSE_AFTER_REFUSAL_SECONDS))

    def _call(self, messages: Sequence[Message]) -> set[str]:
        """Which messages must come again: those that the handler names, or all if it raises."""
        try:
            response = self._handler(sqs_event(messages), None)
        except Exception as error:  # noqa: BLE001 - whatever it is, the messages come again; no words, they may hold text
            _log.error("handler_failed", extra={"messages": len(messages), "error": type(error).__name__})
            with suppress(PassingError):
                self._queue.delay({message.receipt_handle: FIRST_PAUSE_SECONDS for message in messages})
            return {message.message_id for message in messages}
        return {failure["itemIdentifier"] for failure in response["batchItemFailures"]}


def _is_full(messages: Sequence[Message]) -> bool:
    """Whether to wait for no more: what comes would often not fit."""
    return (
        len(messages) >= BATCH_SIZE
        or 2 * sum(log_count(message.body) for message in messages) >= MAX_BATCH_LOGS
        or 2 * sum(len(message.body) for message in messages) >= MAX_BATCH_BYTES
    )
