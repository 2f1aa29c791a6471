"""Precise RE2 patterns over a line's shadow, without regard to case, compiled when they are first needed."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import re2

from domain.redaction.line import Line

_UNANCHORED = re2._re2.RE2.Anchor.UNANCHORED  # noqa: SLF001 - the wrapper takes twice the time, to make objects of matches
_MEMORY_BYTES = 16 << 20

_Matching = Callable[[object, bytes, int, int], Sequence[tuple[int, int]]]


def options_for(memory_bytes: int, *, latin: bool = False) -> re2.Options:
    """RE2's options: no captures, a limit on memory, and silent, for an error is raised and not printed."""
    options = re2.Options()
    if latin:
        options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.log_errors = False
    options.max_mem = memory_bytes
    return options


class Gate(ABC):
    """What a line must match before a rule looks for something in it."""

    def __init__(self, pattern: str) -> None:
        # One byte a character, as the shadow has it.
        self._pattern = f"(?i:{pattern})".encode("latin-1")

    @abstractmethod
    def start(self, line: Line) -> int | None:
        """From where on the rule has to look, or None where it has nothing to look for."""


class Place(Gate):
    """Where the pattern's matches are."""

    def start(self, line: Line) -> int | None:
        """Where the first match begins."""
        span = self.first(line)
        return span[0] if span else None

    def first(self, line: Line, start: int = 0) -> tuple[int, int] | None:
        """The first match from `start` on."""
        span = self._matching(_UNANCHORED, line.data, start, len(line.data))[0]
        return span if span[0] >= 0 else None

    def all(self, line: Line, start: int = 0) -> Iterator[tuple[int, int]]:
        """Matches that do not overlap, from `start` on."""
        while span := self.first(line, start):
            yield span
            start = max(span[1], span[0] + 1)

    @cached_property
    def _matching(self) -> _Matching:
        compiled = re2.compile(self._pattern, options_for(_MEMORY_BYTES, latin=True))
        matching: _Matching = compiled._regexp.Match  # noqa: SLF001 - as above
        return matching


class Presence(Gate):
    """Whether the pattern matches at all: half the work, for RE2 reads a text backwards again to find a match's start."""

    def start(self, line: Line) -> int | None:
        """The beginning of the line, if it matches."""
        return 0 if self._matching(line.data) else None

    @cached_property
    def _matching(self) -> Callable[[bytes], list[int]]:
        patterns = re2.Set.SearchSet(options_for(_MEMORY_BYTES, latin=True))
        patterns.Add(self._pattern)
        patterns.Compile()
        matching: Callable[[bytes], list[int]] = patterns._set.Match  # noqa: SLF001 - as above
        return matching
