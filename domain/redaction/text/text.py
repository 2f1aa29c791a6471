"""A text as the rules read it: decoded, folded to ASCII, and with offsets back to the original."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, chain
from operator import attrgetter
from typing import NamedTuple

from domain.redaction.text import escapes
from domain.redaction.text.columns import values_in_columns
from domain.redaction.text.folding import folded
from domain.redaction.text.quoted import may_quote, quoted_in
from domain.redaction.text.tables import Valued

# A text with its name, such as the key in a JSON object. The name is empty if there is none.
Value = tuple[str, str]
Span = tuple[int, int]


class Considered(NamedTuple):
    """A candidate that a rule has judged: its span, the entries of its account, and the decision.

    `why` is what the rule's own function says, if the rule has one.
    """

    start: int
    end: int
    account: Sequence[tuple[int, str]]
    taken: bool
    why: str = ""


# `Text.blanked` has this for each character of a placeholder.
BLANK = "\0"
# Separates the values of a text that has several (ASCII's "end of text"). No rule reads across it. It has line ends
# around it, so that `^` and `$` in custom patterns match at the ends of a value.
BORDER = "\x03"
_BETWEEN = f"\n{BORDER}\n"
# How many texts are read that are quoted in one another: a line in a collector's line, in an export of it.
_QUOTED_DEPTH = 3
_START = attrgetter("start")


class Text:
    """A text to search, in three forms.

    `written` is the text as it was sent. `decoded` has its escapes decoded; if there were any (`has_escapes`), its
    offsets differ from those of `written`. `folded` is as long as `decoded`: digits, dashes, spaces and full-width
    forms of all scripts are mapped to ASCII, and other characters to `LETTER`, `UNSPACED` or `OTHER`, so that one
    pattern matches all of them. `data` is `folded` in Latin-1, one byte per character, for RE2.

    `regions` are the regions of the tenant's policy. A text from `of_values` contains several values, each with a name
    and read separately; for `before`, the name precedes the value.
    """

    __slots__ = (
        "_blanked",
        "_columns",
        "_hidden",
        "_origins",
        "_placeholders",
        "_rejected",
        "considered",
        "contexts",
        "data",
        "decoded",
        "folded",
        "has_escapes",
        "list_starts",
        "places",
        "quoting",
        "reasons",
        "regions",
        "starts",
        "values",
        "written",
    )

    # Where the values of a text from `of_values` begin in `written`.
    starts: Sequence[int]
    # Only for a trace: why functions have yielded candidates.
    reasons: dict[Span, str]

    def __init__(
        self,
        text: str,
        regions: Sequence[str] = (),
        placeholders: re.Pattern[str] | None = None,
        rejected: set[str] | None = None,
    ) -> None:
        self.regions = regions
        # The judged candidates, for a trace; None if there is no trace.
        self.considered: list[Considered] | None = None
        # Caches by position: the context before a value (`context_before`), and the start of its list (`list_start`).
        self.contexts: dict[int, object] = {}
        self.list_starts: dict[int, int] = {}
        self.values: Sequence[Valued] = ()
        self._rejected = rejected
        self._placeholders = placeholders
        self._blanked: str | None = None
        self._hidden = False
        self._columns: Sequence[Valued] | None = None
        self.written = text
        self._origins: tuple[Sequence[int], Sequence[int]] | None = None
        # For `quoted`: the text that quotes this one, and where in it each character begins.
        self.quoting: Text | None = None
        self.places: Sequence[int] = ()
        # Test single characters, because Python needs seven times as long to find two together.
        if "%" in text or "+" in text or "\\" in text or "&" in text or "#" in text or "\x1b" in text or "\r" in text:
            text = escapes.decode(text)
        # Every escape is longer than what it decodes to.
        self.has_escapes = len(text) != len(self.written)
        self.decoded = text
        if text.isascii():
            self.folded = text
            self.data = text.encode()
        else:
            self.folded = folded(text)
            self.data = self.folded.encode("latin-1")

    @classmethod
    def of_values(
        cls,
        values: Sequence[Value],
        regions: Sequence[str] = (),
        placeholders: re.Pattern[str] | None = None,
        rejected: set[str] | None = None,
    ) -> "Text":
        """Return a text that contains several values, each with its name."""
        texts = [text for _, text in values]
        together = _BETWEEN.join(("", *texts, ""))
        if together.count(BORDER) > len(texts) + 1:
            # Replace the values' own border characters by another control character.
            texts = [text.replace(BORDER, "\x04") for text in texts]
            together = _BETWEEN.join(("", *texts, ""))
        several = cls(together, regions, placeholders, rejected)
        several.starts = _starts(texts)
        if several.has_escapes:
            texts = several.decoded.split(_BETWEEN)[1:-1]
        starts = _starts(texts) if several.has_escapes else several.starts
        several.values = [
            Valued(start, start + len(text), name) for start, text, (name, _) in zip(starts, texts, values, strict=True)
        ]
        return several

    def readings(self) -> Sequence["Text"]:
        """Return the text, then what it quotes with escapes, then what that quotes."""
        readings = [self]
        while may_quote(readings[-1].written) and len(readings) < _QUOTED_DEPTH and (quoted := readings[-1].quoted()):
            readings.append(quoted)
        return readings

    def quoted(self) -> "Text | None":
        """Return what the text quotes with escapes, as one text of several values; None if there is nothing."""
        strings = quoted_in(self.written)
        if not strings:
            return None
        values = [("", each.text) for each in strings]
        reading = Text.of_values(values, self.regions, self._placeholders, self.rejected)
        reading.quoting = self
        gap = len(_BETWEEN)
        places = [0]
        for each in strings:
            # The last place of the one before belongs to the first character of the gap.
            places += [each.places[0]] * (gap - 1)
            places += each.places
        reading.places = places
        return reading

    @property
    def rejected(self) -> set[str]:
        """Surroundings in which a rule has rejected a candidate. All readings of a log share them."""
        if self._rejected is None:
            self._rejected = set()
        return self._rejected

    def leave(self, start: int, end: int, why: str) -> None:
        """Note for a trace that the pattern of a rule, which is a function, leaves the text in this span, and why.

        Only the first reason counts, for the span and for parts of it.
        """
        if self.considered is not None and not any(
            each.start <= start and end <= each.end and not each.taken for each in self.considered
        ):
            self.considered.append(Considered(start, end, (), taken=False, why=why))

    def explain(self, start: int, end: int, why: str) -> None:
        """Note for a trace why the pattern of a rule, which is a function, yields a candidate."""
        if self.considered is not None:
            self.reasons[start, end] = why

    def value_at(self, place: int) -> Valued:
        """Return the value at a position. In a text without several values, this is the whole text, without a name."""
        if not self.values:
            return Valued(0, len(self.decoded), "")
        return self.values[max(0, bisect_right(self.values, place, key=_START) - 1)]

    def parts(self) -> Sequence[Valued]:
        """Return the values that are read separately: the whole text, or each value of a text with several."""
        return self.values or (Valued(0, len(self.decoded), ""),)

    def name_at(self, place: int) -> str | None:
        """Return the name of the value that begins at a position, or None if none begins there."""
        if not self.values:
            return None
        value = self.value_at(place)
        return value.name if value.start == place else None

    def before(self, place: int, width: int, *, blanked: bool = False) -> str:
        """Return up to `width` characters before a position. The name of a value precedes its beginning."""
        text = self.blanked() if blanked else self.decoded
        if not self.values:
            return text[max(0, place - width) : place]
        start, _, name = self.value_at(place)
        inside = text[max(start, place - width) : place]
        missing = width - len(inside)
        return _key_of(name)[-missing:] + inside if name and missing else inside

    def is_escaped_space(self, place: int) -> bool:
        """Return whether the character at a position is a space that is written as an escape: `%20`."""
        if not self.has_escapes or self.decoded[place : place + 1] != " ":
            return False
        start, end = self.span_as_written(place, place + 1)
        return end > start + 1

    def span_as_written(self, start: int, end: int) -> tuple[int, int]:
        """Convert a span of `decoded` to one of `written`, which never cuts an escape.

        For a quoted text, the span is one of the outermost text that quotes it.
        """
        if self.quoting is not None:
            end = min(end, self.value_at(start).end)
        if self.has_escapes:
            if self._origins is None:
                self._origins = escapes.origins(self.written)
            begins, ends = self._origins
            start, end = begins[start], ends[end]
        return self.outwards(start, end)

    def outwards(self, start: int, end: int) -> tuple[int, int]:
        """Convert a span of `written` to one of the outermost text that quotes this one."""
        if self.quoting is None:
            return start, end
        return self.quoting.outwards(self.places[start], self.places[end])

    def blanked(self) -> str:
        """Return `decoded` with its placeholders blanked, because a placeholder is no name of the value around it."""
        if self._blanked is None:
            self._blanked = self.decoded
            if self._placeholders is not None and "[" in self.decoded:
                self._blanked = self._placeholders.sub(lambda match: BLANK * len(match[0]), self.decoded)
        return self._blanked

    def hide_placeholders(self) -> bool:
        """Blank the placeholders in `data`, where their names are no keywords. Return whether that changed anything."""
        if self._hidden or "[" not in self.decoded:
            return False
        self._hidden = True
        blanked = self.blanked()
        if BLANK not in blanked:
            return False
        self.data = folded(blanked).encode("latin-1")
        return True

    def columns(self) -> Sequence[Valued]:
        """Return the values in the text that are in a named column, in order."""
        if self._columns is None:
            if self.values:
                parts = (values_in_columns(self.decoded[start:end], start) for start, end, _ in self.values)
                self._columns = list(chain.from_iterable(parts))
            else:
                self._columns = values_in_columns(self.decoded)
        return self._columns

    def valid_text(self) -> str:
        """Return `decoded` with `?` for each lone surrogate, which RE2 cannot read."""
        return self.decoded if self.folded is self.decoded else self.decoded.encode("utf-8", "replace").decode()


@lru_cache(maxsize=4096)
def _key_of(name: str) -> str:
    """Return the text that a rule reads before a value with this name."""
    return escapes.decode(f'{name}: "')


def _starts(texts: Sequence[str]) -> Sequence[int]:
    """Return where each value begins in a text of several values."""
    gap = len(_BETWEEN)
    return list(accumulate((len(text) + gap for text in texts[:-1]), initial=gap)) if texts else ()
