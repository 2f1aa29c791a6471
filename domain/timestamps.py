"""Moments as text and as numbers.

The server's own moments are datetimes with microseconds, written in one form that sorts as the moments do: RFC 3339,
UTC, 27 characters. When a log happened is a whole number of nanoseconds since 1970, which no datetime holds, written in
RFC 3339 with as many digits as it has.
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
    """Any RFC 3339 moment, as an aware UTC datetime. Raises ValueError, also for a moment without an offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("The moment has no offset from UTC.")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("The moment is outside the years 1 to 9999 of UTC.") from None


def nanoseconds(moment: datetime) -> int:
    """An aware datetime as nanoseconds since 1970."""
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * NANOSECONDS_A_SECOND + since.microseconds * 1_000


def format_nanoseconds(time: int) -> str:
    """`2026-11-23T12:00:00Z`, `2026-11-23T12:00:00.000000001Z`; `time` lies within the years 1 to 9999."""
    seconds, fraction = divmod(time, NANOSECONDS_A_SECOND)
    whole = format_timestamp(_EPOCH + timedelta(seconds=seconds))[:19]
    return f"{whole}.{fraction:09d}".rstrip("0") + "Z" if fraction else f"{whole}Z"


def parse_nanoseconds(text: str) -> int:
    """Any RFC 3339 moment, as nanoseconds since 1970. Raises ValueError as `parse_timestamp` does.

    A fraction of more than nine digits is rounded up: no time lies between, so a bound stays the same bound.
    """
    moment = parse_timestamp(text)
    fraction = _FRACTION.search(text)
    if fraction is None:
        return nanoseconds(moment)
    written, unit = int(fraction[1]), int(10 ** len(fraction[1]))
    return nanoseconds(moment.replace(microsecond=0)) - (-written * NANOSECONDS_A_SECOND // unit)
