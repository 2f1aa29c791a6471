"""Searches as people type them: words and quoted phrases."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# A word or a quoted phrase, with a `-` before it to exclude it.
_TERM = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))(?=\s|$)')
_SPACE = re.compile(r"\s*")


class InvalidSearch(ValueError):
    """The search cannot be parsed. The message says what to change, and does not repeat the search."""


@dataclass(frozen=True)
class Phrases:
    """The phrases that a text must contain, and those that it must not contain."""

    wanted: tuple[str, ...]
    excluded: tuple[str, ...]


def parse_phrases(searches: Iterable[str]) -> Phrases:
    """Parse searches such as `timeout "connection refused" -healthz`. Raises InvalidSearch."""
    wanted: list[str] = []
    excluded: list[str] = []
    for search in searches:
        at = _end_of_space(search, 0)
        while at < len(search):
            term = _TERM.match(search, at)
            if term is None:
                raise InvalidSearch('a quote opens or closes within a word: write "a phrase" between spaces')
            minus, phrase, word = term.groups()
            found = word if phrase is None else phrase
            if found:
                (excluded if minus else wanted).append(found)
            at = _end_of_space(search, term.end())
    return Phrases(tuple(wanted), tuple(excluded))


def _end_of_space(text: str, start: int) -> int:
    space = _SPACE.match(text, start)
    return space.end() if space else start
