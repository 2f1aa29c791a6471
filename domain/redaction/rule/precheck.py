"""Precise RE2 patterns over a folded text, without regard to case, compiled when they are first needed."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

import re2

from domain.redaction.pattern import Pattern
from domain.redaction.text import Text

_UNANCHORED = re2._re2.RE2.Anchor.UNANCHORED  # noqa: SLF001 - the wrapper creates objects, which takes twice the time
_MEMORY_BYTES = 16 << 20

_Searching = Callable[[object, bytes, int, int], Sequence[tuple[int, int]]]


def options_for(memory_bytes: int, *, latin: bool = False) -> re2.Options:
    """Return RE2's options: no captures, a limit on memory, and no printing, because errors are raised."""
    options = re2.Options()
    if latin:
        options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.log_errors = False
    options.max_mem = memory_bytes
    return options


Matching = Callable[[bytes], list[int]]


def matching_set(patterns: Iterable[bytes], options: re2.Options) -> Matching:
    """Return a function that returns the numbers of the matching patterns: one automaton for all (RE2's Set)."""
    together = re2.Set.SearchSet(options)
    for pattern in patterns:
        together.Add(pattern)
    together.Compile()
    # RE2's own method: its wrapper only checks that the text is a string, which costs measurable time.
    matching: Matching = together._set.Match  # noqa: SLF001 - the same
    return matching


# The type of a number that precedes it (`context.type_beside`), up to the words of the type.
_TYPE_BEHIND = r"[,;&]\s?[\"'\\]*\w*(?:type|tipo)[\"'\\]*\s?(?:=>|[:=])[ \"'\\]*[a-z]?[\w -]*"
_LONGEST_TYPE = 64


class Precheck(ABC):
    """A pattern that a text must match before a rule searches for candidates in it."""

    def __init__(self, pattern: str) -> None:
        # One byte per character, as in `Text.data`.
        self._pattern = f"(?i:{pattern})".encode("latin-1")

    @abstractmethod
    def start(self, text: Text) -> int | None:
        """Return the position from which the rule must search, or None if there is nothing to find."""


class FirstMatch(Precheck):
    """The positions of the pattern's matches. With `reach`, longer matches need not be found.

    A pattern that may read far for one match would read as far again for the next. With a reach it does not.
    """

    def __init__(self, pattern: str, reach: int | None = None) -> None:
        super().__init__(pattern)
        self._reach = reach

    def start(self, text: Text) -> int | None:
        """Return the beginning of the first match."""
        span = self.first(text)
        return span[0] if span else None

    def first(self, text: Text, start: int = 0) -> tuple[int, int] | None:
        """Return the first match from `start` on."""
        data, size = text.data, len(text.data)
        if (reach := self._reach) is not None:
            # In windows of twice the reach: a match that begins in the first half of a window ends in it.
            while start + 2 * reach < size:
                span = self._searching(_UNANCHORED, data, start, start + 2 * reach)[0]
                if start <= span[0] < start + reach:
                    return span
                start += reach
        span = self._searching(_UNANCHORED, data, start, size)[0]
        return span if span[0] >= 0 else None

    def matches_of(self, pattern: Pattern, text: Text, start: int, beginning: int) -> Iterator[re.Match[str]]:
        """Yield the matches of a rule's pattern from `start` on, and stop after this pattern's last match.

        Of a text that the rule's pattern matches, this pattern matches a part, from the first characters on (at most
        `beginning`). It reads the rest of a text many times faster. It needs a reach.
        """
        while match := pattern.search(text.folded, start):
            yield match
            # The pattern may need the character before its match.
            span = self.first(text, match.end() - 1)
            if span is None:
                return
            start = max(match.end(), span[0] - beginning)

    def all(self, text: Text, start: int = 0) -> Iterator[tuple[int, int]]:
        """Yield the matches from `start` on, without overlaps."""
        while span := self.first(text, start):
            yield span
            start = max(span[1], span[0] + 1)

    @cached_property
    def _searching(self) -> _Searching:
        compiled = re2.compile(self._pattern, options_for(_MEMORY_BYTES, latin=True))
        searching: _Searching = compiled._regexp.Match  # noqa: SLF001 - as above
        return searching


class AnyMatch(Precheck):
    """Match test only: cheaper than finding where the match starts."""

    def start(self, text: Text) -> int | None:
        """Return 0 if the pattern matches."""
        return 0 if self._matching(text.data) else None

    @cached_property
    def _matching(self) -> Matching:
        return matching_set([self._pattern], options_for(_MEMORY_BYTES, latin=True))


class FirstName(FirstMatch):
    """For a rule that finds nothing without a name: it must search from the first of its keywords on."""

    def __init__(self, keywords: Sequence[str]) -> None:
        super().__init__("|".join(keywords))
        self._behind = FirstMatch(f"{_TYPE_BEHIND}(?:{'|'.join(keywords)})")

    def start(self, text: Text) -> int | None:
        """Return the position of the first name, 0 if names may be elsewhere, or None if there is none."""
        # Several values have separate names, and a trace shows candidates without names.
        if text.values or text.considered is not None:
            return 0
        start = super().start(text)
        return 0 if start and self._may_be_behind(text, start) else start

    def _may_be_behind(self, text: Text, start: int) -> bool:
        """Return whether a name may be behind its value: `Duplicate entry '…' for key 'phone'`, `"…","type":"ssn"`."""
        data = text.data
        if b"Duplicate entry '" in data:
            return True
        has_type = b"ype" in data or b"ipo" in data
        return has_type and self._behind.first(text, max(0, start - _LONGEST_TYPE)) is not None
