"""Retention: the time for which logs are kept, and the rule when expired logs may be deleted."""

from datetime import UTC, datetime, timedelta

# The retention of the two queues. A test compares them with template.yaml.
QUEUE_RETENTION_DAYS = 4
DEAD_LETTER_RETENTION_DAYS = 14
# The longest time for which a message can exist: in the queue, as a dead letter, and in the queue again after it was
# sent back. If its log were deleted earlier, a late redelivery would store the log a second time.
MIN_RETENTION_DAYS = QUEUE_RETENTION_DAYS + DEAD_LETTER_RETENTION_DAYS + QUEUE_RETENTION_DAYS
MAX_RETENTION_DAYS = 36_500
# After a larger jump of the clock nothing is deleted until the clock has run evenly for `EVEN_SECONDS`.
LARGEST_TRUSTED_JUMP = timedelta(days=1)
EVEN_SECONDS = 3600.0


class InvalidRetention(ValueError):
    """The retention is too short or too long. The message says why."""


def check_retention(days: int) -> int:
    """Return `days` unchanged. Raises InvalidRetention."""
    if days < MIN_RETENTION_DAYS:
        raise InvalidRetention(
            f"{days} days are too short: logs must be kept for {MIN_RETENTION_DAYS} days or longer. A message can wait "
            f"{QUEUE_RETENTION_DAYS} days in the queue, {DEAD_LETTER_RETENTION_DAYS} days as a dead letter and "
            f"{QUEUE_RETENTION_DAYS} days after it is sent back. A log that was deleted before its message came again "
            "would be stored twice."
        )
    if days > MAX_RETENTION_DAYS:
        raise InvalidRetention(
            f"{days} days are too long: the maximum is {MAX_RETENTION_DAYS}. Set no retention to keep logs permanently."
        )
    return days


def expiry(received_at: datetime, retention_days: int | None) -> datetime | None:
    """Return the whole second at which a log expires, rounded up because stores use whole seconds. None means never."""
    if retention_days is None:
        return None
    moment = received_at.astimezone(UTC) + timedelta(days=retention_days)
    return moment if moment.microsecond == 0 else moment.replace(microsecond=0) + timedelta(seconds=1)


class DeletionClock:
    """Decides whether expired logs may be deleted now, so that a wrong system clock deletes nothing.

    A jump of more than a day pauses deletion. A jump is the difference between the system clock and the monotonic clock
    since the previous call, or since the time that an earlier run trusted last. Once the clock has run evenly for an
    hour, deletion resumes, whatever the clock says. So a computer that slept over the weekend deletes an hour late, and
    a clock that is wrong for a minute deletes nothing.
    """

    def __init__(self, trusted: datetime | None) -> None:
        """`trusted` is the time that an earlier run trusted last. With None, the first time is trusted."""
        self._last_now = trusted
        self._last_monotonic: float | None = None
        self._paused_at: float | None = None

    def may_delete(self, now: datetime, monotonic: float) -> bool:
        """Return whether deletion is allowed now. `monotonic` is the monotonic clock's time in seconds."""
        passed = timedelta(seconds=0 if self._last_monotonic is None else monotonic - self._last_monotonic)
        if self._last_now is not None and abs(now - self._last_now - passed) > LARGEST_TRUSTED_JUMP:
            self._paused_at = monotonic
        elif self._paused_at is not None and monotonic - self._paused_at >= EVEN_SECONDS:
            self._paused_at = None
        self._last_now, self._last_monotonic = now, monotonic
        return self._paused_at is None
