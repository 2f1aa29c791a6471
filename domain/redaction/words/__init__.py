"""Words by kind and language, in text files next to this module.

A file has sections. `[names de]` begins a section with the effect of its words (`names`), and optionally their
language. The following lines have words separated by spaces; in sections with `phrases` in their names, they have
phrases separated by commas. A line that begins with `#` is a comment. docs/redaction.md lists the sections that a kind
may have.

`shared` has the words that mean the same for all kinds. `keywords` builds the patterns of the prefilter from words.
"""

import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import filterfalse

_FOLDER = os.path.dirname(__file__)  # noqa: PTH120 - pathlib would take most of the time
_MOST_REMEMBERED = 10_000
# Letters that Unicode does not decompose into a base letter and an accent.
_BASE_LETTERS = str.maketrans("łŁøØđĐðÐıßæœ", "lLoOdDdDisao")


class _Plain(dict[int, str]):
    """Maps characters to what remains without accents, which is computed at first use."""

    def __missing__(self, code: int) -> str:
        apart = unicodedata.normalize("NFKD", chr(code).translate(_BASE_LETTERS))
        plain = "".join(filterfalse(unicodedata.combining, apart))
        if len(self) < _MOST_REMEMBERED:
            self[code] = plain
        return plain


_PLAIN = _Plain((code, chr(code)) for code in range(128))


def plain_letters(text: str) -> str:
    """Return the text without accents: `téléphone` is `telephone`."""
    return text if text.isascii() else unicodedata.normalize("NFC", text.translate(_PLAIN))


@cache
def read_words(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return the words of a file by section. The languages of a section are joined, and a missing section is empty."""
    with open(f"{_FOLDER}/{name}.txt", encoding="utf-8") as file:  # noqa: PTH123 - as above
        lines = file.read().split("\n")
    sections: defaultdict[str, list[str]] = defaultdict(list)
    section = ""
    for line in lines:
        if line.startswith("["):
            section = line.strip("[]").partition(" ")[0]
        elif "phrases" in section and line and line[0] != "#":
            sections[section] += line.split(", ")
        elif not line.startswith("#"):
            sections[section] += line.split()
    return defaultdict(tuple, {section: tuple(words) for section, words in sections.items()})


@cache
def plain_words(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return the words of a file by section, without accents."""
    plain = {section: tuple(map(plain_letters, words)) for section, words in read_words(name).items()}
    return defaultdict(tuple, plain)


def phrases_backwards(phrases: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Return the words of each phrase, the last one first, as `key_words` returns the words of a key."""
    return frozenset(tuple(reversed(phrase.split())) for phrase in phrases)
