"""How dates are written, and what they mean."""

from typing import NamedTuple

from domain.redaction.pattern import Pattern

# The name of a month. Letters outside ASCII are folded to one character, and East Asian ones to another.
_MONTH = r"[A-Za-z\xe9\xa4]{3,12}\.?"
_DAY = r"\d\d?(?:st|nd|rd|th|er|\.)?"
# Both signs of a date are the same: `1987-07-06`, not `1987-07/06`.
_YEAR_FIRST = r"\d{4}(?P<by>[-/.])\d\d?(?P=by)\d\d?"
_YEAR_LAST = r"\d\d?(?P<of>[-/.]) ?\d\d?(?P=of) ?(?:\d{4}|\d\d)"
# A time of day may belong to such a date: in ISO 8601, or midnight.
_ISO_TIME = r"T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?"
_MIDNIGHT = r" (?:00?:00(?::00)?(?:\.0{1,9})?|12:00:00 AM)(?!:)"
_WEEKDAY_AND_MONTH = r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d "
_NOTATIONS = (
    # `1987-07-06T00:00:00Z`, `6.7.1987`, `07/06/87`
    rf"(?:{_YEAR_FIRST}|{_YEAR_LAST})(?:{_ISO_TIME}|{_MIDNIGHT})?",
    # `19870706`, `07061987`; `870706`, `060787`
    r"\d{8}",
    r"\d{6}(?!\.\d)",
    # Python: `datetime.date(1987, 7, 6)`, `datetime.datetime(1987, 7, 6, 0, 0)`; Jackson: `[1987,7,6]`
    r"\d{4}, ?\d\d?, ?\d\d?(?:, 0){0,4}(?=[)\]])",
    # Java: `Mon Jul 06 00:00:00 UTC 1987`; JavaScript: `Mon Jul 06 1987 00:00:00 GMT+0000`
    rf"{_WEEKDAY_AND_MONTH}[\d:]{{8}} [A-Z]{{3,4}} \d{{4}}",
    rf"{_WEEKDAY_AND_MONTH}\d{{4}} [\d:]{{8}} GMT[+-]\d{{4}}",
    # `06JUL1987`, `06Jul87`
    r"\d\d?[A-Z][A-Za-z]{2}(?:\d\d){1,2}",
    # `6 July 1987`, `6th of July, 1987`, `6 de julio de 1987`; `July 6, 1987`
    rf"{_DAY}[ -](?:de |of )?{_MONTH}(?: de|,)?[ -](?:\d{{4}}|\d\d)",
    rf"{_MONTH} {_DAY},? \d{{4}}",
    # `1987年7月6日`, `昭和62年7月6日`
    r"(?:\d{4}|\xa4\xa4\s?\d\d?)\xa4\s?\d\d?\xa4\s?\d\d?\xa4",
)
# The time of a file's creation, which `stat` prints after `Birth:`, with a time of day.
_FILE_TIME = r"(?<=[Bb]irth: )[\d-]{10} (?!00:00:00(?!\.\d{9}))\d\d:"
# Not inside a word, a number or a path. The letter of an escape (`\n`) is no word.
_BEGINNING = r"(?:(?<![\w./+-])|(?<=\\[nrt]))(?<!\d:)"
_END = r"(?=[^\w/-]|-(?!\d)|$)"
DATE = Pattern(rf"{_BEGINNING}(?!{_FILE_TIME})(?:{'|'.join(_NOTATIONS)}){_END}")
_NUMBERS = Pattern(r"\d+")
# Java and JavaScript write the time zone after it.
TIME_OF_DAY = Pattern(r"[T ]\d\d?:[\d:.]*(?:[Z+-][\d:]*)?(?: [A-Z]{2,4})?(?:[+-]\d{4})?")
_FIRST_YEAR, _LAST_YEAR, _LAST_MONTH, _LAST_DAY = 1900, 2099, 12, 31
# In Thailand, years are counted from 543 BC.
_YEARS = (range(_FIRST_YEAR, _LAST_YEAR + 1), range(2443, 2600))
# How texts are folded.
_EAST_ASIAN = "\xa4"
_LONG_YEAR, _COMPACT, _SHORT = 4, 8, 6
_FIRST_YEAR_OF_LOGS = 2013


class _Date(NamedTuple):
    """The numbers of a date. The month follows a year; before a year, day and month are in either order."""

    year: str
    month: int
    day: int


def _read(value: str) -> _Date:
    numbers: list[str] = _NUMBERS.findall(TIME_OF_DAY.sub("", value))[:3]
    if len(numbers) == 1 and len(numbers[0]) == _COMPACT:
        digits = numbers[0]
        starts = _FIRST_YEAR <= int(digits[:4]) <= _LAST_YEAR
        numbers = [digits[:4], digits[4:6], digits[6:]] if starts else [digits[:2], digits[2:4], digits[4:]]
    if len(numbers) == 1 and len(numbers[0]) == _SHORT:
        first, month, last = numbers[0][:2], int(numbers[0][2:4]), numbers[0][4:]
        # The year is first, as in travel documents, or last.
        return _Date(first, month, int(last)) if 1 <= int(last) <= _LAST_DAY else _Date(last, month, int(first))
    year_is_first = len(numbers[0]) == _LONG_YEAR or value[-1] == _EAST_ASIAN
    year = numbers.pop(0 if year_is_first else -1)
    month, day = int(numbers[0]) if len(numbers) > 1 else 1, int(numbers[-1])
    return _Date(year, month, day) if year_is_first else _Date(year, min(month, day), max(month, day))


def may_be_date(value: str) -> bool:
    """Return whether year, month and day are in their ranges."""
    year, month, day = _read(value)
    in_range = len(year) < _LONG_YEAR or any(int(year) in years for years in _YEARS)
    # Only the year is known: `1987-00-00`.
    if month == day == 0:
        return in_range and len(year) == _LONG_YEAR and len(value) > _COMPACT
    return in_range and 1 <= month <= _LAST_MONTH and 1 <= day <= _LAST_DAY


def is_date(value: str) -> bool:
    """Return whether a text is a date and nothing else."""
    return DATE.fullmatch(value) is not None and may_be_date(value)


def is_early(value: str) -> bool:
    """Return whether a date is before the events that logs are about, so that it is more likely a date of birth."""
    year = _read(value).year
    return len(year) == _LONG_YEAR and int(year) < _FIRST_YEAR_OF_LOGS
