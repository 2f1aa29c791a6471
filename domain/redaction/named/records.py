"""Records in which a name and its value are fields: `{"name":"password","value":"…"}`, `field=password old=… new=…`.

The fields may have any order and notation: JSON, logfmt, attributes of XML, objects that programs print, YAML. A record
is the text between two brackets, or a line. A field that occurs again begins another record.
"""

import re
from collections.abc import Callable, Iterator

from domain.redaction.named.fields import (
    EVENTS,
    LINE_ENDS,
    NAMES,
    NAMING,
    OPENER_OF,
    STATES,
    TEXTS,
    VALUES,
    FieldWithValue,
    brackets,
    closed_at,
    contains_value,
    is_ambiguous,
    last_word,
    named_by,
    promise_of_text,
    value_end,
)
from domain.redaction.named.names import Promise
from domain.redaction.named.notation import FIELD
from domain.redaction.pattern import Pattern
from domain.redaction.text import BLANK, Span, Text

# In `type=password from=db1 to=db2`, these are the ends of a connection.
_ENDS_OF_CONNECTION = frozenset(("from", "to"))
_OF_CONNECTION = EVENTS | {"type", "name", "id"}
# `/data/password`, `["body","password"]`: the last step of a path is the name.
_STEPS = Pattern(r"(?:[\w.-]{1,40}\\*[\"'],\s?\\*[\"']){1,6}")
_NAME = Pattern(r"(?:[\w.#$-]{0,64}/){0,8}:?(?P<name>[A-Za-z_\x80-\xff][\w.\x80-\xff-]{0,63})")
_QUOTED_NAME = Pattern(r"(?:[\w.#$-]{0,64}/){0,8}(?P<name>[A-Za-z_\x80-\xff][\w .\x80-\xff-]{0,63})(?=:?\s?\\*[\"'`])")
_REACH = 512
# The next lines of a record, and the line before it: `- value: …⏎  name: …`.
_NEXT_LINES = Pattern(
    r"(?:(?:\\n|\n)[ \t]{0,24}[A-Za-z]\w{1,24}\s?[:=]\s[^\n\\]{1,256}){1,3}"
    r"(?:(?:\\n|\n)[ \t]{1,24}[^\n\\]{1,256})?"
)
_LINE_BEFORE = Pattern(r"(?i)(?P<line>[ \t]{0,24}-\svalue\s?[:=]\s[^\n\\]{1,256})(?:\n|\\n)\s{0,24}$")

# Other words or too many texts contain these.
_IN_OTHERS = frozenset(("v", "from", "to", "first", "second"))
# RE2 patterns for the prefilter, of which a text with such a record matches one.
SHAPES = (
    rf"(?:{'|'.join(word for word in (*VALUES, *STATES, *TEXTS) if word not in _IN_OTHERS)})[\\\"'\]]*\s?[:=]",
    r"[\"']v\\*[\"']:",
    r"(?:field|column|attribute|property|parameter|setting)[\\\"'\]]*\s?[:=]",
    # The value is the content of an element, or of a part of a form: not `name="/etc/passwd"`.
    rf"(?:{'|'.join(NAMES)})=\\*[\"'][^/]",
)


def naming(stems: str) -> str:
    """Return an RE2 pattern for a field that contains a name with one of the stems."""
    return rf"(?:{'|'.join(NAMING)})\\*[\"'\]]?\s*(?:=>|[:=])[^\n=:;{{}}]*(?:{stems})"


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
        word = last_word(key)
        promise = promise_of(named_by(word, name))
        if promise is None and is_ambiguous(word):
            continue
        for value, match in values.items():
            if promise and not (value in _ENDS_OF_CONNECTION and word in _OF_CONNECTION):
                yield FieldWithValue(name, promise_of_text(value, promise), match)
        if promise or not is_ambiguous(word):
            return


def _fields(text: Text, start: int, end: int) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the fields that contain a name, with the name, and those that contain a value."""
    folded = text.folded
    while field := FIELD.search(folded, start, end):
        span = _name_in(text, field, end) if last_word(field["key"]) in NAMING else None
        start = span[1] if span else value_end(folded, field, end)
        if span:
            yield field, text.decoded[slice(*span)]
        elif start > field.end() and contains_value(field["key"]):
            yield field, ""


def _name_in(text: Text, field: re.Match[str], end: int) -> Span | None:
    """Return the span of the name that a field contains."""
    folded, start = text.folded, field.end()
    if "[" in field["opened"] and (steps := _STEPS.match(folded, start, end)):
        start = steps.end()
    name = (_QUOTED_NAME if field["quote"] else _NAME).match(folded, start, end)
    # `apiKey=[SECRET]`: a placeholder is no name.
    return name.span("name") if name and text.blanked()[name.start("name")] != BLANK else None


def _bounds(folded: str, place: int, limits: Span) -> Span:
    """Return the span of the text between two brackets, or of the line, around a place."""
    start, end = limits
    opened: list[tuple[str, int]] = []
    for token in brackets(folded, start, end):
        sign = token[0]
        if token.start() >= place:
            break
        if sign in LINE_ENDS:
            start = start if opened else token.end()
        elif sign in OPENER_OF:
            if opened and opened[-1][0] == OPENER_OF[sign]:
                opened.pop()
        # In `[name] => password`, the brackets belong to the field.
        elif len(sign) == 1:
            opened.append((sign, token.end()))
    if opened:
        return opened[-1][1], closed_at(folded, place, end)
    line_end = next((token.start() for token in brackets(folded, place, end) if token[0] in LINE_ENDS), end)
    return _with_lines(folded, (start, line_end), limits)


def _with_lines(folded: str, line: Span, limits: Span) -> Span:
    """Return the span of a line, with the lines before and behind it that belong to the same record."""
    behind = _NEXT_LINES.match(folded, line[1], limits[1])
    before = _LINE_BEFORE.search(folded[limits[0] : line[0]])
    return limits[0] + before.start("line") if before else line[0], behind.end() if behind else line[1]
