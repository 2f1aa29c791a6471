"""Regular expressions that are compiled when they are first used."""

import re
import sys
from collections.abc import Callable, Iterator


class Pattern:
    """Like `re.compile(source, flags)`, but compiled at its first use.

    A text needs two or three of more than sixty patterns, and compiling all of them would take most of a cold start.

    Two rules for patterns: begin a pattern with a character class and look back from behind it, because Python finds
    that many times faster than a lookbehind at the start. Do not repeat groups possessively (`(…)*+`), because Python
    before 3.11.5 does not backtrack correctly when such a group fails in the middle.
    """

    finditer: Callable[..., Iterator[re.Match[str]]]
    fullmatch: Callable[..., re.Match[str] | None]
    match: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    findall: Callable[..., list[str]]
    sub: Callable[..., str]

    def __init__(self, source: str, flags: int = 0) -> None:
        self.source = source
        self.flags = flags

    def chain(self, text: str, start: int, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Yield matches that follow one another directly, the first one at `start`. No match may be empty."""
        while match := self.match(text, start, end):
            yield match
            start = match.end()

    def __getattr__(self, name: str) -> object:
        # Python calls this only once, because the methods then are attributes of the object.
        compiled = re.compile(self.source, self.flags)
        for method in ("finditer", "fullmatch", "match", "search", "findall", "sub"):
            self.__dict__[method] = getattr(compiled, method)
        return self.__dict__[name]


def reversed_words(words: str) -> str:
    """Return alternatives for these words in a text that is read backwards: `"old from"` gives `dlo|morf`."""
    return "|".join(word[::-1] for word in words.split())


UUID = Pattern(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
