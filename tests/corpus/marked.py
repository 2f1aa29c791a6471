"""A text whose findings stay marked when it is joined and escaped."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from tests.corpus.record import Span


@dataclass(frozen=True, eq=False)
class Mark:
    """A labelled span. Identity distinguishes it from others of its label. Without a category it is soft."""

    label: str
    category: str = ""


@dataclass(frozen=True)
class Marked:
    """Pieces of text, each with its marks. Marks may be nested: soft ones around findings."""

    pieces: tuple[tuple[str, tuple[Mark, ...]], ...]

    def __add__(self, other: str | Marked) -> Marked:
        return Marked(self.pieces + marked(other).pieces)

    def __radd__(self, other: str) -> Marked:
        return Marked(marked(other).pieces + self.pieces)

    def __str__(self) -> str:
        return "".join(text for text, _ in self.pieces)

    def within(self, mark: Mark) -> Marked:
        """Return the same text with one more mark on all of it."""
        return Marked(tuple((text, (*marks, mark)) for text, marks in self.pieces))

    def escaped(self, escape: Callable[[str], str]) -> Marked:
        """Return the text with every piece escaped alone, so `escape` must treat each character independently."""
        return Marked(tuple((escape(text), marks) for text, marks in self.pieces))

    def again(self) -> Marked:
        """Return the same text for another place, with new marks."""
        copies: dict[Mark, Mark] = {}
        for _, marks in self.pieces:
            for mark in marks:
                copies.setdefault(mark, Mark(mark.label, mark.category))
        return Marked(tuple((text, tuple(copies[mark] for mark in marks)) for text, marks in self.pieces))

    @property
    def findings(self) -> tuple[tuple[int, int, str, str], ...]:
        """Return (start, end, label, category) of each finding, in order."""
        return tuple((start, end, mark.label, mark.category) for mark, start, end in self._extents() if mark.category)

    @property
    def soft(self) -> tuple[Span, ...]:
        """Return (start, end, label) of each soft span, in order."""
        return tuple((start, end, mark.label) for mark, start, end in self._extents() if not mark.category)

    def _extents(self) -> list[tuple[Mark, int, int]]:
        extents: dict[Mark, tuple[int, int]] = {}
        position = 0
        for text, marks in self.pieces:
            for mark in marks:
                start = extents[mark][0] if mark in extents else position
                extents[mark] = start, position + len(text)
            position += len(text)
        return [(mark, start, end) for mark, (start, end) in extents.items()]


def marked(text: str | Marked) -> Marked:
    """Return a text without marks."""
    return text if isinstance(text, Marked) else Marked(((text, ()),))


def finding(text: str, label: str, category: str) -> Marked:
    """Return a text that is a finding as a whole."""
    return Marked(((text, (Mark(label, category),)),))


def soft(text: str | Marked, label: str) -> Marked:
    """Return a text that may be redacted under the label, completely or only where it is marked."""
    return marked(text).within(Mark(label))


def fill(pattern: str, *values: str | Marked) -> Marked:
    """Return `pattern` with a value for each `§`."""
    first, *rest = pattern.split("§")
    return functools.reduce(lambda text, more: text + more[0] + more[1], zip(values, rest, strict=True), marked(first))
