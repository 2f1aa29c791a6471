"""When a message that failed comes again."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from application.ports.log_queue import LogQueue
from application.ports.random_source import RandomSource
from domain.errors import reason_of

_log = logging.getLogger(__name__)

# The longest that a worker runs; what it has not done by then it will never do.
LONGEST_RUN_SECONDS = 900
# The visibility timeout of the queue.
LONGEST_SCATTER_SECONDS = 5_400
FIRST_PAUSE_SECONDS = 30
# Far below `log_queue.MAX_DELAY_SECONDS`: a longer pause would only keep people waiting once the cause is mended.
LONGEST_PAUSE_SECONDS = 3_600


@dataclass(frozen=True)
class FailedMessage:
    """A message that the queue must or may have to deliver again, received for the `receive_count`-th time (from 1)."""

    receipt: str
    receive_count: int


class DelayRedelivery:
    """A message that failed comes again after a pause that doubles each time, and not together with its neighbours.

    What fails is often down for seconds or minutes, so neither at once nor after the hours of a visibility timeout is
    the right time.
    """

    def __init__(self, *, queue: LogQueue, random: RandomSource) -> None:
        self._queue = queue
        self._random = random

    def delay(self, failed: Sequence[FailedMessage]) -> None:
        """Never raises: a message that cannot be delayed comes again all the same, when its visibility timeout ends."""
        self._delay(
            {message.receipt: pause_seconds(message.receive_count, self._random.fraction()) for message in failed}
        )

    def scatter(self, about_to_be_worked: Sequence[FailedMessage]) -> None:
        """Let those that have come before come apart, should this run end before any of them is reported.

        One of them may have ended the last worker, and would end each further one in which the same messages meet
        again, until its neighbours have come too often as well. Called before their work; never raises either.
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
        except Exception as error:  # noqa: BLE001 - see above; the class alone is logged, its words may hold text
            _log.warning(
                "delay_failed",
                extra={
                    "messages": len(pauses),
                    "reason": reason_of(error),
                    "error": type(error).__name__,
                },
            )


def scatter_seconds(fraction: float) -> int:
    """Any time from when no worker can be at it any more up to the visibility timeout."""
    return LONGEST_RUN_SECONDS + round(fraction * (LONGEST_SCATTER_SECONDS - LONGEST_RUN_SECONDS))


def pause_seconds(receive_count: int, fraction: float) -> int:
    """30 s, 60 s, 120 s, … up to an hour, of which up to a half is taken away by chance."""
    # The exponent is bounded as well: a count that somebody made up must not make a number of many digits.
    longest = min(FIRST_PAUSE_SECONDS << min(receive_count - 1, 10), LONGEST_PAUSE_SECONDS)
    return round(longest * (1 - fraction / 2))
