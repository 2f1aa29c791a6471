"""Processing a batch of queue messages, including unreadable ones."""

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from application.delay_redelivery import DelayRedelivery, FailedMessage
from application.envelope import decode_envelope
from application.ports.clock import Clock
from application.ports.dead_letter_queue import DeadLetterQueue
from application.ports.metrics import Metric, Metrics
from application.process_envelopes import Delivery, ProcessEnvelopes
from domain.errors import FinalError, PassingError, reason_of
from domain.limits import WORKER_REPORT_SECONDS

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class QueuedMessage:
    """A message that the queue has delivered `receive_count` times (from 1). `tenant_id` is its message group."""

    message_id: str
    receipt: str
    receive_count: int
    tenant_id: str | None
    body: str = field(repr=False)


class ProcessMessages:
    """Processes a batch. Each message is completed, dead-lettered or redelivered later; none is ever lost.

    A message that can never be read is dead-lettered immediately. A message of a newer version of this program is
    redelivered, for a worker that can read it, until it has been received too often.
    """

    def __init__(
        self,
        *,
        process_envelopes: ProcessEnvelopes,
        dead_letters: DeadLetterQueue,
        delay_redelivery: DelayRedelivery,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._process_envelopes = process_envelopes
        self._dead_letters = dead_letters
        self._delay_redelivery = delay_redelivery
        self._clock = clock
        self._metrics = metrics

    def process(self, messages: Sequence[QueuedMessage], *, seconds_left: float = math.inf) -> list[str]:
        """Return the ids of the messages that the queue must deliver again.

        Never raises, because the queue would then deliver all messages again. The worker is stopped after
        `seconds_left`.
        """
        deadline = self._clock.monotonic() + seconds_left - WORKER_REPORT_SECONDS
        if redelivered := sum(message.receive_count > 1 for message in messages):
            self._metrics.count(Metric.REDELIVERED, redelivered)
        if len(messages) > 1:
            self._delay_redelivery.scatter([FailedMessage(one.receipt, one.receive_count) for one in messages])
        deliveries: list[Delivery] = []
        failed: list[str] = []
        for message in messages:
            try:
                envelope = decode_envelope(message.body)
            except (FinalError, PassingError) as error:
                if not self._set_aside(message, error):
                    failed.append(message.message_id)
            else:
                deliveries.append(Delivery(message.message_id, message.receive_count, envelope))
        try:
            failed += self._process_envelopes.process(deliveries, deadline=deadline)
        except Exception as error:  # noqa: BLE001 - see above; only the class is logged, as messages may contain log text
            _log.error("batch_failed", extra={"messages": len(deliveries), "error": type(error).__name__})
            failed += [delivery.message_id for delivery in deliveries]
        again = set(failed)
        self._delay_redelivery.delay(
            [FailedMessage(one.receipt, one.receive_count) for one in messages if one.message_id in again]
        )
        return failed

    def _set_aside(self, message: QueuedMessage, error: FinalError | PassingError) -> bool:
        """Dead-letter the message if the error is final. Return whether the queue may delete it."""
        final = isinstance(error, FinalError)
        about = {"message_id": message.message_id, "tenant": message.tenant_id, "attempt": message.receive_count}
        _log.warning("unreadable_message", extra=about | {"reason": error.reason, "final": final})
        self._metrics.count(Metric.FAILED, label=error.reason)
        if not final:
            return False
        try:
            self._dead_letters.bury_unread(message.body, message.tenant_id, error.reason)
        except Exception as refusal:  # noqa: BLE001 - the message is redelivered, and the others continue
            _log.warning(
                "delivery_failed", extra=about | {"reason": reason_of(refusal), "error": type(refusal).__name__}
            )
            return False
        self._metrics.count(Metric.DEAD_LETTERS, label=error.reason)
        return True
