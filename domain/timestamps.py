"""Moments as text, in the one form that sorts as the moments do: RFC 3339, UTC, microseconds, 27 characters."""

from datetime import UTC, datetime


def format_timestamp(moment: datetime) -> str:
    """`2026-11-23T12:00:00.000000Z`; `moment` must be aware."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def parse_timestamp(text: str) -> datetime:
    """Any RFC 3339 moment, as an aware UTC datetime. Raises ValueError, also for a moment without an offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("The moment has no offset from UTC.")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("The moment is outside the years 1 to 9999 of UTC.") from None
