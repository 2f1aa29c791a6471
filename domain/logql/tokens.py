"""The tokenizer of LogQL."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from domain.logql.errors import InvalidLogQL
from domain.logql.quantities import DURATION, NUMBER, SIZE

Kind = Literal["name", "string", "number", "duration", "bytes", "symbol", "flag", "end"]

_TOKEN = re.compile(
    rf"""
    (?P<space>(?:\s|\#[^\n]*)+)
  | (?P<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`)
  | (?P<duration>{DURATION}(?![A-Za-z0-9_]))
  | (?P<bytes>{SIZE}(?![A-Za-z0-9_]))
  | (?P<number>{NUMBER}(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_]))
  | (?P<flag>--[A-Za-z-]+)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<symbol>\|=|\|~|\|>|!>|=~|!~|!=|==|>=|<=|[{{}}()\[\],|=<>+\-*/%^])
    """,
    re.VERBOSE,
)
# Loki's strings use Go's escapes (https://go.dev/ref/spec#String_literals).
_ESCAPE = re.compile(r"\\(?:([abfnrtv\\'\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))")
_SINGLE = dict(zip("abfnrtv\\'\"", "\a\b\f\n\r\t\v\\'\"", strict=True))


@dataclass(frozen=True)
class Token:
    """A token and its position in the query. The `text` of a string is its value, without quotes and escapes."""

    kind: Kind
    text: str
    place: int

    def __str__(self) -> str:
        return "the end" if self.kind == "end" else f"{self.text!r}"


def tokens(query: str) -> Iterator[Token]:
    """Yield the tokens of a query, followed by an `end` token. Raises InvalidLogQL."""
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
