"""Records in which a name and its value are fields: `{"name":"password","value":"…"}`, `field=password old=… new=…`.

The fields may have any order and notation: JSON, logfmt, attributes of XML, objects that programs print, YAML. A record
is the text between two brackets, or a line. A field that occurs again begins another record.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from domain.redaction.context import key_words
from domain.redaction.named.names import Promise
from domain.redaction.named.notation import FIELD
from domain.redaction.pattern import Pattern
from domain.redaction.text import Span, Text

# The last words of fields that contain a name: `fieldName`, `ParameterKey`, `propertyPath`; `loc` is a list.
_NAMING = (
    *("name", "key", "field", "param", "parameter", "variable", "env", "property", "attribute", "column", "setting"),
    *("path", "loc", "label", "type", "id", "k"),
)
# These often say something else; then another field contains the name.
_PERHAPS_NAMING = frozenset(("path", "loc", "label", "type", "id", "k"))
# The last words of fields that contain a value, and fields that contain one if they have no other word.
_VALUES = frozenset(("value", "values", "val", "vals", "v", "content", "input"))
_STATES = frozenset(
    (
        *("old", "new", "before", "after", "previous", "current", "lhs", "rhs", "from", "to"),
        *("received", "actual", "rejected", "submitted", "provided"),
    )
)
# In `type=password from=db1 to=db2`, these are the ends of a connection.
_ENDS_OF_CONNECTION = frozenset(("from", "to"))
_OF_CONNECTION = frozenset(("type", "name", "id"))
# `/data/password`, `["body","password"]`: the last step of a path is the name.
_STEPS = Pattern(r"(?:[\w.-]{1,40}\\*[\"'],\s?\\*[\"']){1,6}")
_NAME = Pattern(r"(?:[\w.#$-]{0,64}/){0,8}:?(?P<name>[A-Za-z_\x80-\xff][\w.\x80-\xff-]{0,63})")
_QUOTED_NAME = Pattern(r"(?:[\w.#$-]{0,64}/){0,8}(?P<name>[A-Za-z_\x80-\xff][\w .\x80-\xff-]{0,63})(?=\\*[\"'`])")
# `audit: field=password`: the next field is no value.
_UNQUOTED = Pattern(r"(?![A-Za-z_][\w.-]{0,40}[=:])[^\s,;&|)\]}>]*")
_TOKEN = Pattern(r"\[\w{1,24}\]|(?<![-=])>|<|[{}()\[\]\n]|\\n")
_OPENER_OF = {"}": "{", ")": "(", "]": "[", ">": "<"}
_LINE_ENDS = ("\n", r"\n")
_REACH = 512
# The next lines of a record, and the line before it: `- value: …⏎  name: …`.
_NEXT_LINES = Pattern(
    r"(?:(?:\\n|\n)[ \t]{0,24}[A-Za-z]\w{1,24}\s?[:=]\s[^\n\\]{1,256}){1,3}"
    r"(?:(?:\\n|\n)[ \t]{1,24}[^\n\\]{1,256})?"
)
_LINE_BEFORE = Pattern(r"(?i)(?P<line>[ \t]{0,24}-\svalue\s?[:=]\s[^\n\\]{1,256})(?:\n|\\n)\s{0,24}$")

# RE2 patterns for the prefilter, of which a text with such a record matches one.
SHAPES = (
    r"(?:val|vals|values?|content|input|[lr]hs|received|actual|rejected|submitted|provided)[\\\"'\]]*\s?[:=]",
    r"[\"']v\\*[\"']:",
    r"(?:before|after|previous|current|old|new)[\\\"'\]]*\s?[:=]",
    r"(?:field|column|attribute|property|parameter|setting)[\\\"'\]]*\s?[:=]",
    # The value is the content of an element, or of a part of a form: not `name="/etc/passwd"`.
    r"(?:name|key|param|variable|property|field)=\\*[\"'][^/]",
)


def naming(stems: str) -> str:
    """Return an RE2 pattern for a field that contains a name with one of the stems."""
    return rf"(?:{'|'.join(_NAMING)})\\*[\"'\]]?\s*(?:=>|[:=])[^\n=:;{{}}]*(?:{stems})"


class FieldWithValue(NamedTuple):
    """A value in a field: its name, what values the name is for, and the match of `FIELD` before the value."""

    name: str
    promise: Promise
    match: re.Match[str]


def values_of_records(
    text: Text, place: int, done: int, promise_of: Callable[[str], Promise | None]
) -> tuple[int, list[FieldWithValue]]:
    """Return the end of the text between brackets, or of the line, at this place, and its values that have a name.

    The text before `done` has been read.
    """
    first, last, _ = text.value_at(place) if text.values else (0, len(text.folded), "")
    start, end = _bounds(text.folded, place, (max(first, done, place - _REACH), min(last, place + _REACH)))
    found: list[FieldWithValue] = []
    names: dict[str, str] = {}
    values: dict[str, re.Match[str]] = {}
    for field, name in _fields(text, start, end):
        key = field["key"].lower()
        if key in names or key in values:
            found += _with_names(names, values, promise_of)
            names, values = {}, {}
        if name:
            names[key] = name
        else:
            values[key] = field
    found += _with_names(names, values, promise_of)
    return end, sorted(found, key=lambda each: each.match.end())


def _with_names(
    names: dict[str, str], values: dict[str, re.Match[str]], promise_of: Callable[[str], Promise | None]
) -> Iterator[FieldWithValue]:
    """Yield the values of a record, if the record names them."""
    for key, name in names.items():
        promise = promise_of(name)
        word = _last_word(key)
        if promise is None and word in _PERHAPS_NAMING:
            continue
        for value, match in values.items():
            if promise and not (value in _ENDS_OF_CONNECTION and word in _OF_CONNECTION):
                yield FieldWithValue(name, promise, match)
        if promise or word not in _PERHAPS_NAMING:
            return


def _fields(text: Text, start: int, end: int) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the fields that contain a name, with the name, and those that contain a value."""
    folded = text.folded
    while field := FIELD.search(folded, start, end):
        start = field.end()
        span = _name_in(folded, field, end) if _last_word(field["key"]) in _NAMING else None
        if span:
            start = span[1]
            yield field, text.decoded[slice(*span)]
        # The fields of an object inside the record belong to the record.
        elif folded[start : start + 1] not in ("{", "["):
            if _contains_value(field["key"]):
                yield field, ""
            start = _value_end(folded, field, end)


def _name_in(folded: str, field: re.Match[str], end: int) -> Span | None:
    """Return the span of the name that a field contains."""
    start = field.end()
    if "[" in field["opened"] and (steps := _STEPS.match(folded, start, end)):
        start = steps.end()
    name = (_QUOTED_NAME if field["quote"] else _NAME).match(folded, start, end)
    return name.span("name") if name else None


def _value_end(folded: str, field: re.Match[str], end: int) -> int:
    quote = field["quote"]
    closed = folded.find(quote[-1], field.end(), end) if quote else -1
    if closed >= 0:
        return closed + 1
    unquoted = _UNQUOTED.match(folded, field.end(), end)
    return unquoted.end() if unquoted else field.end()


@lru_cache(maxsize=4096)
def _last_word(key: str) -> str:
    """Return the last word of a field's key; the end of a word without capitals in it, too: `parameterkey`."""
    words = key_words(key)
    last = words[0] if words else ""
    # `grant_type=password`
    if last == "type" and len(words) > 1:
        return ""
    return next((word for word in _NAMING if len(word) > 1 and last.endswith(word)), last)


@lru_cache(maxsize=4096)
def _contains_value(key: str) -> bool:
    words = key_words(key)
    return bool(words) and (words[0] in _VALUES or (len(words) == 1 and words[0] in _STATES))


def _bounds(folded: str, place: int, limits: Span) -> Span:
    """Return the span of the text between two brackets, or of the line, around a place."""
    start, end = limits
    opened: list[tuple[str, int]] = []
    for token in _TOKEN.finditer(folded, start, end):
        sign = token[0]
        if token.start() >= place:
            break
        if sign in _LINE_ENDS:
            start = start if opened else token.end()
        elif sign in _OPENER_OF:
            if opened and opened[-1][0] == _OPENER_OF[sign]:
                opened.pop()
        # In `[name] => password`, the brackets belong to the field.
        elif len(sign) == 1:
            opened.append((sign, token.end()))
    if opened:
        return opened[-1][1], _closed_at(folded, place, end)
    line_end = next((token.start() for token in _TOKEN.finditer(folded, place, end) if token[0] in _LINE_ENDS), end)
    return _with_lines(folded, (start, line_end), limits)


def _closed_at(folded: str, place: int, end: int) -> int:
    """Return where the bracket closes that is open at a place."""
    depth = 0
    for token in _TOKEN.finditer(folded, place, end):
        if token[0] in _OPENER_OF:
            depth -= 1
        elif len(token[0]) == 1 and token[0] not in _LINE_ENDS:
            depth += 1
        if depth < 0:
            return token.start()
    return end


def _with_lines(folded: str, line: Span, limits: Span) -> Span:
    """Return the span of a line, with the lines before and behind it that belong to the same record."""
    behind = _NEXT_LINES.match(folded, line[1], limits[1])
    before = _LINE_BEFORE.search(folded[limits[0] : line[0]])
    return limits[0] + before.start("line") if before else line[0], behind.end() if behind else line[1]
