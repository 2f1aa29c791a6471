"""Timestamps as text and as numbers.

The server's own times are datetimes with microseconds. As text they are RFC 3339 in UTC with 27 characters, so they
sort by time. The times of logs are integers: nanoseconds since 1970, which a datetime cannot hold. As text they are RFC
3339 with as many decimals as needed.
"""

import re
from datetime import UTC, datetime, timedelta

NANOSECONDS_A_SECOND = 10**9
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FRACTION = re.compile(r"[.,]([0-9]+)")


def format_timestamp(moment: datetime) -> str:
    """`2026-11-23T12:00:00.000000Z`; `moment` must be aware."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def parse_timestamp(text: str) -> datetime:
    """Read an RFC 3339 timestamp as an aware UTC datetime. Raises ValueError, also if the offset is missing."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("The timestamp has no offset from UTC.")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("The timestamp is outside the years 1 to 9999 in UTC.") from None


def nanoseconds(moment: datetime) -> int:
    """Return an aware datetime as nanoseconds since 1970."""
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * NANOSECONDS_A_SECOND + since.microseconds * 1_000


def format_nanoseconds(time: int) -> str:
    """`2026-11-23T12:00:00Z`, `2026-11-23T12:00:00.000000001Z`; `time` must be within the years 1 to 9999."""
    seconds, fraction = divmod(time, NANOSECONDS_A_SECOND)
    whole = format_timestamp(_EPOCH + timedelta(seconds=seconds))[:19]
    return f"{whole}.{fraction:09d}".rstrip("0") + "Z" if fraction else f"{whole}Z"


def parse_nanoseconds(text: str) -> int:
    """Read an RFC 3339 timestamp as nanoseconds since 1970. Raises ValueError like `parse_timestamp`.

    A fraction of more than nine digits is rounded up, so that `since` and `until` select the same logs as before
    rounding.
    """
    moment = parse_timestamp(text)
    fraction = _FRACTION.search(text)
    if fraction is None:
        return nanoseconds(moment)
    written, unit = int(fraction[1]), int(10 ** len(fraction[1]))
    return nanoseconds(moment.replace(microsecond=0)) - (-written * NANOSECONDS_A_SECOND // unit)
