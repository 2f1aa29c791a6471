"""A text as the detectors read it: in ASCII as far as it goes, and of the same length."""

import unicodedata
from collections.abc import Iterable

# What a character that is none of ASCII's is read as.
LETTER = "\xe9"
OTHER = "\xb7"
_MOST_REMEMBERED = 10_000
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"


class _Shadows(dict[int, str]):
    """For each character the one that stands for it, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        shadow = _shadow_of(chr(code))
        if len(self) < _MOST_REMEMBERED:
            self[code] = shadow
        return shadow


def _shadow_of(character: str) -> str:
    if character < "\x80":
        return character
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if character in _DASHES:
        return "-"
    if unicodedata.category(character) == "Zs":
        return " "
    # Full-width forms stand for the ASCII characters of the same look.
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    # Scripts without spaces between words do not bound a number by what stands beside it, so they are no letters here.
    if character.isalpha() and ord(character) < 0x0E00:  # noqa: PLR2004 - Thai and what follows it
        return LETTER
    return OTHER


_SHADOWS = _Shadows()


class Line:
    """A text, and its `shadow`: the same characters where they are ASCII, a stand-in for each other one.

    Digits of every script, full-width forms, dashes and spaces become ASCII's, other letters `LETTER`, the rest
    `OTHER`. `data`
    is the shadow in Latin-1, `region` the tenant's default for national numbers.
    """

    __slots__ = ("data", "region", "shadow", "text")

    def __init__(self, text: str, region: str) -> None:
        self.text = text
        self.region = region
        if text.isascii():
            self.shadow = text
            self.data = text.encode()
        else:
            self.shadow = text.translate(_SHADOWS)
            self.data = self.shadow.encode("latin-1")

    def sound_text(self) -> str:
        """The text, with `?` for each half of a character that stands alone: RE2 reads none."""
        return self.text if self.shadow is self.text else self.text.encode("utf-8", "replace").decode()


def digits_of(characters: Iterable[str]) -> str:
    """The digits among characters of a shadow."""
    return "".join(character for character in characters if "0" <= character <= "9")
