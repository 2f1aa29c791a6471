"""A text as the detectors read it: decoded, in ASCII as far as it goes, and with offsets that lead back."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, chain
from operator import attrgetter

from domain.redaction import escapes
from domain.redaction.columns import Valued, values_in_columns

# The name that a text stands under, as the key of a JSON object (empty where nothing tells what the text is), and the
# text.
Value = tuple[str, str]
# What a character that is none of ASCII's is read as.
LETTER = "\xe9"
OTHER = "\xb7"
# What `Line.blanked` has for each character of a placeholder.
BLANK = "\0"
# Stands between the values of a line that has several (ASCII's "end of text"); no rule reads across it. The line ends
# around it are where a tenant's `^` and `$` hold.
BORDER = "\x03"
_BETWEEN = f"\n{BORDER}\n"
_MOST_REMEMBERED = 10_000
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_FIRST_WITHOUT_SPACES = 0x0E00  # Thai
_NO_DIGITS = bytes(set(range(256)) - set(b"0123456789"))
_START = attrgetter("start")


class _Shadows(dict[int, str]):
    """For each character the one that it is read as, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        shadow = _shadow_of(chr(code))
        if len(self) < _MOST_REMEMBERED:
            self[code] = shadow
        return shadow


def _shadow_of(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if character < "\x80":
        shadow = character
    elif digit is not None:
        shadow = str(digit)
    elif character in _DASHES:
        shadow = "-"
    elif unicodedata.category(character) == "Zs":
        shadow = " "
    elif "\uff01" <= character <= "\uff5e":
        # Full-width forms are the ASCII characters of the same look.
        shadow = chr(ord(character) - 0xFEE0)
    else:
        # In scripts without spaces between words, what stands beside a number does not belong to it.
        parted = character.isalpha() and ord(character) < _FIRST_WITHOUT_SPACES
        shadow = LETTER if parted else OTHER
    return shadow


_SHADOWS = _Shadows()


class Line:
    """A text with its escapes read, and its `shadow`: of the same length, and ASCII where that is possible.

    Digits of every script, full-width forms, dashes and spaces become ASCII's, other letters `LETTER`, the rest
    `OTHER`, so that one pattern reads them all. `data` is the shadow in Latin-1, a byte a character; `region` is the
    tenant's default for national phone numbers. Where something was `decoded`, places in it are not the original's.

    A line made `of_values` holds several values, each under a name and read by itself: `before` shows a rule the name
    as if it stood before the value.
    """

    __slots__ = (
        "_blanked",
        "_columns",
        "_origins",
        "_placeholders",
        "_rejected",
        "data",
        "decoded",
        "encoded",
        "region",
        "shadow",
        "starts",
        "text",
        "values",
    )

    # Where the values of a line `of_values` begin in the original.
    starts: Sequence[int]

    def __init__(
        self,
        text: str,
        region: str,
        placeholders: re.Pattern[str] | None = None,
        rejected: set[str] | None = None,
    ) -> None:
        self.region = region
        self.values: Sequence[Valued] = ()
        self._rejected = rejected
        self._placeholders = placeholders
        self._blanked: str | None = None
        self._columns: Sequence[Valued] | None = None
        self.encoded = text
        self._origins: tuple[Sequence[int], Sequence[int]] | None = None
        # Asked by single characters: two together take Python seven times as long to find.
        if "%" in text or "+" in text or "\\" in text or "&" in text or "\x1b" in text:
            text = escapes.decode(text)
        # Each escape is several characters.
        self.decoded = len(text) != len(self.encoded)
        self.text = text
        if text.isascii():
            self.shadow = text
            self.data = text.encode()
        else:
            self.shadow = text.translate(_SHADOWS)
            self.data = self.shadow.encode("latin-1")

    @classmethod
    def of_values(
        cls,
        values: Sequence[Value],
        region: str,
        placeholders: re.Pattern[str] | None = None,
        rejected: set[str] | None = None,
    ) -> "Line":
        """A line of values, each with its name before it."""
        texts = [text for _, text in values]
        together = _BETWEEN.join(("", *texts, ""))
        if together.count(BORDER) > len(texts) + 1:
            # Read as another control character, so that only borders are borders.
            texts = [text.replace(BORDER, "\x04") for text in texts]
            together = _BETWEEN.join(("", *texts, ""))
        line = cls(together, region, placeholders, rejected)
        line.starts = _starts(texts)
        if line.decoded:
            texts = line.text.split(_BETWEEN)[1:-1]
        starts = _starts(texts) if line.decoded else line.starts
        line.values = [
            Valued(start, start + len(text), name) for start, text, (name, _) in zip(starts, texts, values, strict=True)
        ]
        return line

    @property
    def rejected(self) -> set[str]:
        """Characters among which a rule found nothing; the readings of one log share them."""
        if self._rejected is None:
            self._rejected = set()
        return self._rejected

    def value_at(self, place: int) -> Valued:
        """The value that a place is in; of a line without values it is the whole text, without a name."""
        if not self.values:
            return Valued(0, len(self.text), "")
        return self.values[max(0, bisect_right(self.values, place, key=_START) - 1)]

    def name_at(self, place: int) -> str | None:
        """The name of the value that begins at this place, or nothing where none does."""
        if not self.values:
            return None
        value = self.value_at(place)
        return value.name if value.start == place else None

    def before(self, place: int, width: int, *, blanked: bool = False) -> str:
        """At most so many characters that stand before a place; before the beginning of a value stands its name."""
        text = self.blanked() if blanked else self.text
        if not self.values:
            return text[max(0, place - width) : place]
        start, _, name = self.value_at(place)
        inside = text[max(start, place - width) : place]
        missing = width - len(inside)
        return _key_of(name)[-missing:] + inside if name and missing else inside

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the line is in the text that it was made of; an escape is never cut."""
        if not self.decoded:
            return start, end
        if self._origins is None:
            self._origins = escapes.origins(self.encoded)
        begins, ends = self._origins
        return begins[start], ends[end]

    def blanked(self) -> str:
        """The text with `BLANK` for all of its placeholders, which tell nothing of the value that they stand in."""
        if self._blanked is None:
            self._blanked = self.text
            if self._placeholders is not None and "[" in self.text:
                self._blanked = self._placeholders.sub(lambda match: BLANK * len(match[0]), self.text)
        return self._blanked

    def columns(self) -> Sequence[Valued]:
        """The parts of the text that have a column, in order."""
        if self._columns is None:
            if self.values:
                parts = (values_in_columns(self.text[value.start : value.end], value.start) for value in self.values)
                self._columns = list(chain.from_iterable(parts))
            else:
                self._columns = values_in_columns(self.text)
        return self._columns

    def sound_text(self) -> str:
        """The text, with `?` for each half of a character that stands alone: RE2 reads none."""
        return self.text if self.shadow is self.text else self.text.encode("utf-8", "replace").decode()


@lru_cache(maxsize=4096)
def _key_of(name: str) -> str:
    """What a rule reads before the values under a name."""
    return escapes.decode(f'{name}: "')


def _starts(texts: Sequence[str]) -> Sequence[int]:
    """Where each of them begins in a line of values."""
    gap = len(_BETWEEN)
    return list(accumulate((len(text) + gap for text in texts[:-1]), initial=gap)) if texts else ()


def digits_of(characters: str) -> str:
    """The digits among characters of a shadow."""
    return characters.encode("latin-1").translate(None, _NO_DIGITS).decode()
