"""The fields of records and objects: which of them contain a name, and which a value.

`words/notations.txt` has the words of their keys.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from domain.redaction.context import key_words
from domain.redaction.named.names import Promise
from domain.redaction.named.notation import FIELD
from domain.redaction.pattern import Pattern
from domain.redaction.words import read_words

_WORDS = read_words("notations")
EVENTS = frozenset(_WORDS["fields-of-events"])
NAMES = _WORDS["fields-of-names"]
NAMING = (*NAMES, *_WORDS["fields-of-names-perhaps"], *_WORDS["fields-of-events"])
_PERHAPS_NAMING = EVENTS.union(_WORDS["fields-of-names-perhaps"])
_CHANGES = frozenset(_WORDS["changes"])
VALUES = _WORDS["fields-of-values"]
TEXTS = _WORDS["fields-of-text"]
STATES = _WORDS["states"]
_VALUES, _TEXTS, _STATES = frozenset(VALUES), frozenset(TEXTS), frozenset(STATES)
# `newValue`, `stringValue`
_QUALIFIERS = _STATES | {"string", "text", "secret"}
_STATES_OF_TOKENS = frozenset(_WORDS["states-of-tokens"])
_TOKEN = Pattern(r"\[\w{1,24}\]|(?<![-=])>|<|[{}()\[\]\n]|\\n")
OPENER_OF = {"}": "{", ")": "(", "]": "[", ">": "<"}
LINE_ENDS = ("\n", r"\n")
# `audit: field=password`: the next field is no value.
_UNQUOTED = Pattern(r"(?![A-Za-z_][\w.-]{0,40}[=:])[^\s,;&|)\]}>]*")


class FieldWithValue(NamedTuple):
    """A value in a field: its name, what values the name is for, and the match of `FIELD` before the value."""

    name: str
    promise: Promise
    match: re.Match[str]


def fields_in(folded: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield the fields with a value in a span, and those of an object in a field."""
    while field := FIELD.search(folded, start, end):
        start = value_end(folded, field, end)
        if start > field.end():
            yield field


def value_end(folded: str, field: re.Match[str], end: int) -> int:
    """Return the end of the value of a field; its beginning if the value is an object."""
    start, quote = field.end(), field["quote"]
    if folded[start : start + 1] in ("{", "["):
        return start
    closed = folded.find(quote[-1], start, end) if quote else -1
    if closed >= 0:
        return closed + 1
    unquoted = _UNQUOTED.match(folded, start, end)
    return unquoted.end() if unquoted else start


@lru_cache(maxsize=4096)
def last_word(key: str) -> str:
    """Return the last word of a field's key; the end of a word without capitals in it, too: `parameterkey`."""
    words = key_words(key)
    last = words[0] if words else ""
    # `grant_type=password`
    if last == "type" and len(words) > 1:
        return ""
    return next((word for word in NAMING if len(word) > 1 and last.endswith(word)), last)


def is_ambiguous(field: str) -> bool:
    """Return whether a field with this last word may contain something else than a name: `type`, `event`."""
    return field in _PERHAPS_NAMING


@lru_cache(maxsize=4096)
def named_by(field: str, content: str) -> str:
    """Return the name that the content of a field is: of an event, what it changes."""
    return _subject_of(content) if field in EVENTS else content


def _subject_of(event: str) -> str:
    """Return what an event changes: `password` of `password.changed`, `resetPassword` or `password updated`."""
    words = list(key_words(event))
    whole = len(words)
    while words and words[0] in _CHANGES:
        del words[0]
    while words and words[-1] in _CHANGES:
        del words[-1]
    return "_".join(reversed(words)) if len(words) < whole else ""


@lru_cache(maxsize=4096)
def contains_value(key: str) -> bool:
    """Return whether the key of a field says that the field contains a value: `value`, `newValue`, `old`."""
    words = key_words(key)
    return bool(words) and (words[0] in _VALUES or (len(words) == 1 and words[0] in _STATES | _TEXTS))


@lru_cache(maxsize=4096)
def is_part(key: str) -> bool:
    """Return whether a field of an object contains the value that the object is about: `"password":{"new":"…"}`."""
    words = key_words(key)
    if len(words) == 1:
        return words[0] in _VALUES or words[0] in _STATES or words[0] in _TEXTS or words[0] in _STATES_OF_TOKENS
    return words[:1] != () and words[0] in _VALUES and _QUALIFIERS.issuperset(words[1:])


def promise_of_text(key: str, promise: Promise) -> Promise:
    """Return what values are expected in a field. Under `text`, a word may be about the field."""
    is_text = promise is Promise.ANYTHING and _TEXTS.issuperset(key_words(key))
    return Promise.CHOSEN if is_text else promise


def brackets(folded: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield the brackets and the ends of lines in a span."""
    return _TOKEN.finditer(folded, start, end)


def closed_at(folded: str, place: int, end: int) -> int:
    """Return where the bracket closes that is open at a place."""
    depth = 0
    for token in brackets(folded, place, end):
        if token[0] in OPENER_OF:
            depth -= 1
        elif len(token[0]) == 1 and token[0] not in LINE_ENDS:
            depth += 1
        if depth < 0:
            return token.start()
    return end
