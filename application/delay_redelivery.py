"""When a message that failed comes again."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.log_queue import LogQueue
from application.ports.random_source import RandomSource
from domain.errors import reason_of

_log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 30
# Far below `log_queue.MAX_DELAY_SECONDS`: a longer pause would only keep people waiting once the cause is mended.
LONGEST_PAUSE_SECONDS = 3_600


@dataclass(frozen=True)
class FailedMessage:
    """A message that the queue must deliver again, received for the `receive_count`-th time (from 1)."""

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
        if not failed:
            return
        pauses = {message.receipt: pause_seconds(message.receive_count, self._random.fraction()) for message in failed}
        try:
            self._queue.delay(pauses)
        except Exception as error:  # noqa: BLE001 - see above; the class alone is logged, its words may hold text
            _log.warning(
                "delay_failed",
                extra={
                    "messages": len(failed),
                    "reason": reason_of(error),
                    "error": type(error).__name__,
                },
            )


def pause_seconds(receive_count: int, fraction: float) -> int:
    """30 s, 60 s, 120 s, … up to an hour, of which up to a half is taken away by chance."""
    # The exponent is bounded as well: a count that somebody made up must not make a number of many digits.
    longest = min(FIRST_PAUSE_SECONDS << min(receive_count - 1, 10), LONGEST_PAUSE_SECONDS)
    return round(longest * (1 - fraction / 2))
