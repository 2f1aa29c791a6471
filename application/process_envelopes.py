"""Processing the envelopes of a batch, and deciding what happens to failed logs."""

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from application.envelope import Envelope
from application.ports.dead_letter_queue import DeadLetterQueue
from application.ports.log_queue import LogQueue
from application.ports.metrics import Metric, Metrics
from application.process_log import OUT_OF_TIME, Attempt, Failure, ProcessLog, Result
from application.store_once import StoreOnce
from domain.errors import reason_of
from domain.log_entry import LogEntry

_log = logging.getLogger(__name__)

# Deliveries before this one ended without a result, so a log of the envelope may have killed the worker: split it.
_SPLIT_AT_RECEIVE = 3


@dataclass(frozen=True)
class Delivery:
    """An envelope that the queue has delivered `receive_count` times (from 1)."""

    message_id: str
    receive_count: int
    envelope: Envelope


class ProcessEnvelopes:
    """Processes envelopes so that no log affects the other logs of its batch or envelope.

    A log that can never be stored goes to the dead-letter queue immediately, with the reason. A log that failed for now
    is retried: by the queue's redelivery if it is alone in its envelope, otherwise by a new message with only this log.
    """

    def __init__(
        self,
        *,
        process_log: ProcessLog,
        store: StoreOnce,
        queue: LogQueue,
        dead_letters: DeadLetterQueue,
        metrics: Metrics,
    ) -> None:
        self._process_log = process_log
        self._store = store
        self._queue = queue
        self._dead_letters = dead_letters
        self._metrics = metrics

    def process(self, deliveries: Sequence[Delivery], *, deadline: float = math.inf) -> list[str]:
        """Process all deliveries concurrently; return the ids of the messages that the queue must deliver again.

        These include the messages with logs that are not stored by `deadline`, a time of the monotonic clock.
        """
        failed: list[str] = []
        working: list[tuple[Delivery, list[LogEntry]]] = []
        for delivered in deliveries:
            delivery = delivered
            try:
                delivery = replace(delivered, envelope=self._store.identified(delivered.envelope))
                missing = self._missing(delivery)
                if len(delivery.envelope.entries) > 1 and delivery.receive_count >= _SPLIT_AT_RECEIVE:
                    self._queue.send([delivery.envelope.single(entry) for entry in missing])
                else:
                    working.append((delivery, missing))
            except Exception as error:  # noqa: BLE001 - after any error the others continue; this one is redelivered
                failed.append(delivery.message_id)
                self._fail(delivery, error)

        results = iter(
            self._process_log.process(
                [Attempt(entry, delivery.receive_count) for delivery, entries in working for entry in entries],
                deadline=deadline,
            )
        )
        for delivery, entries in working:
            own = [(entry, next(results)) for entry in entries]
            try:
                done = self._conclude(delivery, own)
            except Exception as error:  # noqa: BLE001 - as above; the failures of the logs are already logged
                done = False
                _log.warning("delivery_failed", extra=_about(delivery) | _because(error))
            if not done:
                failed.append(delivery.message_id)
        return failed

    def _missing(self, delivery: Delivery) -> list[LogEntry]:
        """Return the logs that are not stored yet. On a redelivery some may be, and need no work."""
        entries = delivery.envelope.entries
        return list(entries) if delivery.receive_count == 1 else self._store.missing(entries)

    def _conclude(self, delivery: Delivery, results: Sequence[tuple[LogEntry, Result]]) -> bool:
        """Dead-letter or resend the failed logs. Return whether the queue may delete the message."""
        if left := sum(result is OUT_OF_TIME for _, result in results):
            _log.warning(OUT_OF_TIME.reason, extra=_about(delivery) | {"logs": left})
            self._metrics.count(Metric.FAILED, left, OUT_OF_TIME.reason)
            return False
        envelope = delivery.envelope
        failures = [(entry, result) for entry, result in results if isinstance(result, Failure)]
        for entry, failure in failures:
            if failure.final:
                self._dead_letters.bury(envelope.single(entry), failure.reason)
                self._metrics.count(Metric.DEAD_LETTERS, label=failure.reason)
        again = [entry for entry, failure in failures if not failure.final]
        if again and len(envelope.entries) == 1:
            return False
        if again:
            self._queue.send([envelope.single(entry) for entry in again])
        return True

    def _fail(self, delivery: Delivery, error: Exception) -> None:
        """Log and count each log of a delivery that failed as a whole."""
        for entry in delivery.envelope.entries:
            _log.warning("failed", extra=_about(delivery) | {"log_id": entry.log_id, "final": False} | _because(error))
            self._metrics.count(Metric.FAILED, label=reason_of(error))


def _about(delivery: Delivery) -> dict[str, object]:
    return {
        "tenant": delivery.envelope.tenant_id,
        "message_id": delivery.message_id,
        "attempt": delivery.receive_count,
    }


def _because(error: Exception) -> dict[str, object]:
    """Return only codes and the class of the error, because its message may contain log text."""
    return {"reason": reason_of(error), "error": type(error).__name__}
