"""A custom kind of a tenant's policy: a name, and a pattern in RE2's syntax."""

import itertools
import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import re2

from domain.redaction.pattern import Pattern
from domain.redaction.policy.invalid_policy import InvalidPolicy
from domain.redaction.rule.precheck import options_for
from domain.redaction.text import Span

MAX_NAME_CHARACTERS = 24
MAX_PATTERN_CHARACTERS = 1_000
# A placeholder would be longer than a shorter value.
MIN_VALUE_CHARACTERS = 3
_MEMORY_BYTES = 1 << 20
_VALUE = "value"
_VALUE_GROUP = Pattern(r"\(\?P?<value>")
# For a pattern such as `abc(?:.*z)?`, RE2 reads to the end of the text for each match, which takes quadratic time. So
# after 64 matches it gets windows of 1,024 bytes.
_MATCHES_OF_ANY_LENGTH = 64
_WINDOW_BYTES = 1024
_LONGEST_CHARACTER = 4
# The bytes that continue a character in UTF-8.
_CONTINUING = bytes(range(0x80, 0xC0))
_NAME = Pattern(rf"[A-Z][A-Z0-9_]{{0,{MAX_NAME_CHARACTERS - 1}}}")


@dataclass(frozen=True)
class CustomKind:
    """A custom kind. `pattern` is case-sensitive and matches in linear time. Raises InvalidPolicy.

    If the pattern has a group `(?P<value>…)`, the value is only that group, and the rest is context.
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
            raise InvalidPolicy(f"{self.name}: the pattern contains half of a character (a surrogate).") from None
        if matches_short_texts:
            raise InvalidPolicy(
                f"{self.name}: the pattern matches texts of fewer than {MIN_VALUE_CHARACTERS} characters."
            )

    def find(self, text: str) -> Iterator[Span]:
        """Yield the spans of the kind's values, in order.

        If the group `value` has fewer than three characters or did not match, the value is the whole match. After 64
        matches in a text, a match that could extend beyond 1,024 bytes may be shortened.
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
            # This match ends after the window, so such searches are rare.
            match = search(data, position)
        if match is None:
            return
        start, stop = match.span(group)
        # Use the whole match if the group is too short or did not match.
        yield (start, stop) if _characters(data, start, stop) >= MIN_VALUE_CHARACTERS else match.span()
        position = max(match.end(), position + 1)


def _characters(data: bytes, start: int, end: int) -> int:
    return len(data[start:end].translate(None, _CONTINUING))


@lru_cache(maxsize=1024)
def _compile(pattern: str) -> "re2._Regexp":
    options = options_for(_MEMORY_BYTES)
    # Capturing groups takes time, so let RE2 capture only if the pattern has the group `value`.
    options.never_capture = _VALUE_GROUP.search(pattern) is None
    return re2.compile(pattern, options)


@lru_cache(maxsize=1024)
def _matches_short_texts(pattern: str) -> bool:
    """Return whether the pattern matches a text that is too short.

    Cached, because it takes 15 ms for each new policy.
    """
    compiled = _compile(pattern)
    return any(compiled.fullmatch(short) for short in _short_texts())


def _reason(error: Exception) -> str:
    reason = error.args[0] if error.args else "it cannot be read"
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)


def _short_texts() -> Iterator[str]:
    yield ""
    for length in range(1, MIN_VALUE_CHARACTERS):
        yield from map("".join, itertools.product(string.printable[:95], repeat=length))
