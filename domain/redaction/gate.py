"""Precise RE2 patterns, compiled when they are first needed."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import re2

from domain.redaction.line import Line

_UNANCHORED = re2._re2.RE2.Anchor.UNANCHORED  # noqa: SLF001 - the wrapper takes twice the time, to make objects of matches
_MEMORY_BYTES = 16 << 20


def options_for(memory_bytes: int, *, latin: bool = False) -> re2.Options:
    """RE2's options: no captures, a limit on memory, and silent, for an error is raised and not printed."""
    options = re2.Options()
    if latin:
        options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.log_errors = False
    options.max_mem = memory_bytes
    return options


class Gate:
    """An RE2 pattern over a line's shadow, without regard to case."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

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
    def _matching(self) -> "Callable[[object, bytes, int, int], Sequence[tuple[int, int]]]":
        # One byte a character, as the shadow has it.
        pattern = f"(?i:{self._pattern})".encode("latin-1")
        matching: Callable[[object, bytes, int, int], Sequence[tuple[int, int]]] = re2.compile(  # noqa: SLF001
            pattern, options_for(_MEMORY_BYTES, latin=True)
        )._regexp.Match
        return matching
