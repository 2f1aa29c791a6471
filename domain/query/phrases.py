"""The words that a text is searched for, as people type them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# A word or a quoted phrase, with `-` before it where it is excluded.
_TERM = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))(?=\s|$)')
_SPACE = re.compile(r"\s*")


class InvalidSearch(ValueError):
    """A search cannot be read as it was written; the message says what to change, and repeats nothing of it."""


@dataclass(frozen=True)
class Phrases:
    """What must stand in a text, and what must not."""

    wanted: tuple[str, ...]
    excluded: tuple[str, ...]


def parse_phrases(searches: Iterable[str]) -> Phrases:
    """Read `timeout "connection refused" -healthz`. Raises InvalidSearch."""
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
