r"""Finds the texts that a text quotes with escapes, and reads them without the escapes.

A collector writes the lines that it has read as strings: `{"log":"the password is \"x\"\n"}` in JSON, and a field
`"password ""x"" refused"` in CSV. As written, an escaped quote is no quote, and an escaped line break ends no line. So
such a string is also read alone.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from domain.redaction.pattern import Pattern

_DOUBLE, _SINGLE = r"""[^"\\\n]*+""", r"""[^'\\\n]*+"""
# What precedes a string with escapes: other characters, an apostrophe in a word, and strings without escapes. The end
# of a line ends a string, too, so that there is only one way to divide a text into strings.
_BEFORE = rf"""[^"'\\]++ | \\. | (?<=[^\W_])' | "{_DOUBLE}(?:"(?!")|$) | '{_SINGLE}(?:'|$)"""
_STRING = Pattern(
    rf"""(?:{_BEFORE})* (?: "((?:[^"\\\n]|\\.|"")*)"? | '((?:[^'\\\n]|\\.)*)'? )""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_ESCAPE = Pattern(r"""\\r\\n|\\[\\"'nrt/]|"\"""")
_READ = {r"\n": "\n", r"\r\n": "\n", r"\t": "\t", r"\r": "\r"}


class Quoted(NamedTuple):
    """A quoted text without its escapes. Character `n` of it begins at `places[n]` in the text that quotes it.

    `places` has one entry more than the text has characters, for its end.
    """

    text: str
    places: Sequence[int]


def may_quote(text: str) -> bool:
    """Return whether a text may quote another one with escapes, which most do not."""
    return "\\" in text or ('"' in text and '""' in text)


def quoted_in(text: str) -> Sequence[Quoted]:
    """Return the strings in a text that have escapes. A quote directly before a letter or a digit ends no string."""
    strings = (match.span(match.lastindex or 0) for match in _STRING.chain(text, 0))
    return [
        _read(text, start, end)
        for start, end in strings
        if _ESCAPE.search(text, start, end) and not text[end + 1 : end + 2].isalnum()
    ]


def _read(text: str, start: int, end: int) -> Quoted:
    pieces: list[str] = []
    places: list[int] = []
    for match in _ESCAPE.finditer(text, start, end):
        # An escape is one character, `\"` and `""` a quote.
        pieces += (text[start : match.start()], _READ.get(match[0], match[0][-1]))
        places += range(start, match.start() + 1)
        start = match.end()
    pieces.append(text[start:end])
    places += range(start, end + 1)
    return Quoted("".join(pieces), places)
