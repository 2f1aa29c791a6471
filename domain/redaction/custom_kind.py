"""A kind of a tenant's own: a name, and a pattern in RE2's syntax."""

import itertools
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import re2

from domain.redaction.precheck import options_for
from domain.redaction.text import Span

MAX_NAME_CHARACTERS = 24
MAX_PATTERN_CHARACTERS = 1_000
# Shorter values than this would grow when a placeholder stands for them.
MIN_VALUE_CHARACTERS = 3
_MEMORY_BYTES = 1 << 20
# RE2 may read a text to its end for each match, for what a longer one would need: `abc(?:.*z)?`. After so many matches
# it is given so many bytes at a time.
_MATCHES_OF_ANY_LENGTH = 64
_WINDOW_BYTES = 1024
_LONGEST_CHARACTER = 4
# Those that begin no character in UTF-8.
_CONTINUING = bytes(range(0x80, 0xC0))
_NAME = re.compile(rf"[A-Z][A-Z0-9_]{{0,{MAX_NAME_CHARACTERS - 1}}}")


class InvalidPolicy(ValueError):
    """A policy, or a custom kind in it, cannot be had as it was written; the message says what to change."""


@dataclass(frozen=True)
class CustomKind:
    """`pattern` is matched as it is written, case included, in time linear in the text. Raises InvalidPolicy."""

    name: str
    pattern: str

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise InvalidPolicy(
                f"The name of a custom kind has up to {MAX_NAME_CHARACTERS} capital letters, digits and '_', "
                "and starts with a letter."
            )
        if len(self.pattern) > MAX_PATTERN_CHARACTERS:
            raise InvalidPolicy(
                f"{self.name}: the pattern has {len(self.pattern)} characters; the limit is {MAX_PATTERN_CHARACTERS}."
            )
        try:
            matches_short_texts = _matches_short_texts(self.pattern)
        except re2.error as error:
            raise InvalidPolicy(f"{self.name}: RE2 refuses the pattern: {_reason(error)}.") from None
        except UnicodeEncodeError:
            raise InvalidPolicy(f"{self.name}: the pattern holds half of a character.") from None
        if matches_short_texts:
            raise InvalidPolicy(
                f"{self.name}: the pattern matches texts of fewer than {MIN_VALUE_CHARACTERS} characters."
            )

    def find(self, text: str) -> Iterator[Span]:
        """Spans of the pattern's matches, in order.

        In a text with more than 64 of them a match that could also be one of over 1,024 bytes is taken as the shorter.
        """
        data = text.encode()
        characters = position = 0
        for start, end in _matches(self.pattern, data):
            first = characters + _characters(data, position, start)
            characters = first + _characters(data, start, end)
            position = end
            if characters - first >= MIN_VALUE_CHARACTERS:
                yield first, characters


def _matches(pattern: str, data: bytes) -> Iterator[Span]:
    search = _compile(pattern).search
    position = 0
    for number in itertools.count():
        end = len(data) if number < _MATCHES_OF_ANY_LENGTH else min(position + _WINDOW_BYTES, len(data))
        match = search(data, position, end)
        if end < len(data) and (match is None or match.end() > end - _LONGEST_CHARACTER):
            # What this finds ends behind the window, so it is not done often.
            match = search(data, position)
        if match is None:
            return
        yield match.span()
        position = max(match.end(), position + 1)


def _characters(data: bytes, start: int, end: int) -> int:
    return len(data[start:end].translate(None, _CONTINUING))


@lru_cache(maxsize=1024)
def _compile(pattern: str) -> "re2._Regexp":
    return re2.compile(pattern, options_for(_MEMORY_BYTES))


@lru_cache(maxsize=1024)
def _matches_short_texts(pattern: str) -> bool:
    """Remembered, because a policy is made anew whenever a cache forgets it, and this takes 15 ms."""
    compiled = _compile(pattern)
    return any(compiled.fullmatch(short) for short in _short_texts())


def _reason(error: Exception) -> str:
    reason = error.args[0] if error.args else "it cannot be read"
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)


def _short_texts() -> Iterator[str]:
    yield ""
    for length in range(1, MIN_VALUE_CHARACTERS):
        yield from map("".join, itertools.product(string.printable[:95], repeat=length))
