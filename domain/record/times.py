"""Timestamps in the formats of all senders, as integers: nanoseconds since 1970.

Fractions are read from their decimal digits, because neither a float nor a `datetime` can hold nanoseconds.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from domain.json_value import JsonValue, WrittenFloat

_SECOND = 10**9
_MINUTE_SECONDS, _HOUR_SECONDS, _DAY_SECONDS = 60, 3_600, 86_400
# The size of a number determines its unit: seconds below 10^11, then milliseconds, microseconds and nanoseconds. Each
# unit covers March 1973 to the year 5138. Numbers below 10^8 are durations.
_LEAST_SECONDS = 10**8
_LEAST_DIGITS = 9
# For each unit: its upper bound, its nanoseconds, and how many decimals to read.
_UNITS = ((10**11, 10**9, 9), (10**14, 10**6, 6), (10**17, 10**3, 3), (10**20, 1, 0))
# Nine digits for nanoseconds, and nine more for exact fractions of an hour.
_FRACTION_DIGITS = 18
# No timestamp format is longer.
_MAX_CHARACTERS = 64
# A date without a time, such as `2026-11-28`, is at most this long.
_DATE_CHARACTERS = 10
# `2025-11-26T12:00:00.123456Z`: only in this format is the character at `_POINT` a point.
_POINT, _MICROSECONDS_CHARACTERS = 19, 27
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_WITHOUT_ZONE = _EPOCH.replace(tzinfo=None)
_EPOCH_DAY = _EPOCH.toordinal()

_WITH_EXPONENT = re.compile(r"([0-9]+)(?:\.([0-9]*))?[eE]\+?([0-9]{1,2})")
_FRACTION_OF_A_SECOND = re.compile(r"[0-9]{2}:?[0-9]{2}:?[0-9]{2}[.,]([0-9]+)")
_CLOCK = r"""
    (?P<hour> [01]\d | 2[0-4] ) (?: :? (?P<minute> [0-5]\d ) (?: :? (?P<second> [0-5]\d | 60 ) )? )?
    (?: [.,] (?P<fraction> \d+ ) )?
    (?: \x20? (?:
        Z | UTC | GMT | (?P<sign> [+-] ) (?P<zone_hour> [01]\d | 2[0-3] ) (?: :? (?P<zone_minute> [0-5]\d ) )?
    ) )?
"""
# ISO 8601 that `datetime.fromisoformat` refuses: the second 60, the hour 24, a lower-case `t` or `z`, a zone in
# letters, days counted from the first of January, and fractions of hours and minutes.
_ISO_8601 = re.compile(
    rf"""
    (?P<year> \d{{4}} ) -?
    (?: (?P<month> \d\d ) -? (?P<day> \d\d ) | W (?P<week> \d\d ) -? (?P<weekday> \d ) | (?P<day_of_year> \d{{3}} ) )
    [T\x20] {_CLOCK}
    """,
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
# `28/Nov/2026:12:00:00 +0000` (https://httpd.apache.org/docs/current/logs.html#common); nginx calls it $time_local.
_COMMON_LOG = re.compile(
    rf"(?P<day> \d\d ) / (?P<month_name> [a-z]{{3}} ) / (?P<year> \d{{4}} ) : {_CLOCK}",
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_time(value: JsonValue) -> int | None:
    """Return nanoseconds since 1970; None if the value is no timestamp, only a date, a duration, or before 1970."""
    read = _READERS.get(type(value))
    return read(value) if read else None


def _of_number(whole: int, fraction: str = "") -> int | None:
    if whole < _LEAST_SECONDS:
        return None
    for end, nanoseconds, digits in _UNITS:
        if whole < end:
            return whole * nanoseconds + (int(fraction[:digits].ljust(digits, "0")) if fraction and digits else 0)
    return None


def _of_digits(written: str) -> int | None:
    whole, _, fraction = written.partition(".")
    if whole.isdecimal() and (fraction.isdecimal() or not fraction):
        return _of_number(int(whole), fraction)
    number = _WITH_EXPONENT.fullmatch(written)
    if number is None:
        return None
    whole, fraction, exponent = number[1], number[2] or "", int(number[3])
    fraction = fraction.ljust(exponent, "0")
    return _of_number(int(whole + fraction[:exponent]), fraction[exponent:])


def _of_object(value: dict[str, JsonValue]) -> int | None:
    match value:
        case {"$date": (str() | int()) as moment} | {"$date": {"$numberLong": str() as moment}}:
            # https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/
            return read_time(moment)
        case {"epochSecond": int() as seconds, "nanoOfSecond": int() as nanoseconds}:
            # log4j2's `instant`.
            return _of_parts(seconds, nanoseconds)
        case {"seconds": (int() | str()) as seconds}:
            # protobuf's Timestamp, whose JSON writes 64 bits as a string.
            return _of_parts(seconds, value.get("nanos", 0))
        case _:
            return None


def _of_parts(seconds: int | str, nanoseconds: JsonValue) -> int | None:
    whole = read_time(seconds)
    if whole is None or not isinstance(nanoseconds, int) or not 0 <= nanoseconds < _SECOND:
        return None
    return whole + nanoseconds


def _of_text(text: str) -> int | None:
    if len(text) > _MAX_CHARACTERS:
        return None
    text = text.strip()
    # Digits first: `fromisoformat` would read some numbers of thirteen digits as a date with an hour.
    return _of_digits(text) if text[:_LEAST_DIGITS].isdecimal() else _of_date(text)


def _of_date(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _of_digits(text) or _of_other_forms(text)
    since = moment - (_EPOCH if moment.tzinfo else _EPOCH_WITHOUT_ZONE)
    seconds = since.days * _DAY_SECONDS + since.seconds
    if seconds < 0 or len(text) <= _DATE_CHARACTERS:
        return None
    if text[_POINT : _POINT + 1] == "." and text[-1] == "Z" and len(text) <= _MICROSECONDS_CHARACTERS:
        # The most common format: a `datetime` holds all of its digits.
        return seconds * _SECOND + moment.microsecond * 1_000
    if "." not in text and "," not in text:
        return seconds * _SECOND
    fraction = _FRACTION_OF_A_SECOND.search(text)
    return seconds * _SECOND + _nanoseconds(fraction[1]) if fraction else _of_other_forms(text)


def _nanoseconds(fraction: str, unit_seconds: int = 1) -> int:
    return int(fraction[:_FRACTION_DIGITS].ljust(_FRACTION_DIGITS, "0")) * unit_seconds // _SECOND


def _of_other_forms(text: str) -> int | None:
    match = _ISO_8601.fullmatch(text) or _COMMON_LOG.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    try:
        day = _day(parts)
    except ValueError:
        return None
    hour, minute, second, zone_hour, zone_minute = (
        int(parts[name] or 0) for name in ("hour", "minute", "second", "zone_hour", "zone_minute")
    )
    offset = zone_hour * _HOUR_SECONDS + zone_minute * _MINUTE_SECONDS
    seconds = (day - _EPOCH_DAY) * _DAY_SECONDS + hour * _HOUR_SECONDS + minute * _MINUTE_SECONDS + second
    seconds += offset if parts["sign"] == "-" else -offset
    if seconds < 0:
        return None
    unit_seconds = 1 if parts["second"] else _MINUTE_SECONDS if parts["minute"] else _HOUR_SECONDS
    return seconds * _SECOND + _nanoseconds(parts["fraction"] or "0", unit_seconds)


def _day(parts: dict[str, str | None]) -> int:
    """Return the date's ordinal (`date.toordinal`). Raises ValueError for a date that does not exist."""
    year, week, day, day_of_year = (int(parts.get(name) or 0) for name in ("year", "week", "day", "day_of_year"))
    if month_name := parts.get("month_name"):
        return date(year, _MONTHS.index(month_name.lower()) + 1, day).toordinal()
    if week:
        return date.fromisocalendar(year, week, int(parts["weekday"] or 0)).toordinal()
    if day_of_year:
        found = date.fromordinal(date(year, 1, 1).toordinal() + day_of_year - 1)
        if found.year != year:
            raise ValueError("The year does not have this day.")
        return found.toordinal()
    return date(year, int(parts["month"] or 0), day).toordinal()


_READERS: Mapping[type, Callable[[Any], int | None]] = {
    str: _of_text,
    int: _of_number,
    float: lambda number: _of_digits(repr(number)),
    WrittenFloat: lambda number: _of_digits(number.digits),
    dict: _of_object,
}
