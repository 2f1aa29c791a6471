"""Values in columns, with the names of their columns: in SQL's `INSERT`, in JSON, and in tables (`tables.py`).

Statements may have their values elsewhere (`parameters.py`).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain
from operator import attrgetter

from domain.redaction.pattern import Pattern
from domain.redaction.text.parameters import PARAMETERS, values_of_parameters
from domain.redaction.text.tables import AROUND_NAMES, HEAD, Valued, values_in_tables

# RE2 patterns for the prefilter, without regard to case: an `INSERT`, and what a text with named columns contains.
INTO = "(?:insert|replace|merge|ignore) into "
COLUMNS = (INTO, HEAD, r"key \([^()]*\)=\(", r"\": ?\[ ?\[", r"\[ record [0-9]", *PARAMETERS)
_STATEMENT = Pattern(
    r"[iI](?:nto|NTO)\s{1,8}(?P<table>[^\s(]++)\s{0,8}\((?P<columns>[^()]++)\)\s{0,8}(?:values|VALUES)", re.ASCII
)
# PostgreSQL: `Key (phone, email)=(4155552671, ann@example.org) already exists.`
_KEY = Pattern(r"\bKey\s\((?P<columns>[^()]{3,512}+)\)=")
_ROW = Pattern(r"[\s,]{0,8}\(")
_VALUE = Pattern(
    r"""\s{0,8}(?:
        [NE]?'(?P<single>[^'\\]*(?:(?:''|\\.)[^'\\]*)*)'
      | \\*"(?P<double>[^"\\]*+)\\*"
      | (?P<bare>[^\s,()'"]*+(?:\([^()]*+\))?)
    )\s{0,8}(?P<end>[,)])""",
    re.VERBOSE | re.DOTALL,
)
# `{"columns":["user","password"],"rows":[["ada","…"]]}`
_JSON_HEAD = Pattern(
    r"""
        "(?:columns|column_names|fields|headers?)\\*"\s?:\s?\[(?P<columns>[^\[\]{}]{2,2000}+)\]\s?,\s?
        \\*"\w{1,20}\\*"\s?:\s?\[""",
    re.VERBOSE,
)
_JSON_ROW = Pattern(r"[\s,]{0,8}\[")
_JSON_VALUE = Pattern(
    r"""\s{0,8}(?:\\*"(?P<double>[^"\\]*+)\\*"|(?P<bare>[^\s,\[\]{}'"]++))\s{0,8}(?P<end>[,\]])""", re.VERBOSE
)
# A column name that only has a meaning with the name of its table: `cards.number`.
_COLUMNS_OF_TABLES = frozenset(("number", "code", "id"))


def values_in_columns(text: str, offset: int = 0) -> Sequence[Valued]:
    """Return all values that have a column, in order. `offset` is where the text itself begins."""
    values: list[Valued] = []
    # Check first for what Python finds fastest.
    if ("VALUES" in text or "values" in text) and ("INTO" in text or "into" in text):
        values += chain.from_iterable(_inserted(text, statement) for statement in _STATEMENT.finditer(text))
    if ")=(" in text:
        values += chain.from_iterable(_in_key(text, key) for key in _KEY.finditer(text))
    if "=" in text or "VALUES" in text or "values" in text:
        values += values_of_parameters(text)
    if "[[" in text or "[ [" in text:
        values += chain.from_iterable(_in_json(text, head) for head in _JSON_HEAD.finditer(text))
    if "\n" in text or "\\n" in text:
        values += values_in_tables(text)
    if not values:
        return values
    # Of two names of a value, the one that its column gives it stays the last.
    values.sort(key=attrgetter("start"))
    return [Valued(start + offset, end + offset, name) for start, end, name in values] if offset else values


def column_of(values: Sequence[Valued], place: int) -> str:
    """Return the name of the column of the value at this position, or an empty text."""
    at = bisect_right(values, place, key=attrgetter("start")) - 1
    return values[at].name if at >= 0 and place < values[at].end else ""


def _inserted(text: str, statement: re.Match[str]) -> Iterator[Valued]:
    table = statement["table"].strip(AROUND_NAMES)
    columns = [column.strip(AROUND_NAMES) for column in statement["columns"].split(",")]
    columns = [f"{table}.{column}" if column.lower() in _COLUMNS_OF_TABLES else column for column in columns]
    return _rows(text, statement.end(), columns, _ROW, _VALUE)


def _in_key(text: str, key: re.Match[str]) -> Iterator[Valued]:
    columns = [column.strip(AROUND_NAMES) for column in key["columns"].split(",")]
    return _rows(text, key.end(), columns, _ROW, _VALUE)


def _in_json(text: str, head: re.Match[str]) -> Iterator[Valued]:
    columns = [column.strip(AROUND_NAMES) for column in head["columns"].split(",")]
    return _rows(text, head.end(), columns, _JSON_ROW, _JSON_VALUE)


def _rows(text: str, start: int, columns: Sequence[str], opening: Pattern, value: Pattern) -> Iterator[Valued]:
    """Yield the values of rows that follow one another. `value` matches one with the sign after it, in `end`."""
    row = opening.match(text, start)
    while row:
        position = row.end()
        for column in columns:
            found = value.match(text, position)
            if found is None:
                return
            group = next(name for name, written in found.groupdict().items() if written is not None)
            yield Valued(*found.span(group), column)
            position = found.end()
            if found["end"] != ",":
                break
        row = opening.match(text, position)
