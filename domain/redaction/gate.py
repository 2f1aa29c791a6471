"""Precise RE2 patterns, compiled when they are first needed."""

from collections.abc import Iterator

import re2

from domain.redaction.line import Line

_UNANCHORED = re2._re2.RE2.Anchor.UNANCHORED  # noqa: SLF001 - the wrapper takes twice the time, to make objects of matches
_MEMORY_BYTES = 16 << 20


class Gate:
    """An RE2 pattern over a line's shadow, without regard to case."""

    __slots__ = ("_matching", "_pattern")

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._matching = None

    def first(self, line: Line, start: int = 0) -> tuple[int, int] | None:
        """The first match from `start` on."""
        if self._matching is None:
            self._compile()
        span: tuple[int, int] = self._matching(_UNANCHORED, line.data, start, len(line.data))[0]
        return span if span[0] >= 0 else None

    def all(self, line: Line, start: int = 0) -> Iterator[tuple[int, int]]:
        """Matches that do not overlap, from `start` on."""
        while span := self.first(line, start):
            yield span
            start = max(span[1], span[0] + 1)

    def _compile(self) -> None:
        options = re2.Options()
        # One byte a character, as the shadow has it.
        options.encoding = re2.Options.Encoding.LATIN1
        options.never_capture = True
        options.log_errors = False
        options.max_mem = _MEMORY_BYTES
        self._matching = re2.compile(f"(?i:{self._pattern})".encode("latin-1"), options)._regexp.Match  # noqa: SLF001
