"""Maps the characters of all scripts to ASCII and three signs, one to one, so that one pattern matches all of them.

Digits, dashes, spaces and full-width forms become those of ASCII; other characters become `LETTER`, `UNSPACED` or
`OTHER`.
"""

import unicodedata
from collections.abc import Iterable

# What characters outside ASCII are folded to: letters of scripts with spaces; letters of other scripts, and signs that
# belong to a letter; and all others.
LETTER = "\xe9"
UNSPACED = "\xa4"
OTHER = "\xb7"
_MOST_REMEMBERED = 10_000
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_FIRST_WITHOUT_SPACES = 0x0E00  # Thai
_NO_DIGITS = bytes(set(range(256)) - set(b"0123456789"))


class _Folded(dict[int, str]):
    """Maps characters to their folded form, which is computed at first use."""

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
        # Full-width forms of the ASCII characters.
        folded = chr(ord(character) - 0xFEE0)
    elif character.isalpha():
        # In scripts without spaces between words, a letter next to a number is not part of it.
        folded = LETTER if ord(character) < _FIRST_WITHOUT_SPACES else UNSPACED
    else:
        folded = UNSPACED if unicodedata.category(character)[0] == "M" else OTHER
    return folded


_FOLDED = _Folded()


def folded(text: str) -> str:
    """Return a text as `Text.folded` has it."""
    return text if text.isascii() else text.translate(_FOLDED)


def one_of(words: Iterable[str]) -> str:
    """Return alternatives for words and phrases as `Text.folded` has them. The longest are tried first."""
    written = dict.fromkeys(folded(word) for word in words)
    return "|".join(sorted(written, key=len, reverse=True)).replace(" ", r"\s")


def digits_of(characters: str) -> str:
    """Return the digits among the characters of a folded text."""
    return characters.encode("latin-1").translate(None, _NO_DIGITS).decode()
