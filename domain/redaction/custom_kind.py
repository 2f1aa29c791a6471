"""A kind of a tenant's own: a name, and a pattern in RE2's syntax."""

import itertools
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import re2

from domain.redaction.invalid_policy import InvalidPolicy
from domain.redaction.precheck import options_for
from domain.redaction.text import Span

MAX_NAME_CHARACTERS = 24
MAX_PATTERN_CHARACTERS = 1_000
# Shorter values than this would grow when a placeholder stands for them.
MIN_VALUE_CHARACTERS = 3
_MEMORY_BYTES = 1 << 20
_VALUE = "value"
_VALUE_GROUP = re.compile(r"\(\?P?<value>")
# RE2 may read a text to its end for each match, for what a longer one would need: `abc(?:.*z)?`. After so many matches
# it is given so many bytes at a time.
_MATCHES_OF_ANY_LENGTH = 64
_WINDOW_BYTES = 1024
_LONGEST_CHARACTER = 4
# Those that begin no character in UTF-8.
_CONTINUING = bytes(range(0x80, 0xC0))
_NAME = re.compile(rf"[A-Z][A-Z0-9_]{{0,{MAX_NAME_CHARACTERS - 1}}}")


@dataclass(frozen=True)
class CustomKind:
    """`pattern` is matched as it is written, case included, in time linear in the text. Raises InvalidPolicy.

    If the pattern has a group `(?P<value>…)`, only that group is a value of the kind, and the rest is its context.
    """

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
        """Spans of the kind's values, in order.

        A group of fewer than three characters, or one that takes no part in a match, counts as all of the match. In a
        text with more than 64 matches one that could also be one of over 1,024 bytes is taken as the shorter.
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
    compiled = _compile(pattern)
    search, group = compiled.search, compiled.groupindex.get(_VALUE, 0)
    position = 0
    for number in itertools.count():
        end = len(data) if number < _MATCHES_OF_ANY_LENGTH else min(position + _WINDOW_BYTES, len(data))
        match = search(data, position, end)
        if end < len(data) and (match is None or match.end() > end - _LONGEST_CHARACTER):
            # What this finds ends behind the window, so it is not done often.
            match = search(data, position)
        if match is None:
            return
        start, stop = match.span(group)
        # None of a value that would grow by its placeholder, nor of a group that took no part.
        yield (start, stop) if _characters(data, start, stop) >= MIN_VALUE_CHARACTERS else match.span()
        position = max(match.end(), position + 1)


def _characters(data: bytes, start: int, end: int) -> int:
    return len(data[start:end].translate(None, _CONTINUING))


@lru_cache(maxsize=1024)
def _compile(pattern: str) -> "re2._Regexp":
    options = options_for(_MEMORY_BYTES)
    # Captures cost time, so RE2 is asked for them only if there is a group to capture.
    options.never_capture = _VALUE_GROUP.search(pattern) is None
    return re2.compile(pattern, options)


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
