"""How long a log is kept."""

from datetime import UTC, datetime, timedelta

# As template.yaml has them for the two queues; a test holds it to these.
QUEUE_RETENTION_DAYS = 4
DEAD_LETTER_RETENTION_DAYS = 14
# The longest way of a message: queue, dead letters, and the queue again once it is sent back. A log that was forgotten
# before it came again would be stored a second time.
MIN_RETENTION_DAYS = QUEUE_RETENTION_DAYS + DEAD_LETTER_RETENTION_DAYS + QUEUE_RETENTION_DAYS
MAX_RETENTION_DAYS = 36_500


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
