"""A text as the rules read it: with its escapes decoded, folded to ASCII, and with offsets that lead back."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, chain
from operator import attrgetter
from typing import NamedTuple

from domain.redaction import escapes
from domain.redaction.columns import Valued, values_in_columns

# The name that a text stands under, as the key of a JSON object (empty where nothing tells what the text is), and the
# text.
Value = tuple[str, str]
Span = tuple[int, int]


class Considered(NamedTuple):
    """A candidate that a rule has judged: where it is, the points of its account with their reasons, the decision."""

    start: int
    end: int
    account: Sequence[tuple[int, str]]
    taken: bool


# What a character that is none of ASCII's is read as.
LETTER = "\xe9"
OTHER = "\xb7"
# What `Text.blanked` has for each character of a placeholder.
BLANK = "\0"
# Stands between the values of a text that has several (ASCII's "end of text"); no rule reads across it. The line ends
# around it are where a tenant's `^` and `$` match.
BORDER = "\x03"
_BETWEEN = f"\n{BORDER}\n"
_MOST_REMEMBERED = 10_000
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_FIRST_WITHOUT_SPACES = 0x0E00  # Thai
_NO_DIGITS = bytes(set(range(256)) - set(b"0123456789"))
_START = attrgetter("start")


class _Folded(dict[int, str]):
    """What each character is folded to, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        if len(self) < _MOST_REMEMBERED:
            self[code] = folded
        return folded


def _fold(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if character < "\x80":
        folded = character
    elif digit is not None:
        folded = str(digit)
    elif character in _DASHES:
        folded = "-"
    elif unicodedata.category(character) == "Zs":
        folded = " "
    elif "\uff01" <= character <= "\uff5e":
        # Full-width forms are the ASCII characters of the same look.
        folded = chr(ord(character) - 0xFEE0)
    else:
        # In scripts without spaces between words, what stands beside a number does not belong to it.
        parted = character.isalpha() and ord(character) < _FIRST_WITHOUT_SPACES
        folded = LETTER if parted else OTHER
    return folded


_FOLDED = _Folded()


class Text:
    """A text to be searched, in three forms.

    `written` is the text as it was sent. `decoded` has its escapes decoded; where there were any (`has_escapes`), its
    offsets differ from those of `written`. `folded` is as long as `decoded`: digits of every script, full-width forms,
    dashes and spaces are ASCII's there, other letters are `LETTER` and everything else `OTHER`, so that one pattern
    finds all of them. `data` is `folded` in Latin-1, one byte a character, for RE2.

    `regions` are those whose national numbers are meant, by the tenant's policy. A text made by `of_values` holds
    several values, each under a name and read by itself; `before` returns the name as if it stood before the value.
    """

    __slots__ = (
        "_blanked",
        "_columns",
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
        "regions",
        "starts",
        "values",
        "written",
    )

    # Where the values of a text made by `of_values` begin in `written`.
    starts: Sequence[int]

    def __init__(
        self,
        text: str,
        regions: Sequence[str] = (),
        placeholders: re.Pattern[str] | None = None,
        rejected: set[str] | None = None,
    ) -> None:
        self.regions = regions
        # What rules have judged, if somebody wants to know.
        self.considered: list[Considered] | None = None
        # By place: what stands before a value (`context_before`), and where the list begins that it is in.
        self.contexts: dict[int, object] = {}
        self.list_starts: dict[int, int] = {}
        self.values: Sequence[Valued] = ()
        self._rejected = rejected
        self._placeholders = placeholders
        self._blanked: str | None = None
        self._columns: Sequence[Valued] | None = None
        self.written = text
        self._origins: tuple[Sequence[int], Sequence[int]] | None = None
        # Asked by single characters: two together take Python seven times as long to find.
        if "%" in text or "+" in text or "\\" in text or "&" in text or "\x1b" in text:
            text = escapes.decode(text)
        # Each escape is several characters.
        self.has_escapes = len(text) != len(self.written)
        self.decoded = text
        if text.isascii():
            self.folded = text
            self.data = text.encode()
        else:
            self.folded = text.translate(_FOLDED)
            self.data = self.folded.encode("latin-1")

    @classmethod
    def of_values(
        cls,
        values: Sequence[Value],
        regions: Sequence[str] = (),
        placeholders: re.Pattern[str] | None = None,
        rejected: set[str] | None = None,
    ) -> "Text":
        """A text of several values, each under its name."""
        texts = [text for _, text in values]
        together = _BETWEEN.join(("", *texts, ""))
        if together.count(BORDER) > len(texts) + 1:
            # Read as another control character, so that only borders are borders.
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

    @property
    def rejected(self) -> set[str]:
        """Characters among which a rule found nothing; the readings of one log share them."""
        if self._rejected is None:
            self._rejected = set()
        return self._rejected

    def value_at(self, place: int) -> Valued:
        """The value that a place is in; without several values it is the whole text, without a name."""
        if not self.values:
            return Valued(0, len(self.decoded), "")
        return self.values[max(0, bisect_right(self.values, place, key=_START) - 1)]

    def name_at(self, place: int) -> str | None:
        """The name of the value that begins at this place, or nothing where none does."""
        if not self.values:
            return None
        value = self.value_at(place)
        return value.name if value.start == place else None

    def before(self, place: int, width: int, *, blanked: bool = False) -> str:
        """At most so many characters that stand before a place; before the beginning of a value stands its name."""
        text = self.blanked() if blanked else self.decoded
        if not self.values:
            return text[max(0, place - width) : place]
        start, _, name = self.value_at(place)
        inside = text[max(start, place - width) : place]
        missing = width - len(inside)
        return _key_of(name)[-missing:] + inside if name and missing else inside

    def span_as_written(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of `decoded` is in `written`; an escape is never cut."""
        if not self.has_escapes:
            return start, end
        if self._origins is None:
            self._origins = escapes.origins(self.written)
        begins, ends = self._origins
        return begins[start], ends[end]

    def blanked(self) -> str:
        """The text with `BLANK` for all of its placeholders, which tell nothing of the value that they stand in."""
        if self._blanked is None:
            self._blanked = self.decoded
            if self._placeholders is not None and "[" in self.decoded:
                self._blanked = self._placeholders.sub(lambda match: BLANK * len(match[0]), self.decoded)
        return self._blanked

    def columns(self) -> Sequence[Valued]:
        """The parts of the text that have a column, in order."""
        if self._columns is None:
            if self.values:
                parts = (values_in_columns(self.decoded[value.start : value.end], value.start) for value in self.values)
                self._columns = list(chain.from_iterable(parts))
            else:
                self._columns = values_in_columns(self.decoded)
        return self._columns

    def sound_text(self) -> str:
        """The text, with `?` for each half of a character that stands alone: RE2 reads none."""
        return self.decoded if self.folded is self.decoded else self.decoded.encode("utf-8", "replace").decode()


@lru_cache(maxsize=4096)
def _key_of(name: str) -> str:
    """What a rule reads before the values under a name."""
    return escapes.decode(f'{name}: "')


def _starts(texts: Sequence[str]) -> Sequence[int]:
    """Where each of them begins in a text of several values."""
    gap = len(_BETWEEN)
    return list(accumulate((len(text) + gap for text in texts[:-1]), initial=gap)) if texts else ()


def digits_of(characters: str) -> str:
    """The digits among the characters of a folded text."""
    return characters.encode("latin-1").translate(None, _NO_DIGITS).decode()
