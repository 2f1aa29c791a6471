"""Delaying the redelivery of failed messages."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from application.ports.log_queue import LogQueue
from application.ports.random_source import RandomSource
from domain.errors import reason_of

_log = logging.getLogger(__name__)

# The longest run of a worker: afterwards it certainly no longer works on a message.
LONGEST_RUN_SECONDS = 900
# The visibility timeout of the queue.
LONGEST_SCATTER_SECONDS = 5_400
FIRST_PAUSE_SECONDS = 30
# Far below `log_queue.MAX_DELAY_SECONDS`: after the cause is fixed, people should not wait longer for their logs.
LONGEST_PAUSE_SECONDS = 3_600


@dataclass(frozen=True)
class FailedMessage:
    """A message that the queue delivers again, unless it is deleted. It was received `receive_count` times (from 1)."""

    receipt: str
    receive_count: int


class DelayRedelivery:
    """Delays redelivery by a pause that doubles with each attempt and has a random part (exponential backoff).

    The causes of failures often last seconds or minutes. An immediate redelivery would be too early, and one after the
    visibility timeout of hours too late.
    """

    def __init__(self, *, queue: LogQueue, random: RandomSource) -> None:
        self._queue = queue
        self._random = random

    def delay(self, failed: Sequence[FailedMessage]) -> None:
        """Delay these messages. Never raises: without a delay, the queue redelivers after the visibility timeout."""
        self._delay(
            {message.receipt: pause_seconds(message.receive_count, self._random.fraction()) for message in failed}
        )

    def scatter(self, about_to_be_worked: Sequence[FailedMessage]) -> None:
        """Give redelivered messages random visibility timeouts. Call this before the work.

        One of the messages may have killed the previous worker. If this worker dies too, they are redelivered at
        different times. Otherwise that message would kill each worker that receives the batch, until all of its
        messages are dead letters. Never raises.
        """
        self._delay(
            {
                message.receipt: scatter_seconds(self._random.fraction())
                for message in about_to_be_worked
                if message.receive_count > 1
            }
        )

    def _delay(self, pauses: Mapping[str, int]) -> None:
        if not pauses:
            return
        try:
            self._queue.delay(pauses)
        except Exception as error:  # noqa: BLE001 - see above; only the class is logged, as messages may contain log text
            _log.warning(
                "delay_failed",
                extra={
                    "messages": len(pauses),
                    "reason": reason_of(error),
                    "error": type(error).__name__,
                },
            )


def scatter_seconds(fraction: float) -> int:
    """Return a time between the longest run of a worker and the visibility timeout. `fraction` is random, 0 to 1."""
    return LONGEST_RUN_SECONDS + round(fraction * (LONGEST_SCATTER_SECONDS - LONGEST_RUN_SECONDS))


def pause_seconds(receive_count: int, fraction: float) -> int:
    """Return 30 s, 60 s, 120 s, … up to an hour, minus up to half of it. `fraction` is random, 0 to 1."""
    # The exponent is limited because a forged receive count must not create a huge number.
    longest = min(FIRST_PAUSE_SECONDS << min(receive_count - 1, 10), LONGEST_PAUSE_SECONDS)
    return round(longest * (1 - fraction / 2))
