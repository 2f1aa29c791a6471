"""How long a log is kept."""

from datetime import UTC, datetime, timedelta

# As template.yaml has them for the two queues; a test holds it to these.
QUEUE_RETENTION_DAYS = 4
DEAD_LETTER_RETENTION_DAYS = 14
# The longest way of a message: queue, dead letters, and the queue again once it is sent back. A log that was forgotten
# before it came again would be stored a second time.
MIN_RETENTION_DAYS = QUEUE_RETENTION_DAYS + DEAD_LETTER_RETENTION_DAYS + QUEUE_RETENTION_DAYS
MAX_RETENTION_DAYS = 36_500
# A clock that jumps further is not trusted to delete by, until time has passed evenly for so long.
LARGEST_TRUSTED_JUMP = timedelta(days=1)
EVEN_SECONDS = 3600.0


class InvalidRetention(ValueError):
    """A retention that cannot be kept to; the words say why."""


def check_retention(days: int) -> int:
    """Return `days` as they came. Raises InvalidRetention."""
    if days < MIN_RETENTION_DAYS:
        raise InvalidRetention(
            f"Logs cannot be kept for {days} days only; {MIN_RETENTION_DAYS} is the least. A message can wait "
            f"{QUEUE_RETENTION_DAYS} days in the queue, {DEAD_LETTER_RETENTION_DAYS} among the dead letters and "
            f"{QUEUE_RETENTION_DAYS} more once it is sent back, and a log that was forgotten before it came again "
            "would be stored twice."
        )
    if days > MAX_RETENTION_DAYS:
        raise InvalidRetention(f"{MAX_RETENTION_DAYS} days are the most; leave it out to keep logs for good.")
    return days


def expiry(received_at: datetime, retention_days: int | None) -> datetime | None:
    """The first whole second at which a log is no longer kept; None is never. Stores count in whole seconds."""
    if retention_days is None:
        return None
    moment = received_at.astimezone(UTC) + timedelta(days=retention_days)
    return moment if moment.microsecond == 0 else moment.replace(microsecond=0) + timedelta(seconds=1)


class DeletionClock:
    """Says whether logs whose time is over may be deleted now, so that a clock that is set wrong deletes nothing.

    A jump of more than a day pauses deletion: between two calls, measured by the monotonic clock, or since the time
    that an earlier run trusted last. Once time has passed evenly for an hour, the clock is trusted again, whatever it
    says. So a computer that slept over the weekend deletes an hour late, and a clock that is wrong for a minute deletes
    nothing.
    """

    def __init__(self, trusted: datetime | None) -> None:
        """`trusted` is the time that an earlier run trusted last; where there was none, the first time is trusted."""
        self._last_now = trusted
        self._last_monotonic: float | None = None
        self._paused_at: float | None = None

    def may_delete(self, now: datetime, monotonic: float) -> bool:
        """Whether deletion is allowed at this time of day, at so many seconds of the monotonic clock."""
        passed = timedelta(seconds=0 if self._last_monotonic is None else monotonic - self._last_monotonic)
        if self._last_now is not None and abs(now - self._last_now - passed) > LARGEST_TRUSTED_JUMP:
            self._paused_at = monotonic
        elif self._paused_at is not None and monotonic - self._paused_at >= EVEN_SECONDS:
            self._paused_at = None
        self._last_now, self._last_monotonic = now, monotonic
        return self._paused_at is None
