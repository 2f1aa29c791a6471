"""The words of a LogQL query."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from application.logql.errors import InvalidLogQL

Kind = Literal["name", "string", "number", "duration", "bytes", "symbol", "flag", "end"]

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
BYTES = {"b": 1}
for _power, _prefix in enumerate("kmgtpe", start=1):
    BYTES |= {f"{_prefix}b": 1000**_power, f"{_prefix}ib": 1024**_power}

_NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_TOKEN = re.compile(
    rf"""
    (?P<space>(?:\s|\#[^\n]*)+)
  | (?P<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`)
  | (?P<duration>(?:{_NUMBER}(?:ns|us|µs|ms|s|m|h|d|w|y))+(?![A-Za-z0-9_]))
  | (?P<bytes>{_NUMBER}(?:[KMGTPEkmgtpe][Ii]?)?[Bb](?![A-Za-z0-9_]))
  | (?P<number>{_NUMBER}(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_]))
  | (?P<flag>--[A-Za-z-]+)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<symbol>\|=|\|~|\|>|!>|=~|!~|!=|==|>=|<=|[{{}}()\[\],|=<>+\-*/%^])
    """,
    re.VERBOSE,
)
# Go's escapes (https://go.dev/ref/spec#String_literals), in which Loki's strings are written.
_ESCAPE = re.compile(r"\\(?:([abfnrtv\\'\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))")
_SINGLE = dict(zip("abfnrtv\\'\"", "\a\b\f\n\r\t\v\\'\"", strict=True))
_PART_OF_DURATION = re.compile(rf"({_NUMBER})(ns|us|µs|ms|s|m|h|d|w|y)")


@dataclass(frozen=True)
class Token:
    """A word, and where it begins; of a string, `text` is what it stands for."""

    kind: Kind
    text: str
    place: int

    def __str__(self) -> str:
        return "the end" if self.kind == "end" else f"{self.text!r}"


def tokens(query: str) -> Iterator[Token]:
    """The words of a query, and an `end`. Raises InvalidLogQL."""
    place = 0
    while place < len(query):
        found = _TOKEN.match(query, place)
        if found is None:
            if query[place] in '"`':
                raise InvalidLogQL("a string without its closing quote", place)
            raise InvalidLogQL(f"unexpected {query[place]!r}", place)
        kind = found.lastgroup
        if kind == "string":
            yield Token("string", _string(found[0], place), place)
        elif kind != "space":
            yield Token(kind, found[0], place)  # type: ignore[arg-type]  # the groups' names are the kinds
        place = found.end()
    yield Token("end", "", place)


def nanoseconds(duration: str) -> int:
    """Of a `duration` token, such as `1h30m`."""
    return round(sum(float(number) * NANOSECONDS[unit] for number, unit in _PART_OF_DURATION.findall(duration)))


def byte_count(text: str) -> float:
    """Of a `bytes` token, such as `10KB`."""
    number = text.rstrip("KMGTPEIBkmgtpeib")
    return float(number) * BYTES[text[len(number) :].lower()]


def _string(literal: str, place: int) -> str:
    if literal[0] == "`":
        return literal[1:-1]

    def unescaped(found: re.Match[str]) -> str:
        single, hexadecimal, octal, short, long, unknown = found.groups()
        if single:
            return _SINGLE[single]
        if unknown:
            raise InvalidLogQL(f"unknown escape {found[0]!r}", place + 1 + found.start())
        code = int(octal, 8) if octal else int(hexadecimal or short or long, 16)
        if code > sys.maxunicode:
            raise InvalidLogQL(f"unknown escape {found[0]!r}", place + 1 + found.start())
        return chr(code)

    return _ESCAPE.sub(unescaped, literal[1:-1])
