"""Numbers with units, as they are written in logs and queries."""

import re

NANOSECONDS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,
    "ms": 1_000_000,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3_600 * 10**9,
    "d": 86_400 * 10**9,
    "w": 7 * 86_400 * 10**9,
    "y": 365 * 86_400 * 10**9,
}
BYTES = {"": 1, "b": 1}
for _power, _prefix in enumerate("kmgtpe", start=1):
    BYTES |= {f"{_prefix}b": 1000**_power, f"{_prefix}ib": 1024**_power}

NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
DURATION = rf"(?:{NUMBER}(?:ns|us|µs|ms|s|m|h|d|w|y))+"
SIZE = rf"{NUMBER}(?:[KMGTPEkmgtpe][Ii]?)?[Bb]"

_PART_OF_DURATION = re.compile(rf"({NUMBER})(ns|us|µs|ms|s|m|h|d|w|y)")
_DURATION = re.compile(rf"([+-]?)({DURATION}|0)")
_SIZE = re.compile(rf"({NUMBER})\s*((?:[KMGTPEkmgtpe][Ii]?)?[Bb])?")


def nanoseconds(text: str) -> int | None:
    """Return a duration such as `1h30m` or `-1.5s` in nanoseconds, or None if the text is not a duration."""
    found = _DURATION.fullmatch(text)
    if not found:
        return None
    amount = round(sum(float(number) * NANOSECONDS[unit] for number, unit in _PART_OF_DURATION.findall(found[2])))
    return -amount if found[1] == "-" else amount


def byte_count(text: str) -> float | None:
    """Return a size such as `10KB`, `5MiB` or `1024` in bytes, or None if the text is not a size."""
    found = _SIZE.fullmatch(text)
    return float(found[1]) * BYTES[(found[2] or "").lower()] if found else None


def number(text: str) -> float | None:
    """Return the number, or None if the text is not a number."""
    try:
        return float(text)
    except ValueError:
        return None
