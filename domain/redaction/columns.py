"""Values in columns, with the names of their columns: in SQL's `INSERT`, and in CSV below a header."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from domain.redaction.pattern import Pattern

# RE2 patterns for the prefilter, without regard to case: words and shapes of texts with such values.
INTO = "(?:insert|replace|merge|ignore) into "
HEAD = r"[,;\t|][\"' ]*\[?[a-z_][0-9a-z_ .-]*\]?[\"' |]*(?:\r?\n|\\+[rn])"
_STATEMENT = Pattern(
    r"[iI](?:nto|NTO)\s{1,8}(?P<table>[^\s(]++)\s{0,8}\((?P<columns>[^()]++)\)\s{0,8}(?:values|VALUES)", re.ASCII
)
_ROW = Pattern(r"[\s,]{0,8}\(")
_VALUE = Pattern(
    r"""\s{0,8}(?:
        [NE]?'(?P<single>[^'\\]*(?:(?:''|\\.)[^'\\]*)*)'
      | \\*"(?P<double>[^"\\]*+)\\*"
      | (?P<bare>[^\s,()'"]*+(?:\([^()]*+\))?)
    )\s{0,8}(?P<end>[,)])""",
    re.VERBOSE | re.DOTALL,
)
# A column name that only has a meaning with the name of its table: `cards.number`.
_COLUMNS_OF_TABLES = frozenset(("number", "code", "id"))
# `Variable_name | Value`: each row has a name and its value.
_COLUMNS_OF_NAMES = frozenset(("name", "variable_name", "variable", "field", "key", "property", "setting", "parameter"))
_COLUMN_OF_VALUES = "value"
_AROUND_COLUMNS = " \t\r\n\\\"'`[]"
# Start at the first backslash of a run, so that a run is read once.
_LINE_END = Pattern(r"\r?\n|(?<!\\)\\++(?:r\\++)?n")
# No database allows names of more than 128 characters. Anything longer is prose.
_LONGEST_NAME = 128
_SHORTEST_VALUE = 3
# A header contains only names, but text of the logger may precede the first one.
# A name may be empty, in brackets, or begin with digits, if two others are plain.
_NAME = Pattern(rf"[\"'\s]*+(?:\[?\w[\w .-]{{0,{_LONGEST_NAME - 1}}}\]?[\"'\s]*+)?")
_PLAIN_NAME = Pattern(r"[\"'\s\[]*[^\W\d]")
_LEAST_PLAIN = 2
# The line below the header of a table: `----+------`, `|:---|---:|`.
_RULE = Pattern(r"[\s|+:=-]+")
_LAST_NAME = Pattern(rf"(?<!\w)[^\W\d][\w .-]{{0,{_LONGEST_NAME - 1}}}[\"'\s]*$")
_CELLS = {
    separator: Pattern(
        rf"[^\S{separator}]{{0,8}}(?:\\*\"(?P<quoted>[^\"]*+)\"[^\S{separator}]{{0,8}}|(?P<bare>[^{separator}\"\\]*+))"
    )
    for separator in ",;\t|"
}


class Valued(NamedTuple):
    """The span of a value, without its quotes, and its name: that of its column, or its key."""

    start: int
    end: int
    name: str


class Head(NamedTuple):
    """The first line of CSV: what separates its columns, and their names. `written` is the line itself."""

    written: str
    separator: str
    columns: Sequence[str]

    def has_row(self, text: str) -> bool:
        """Return whether a line of the text has a value for each column, and no more."""
        most = len(self.columns)
        return text.count(self.separator) >= most - 1 and any(
            len(_cells(text, start, end, self.separator, most)) == most for start, end in _lines(text)
        )


def head_of(line: str) -> Head | None:
    """Return the head that is the end of a line, or None. Anything before the first name is left out."""
    separator = next((separator for separator in _CELLS if separator in line), "")
    if not separator:
        return None
    pieces = line.split(separator)
    names: list[str] = []
    while pieces and _NAME.fullmatch(pieces[-1]):
        names.append(pieces.pop())
    if pieces and (last_name := _LAST_NAME.search(pieces[-1][-_LONGEST_NAME:])):
        names.append(last_name[0])
    if sum(_PLAIN_NAME.match(name) is not None for name in names) < _LEAST_PLAIN:
        return None
    names.reverse()
    return Head(separator.join(names), separator, [name.strip(_AROUND_COLUMNS) for name in names])


def values_in_columns(text: str, offset: int = 0) -> Sequence[Valued]:
    """Return all values that have a column, in order. `offset` is where the text itself begins."""
    values: list[Valued] = []
    # Check first for what Python finds fastest.
    if ("VALUES" in text or "values" in text) and ("INTO" in text or "into" in text):
        values += chain.from_iterable(_inserted(text, statement) for statement in _STATEMENT.finditer(text))
    if "\n" in text or "\\n" in text:
        values += _under_heads(text)
    if not values:
        return values
    values.sort()
    return [Valued(start + offset, end + offset, name) for start, end, name in values] if offset else values


def column_of(values: Sequence[Valued], place: int) -> str:
    """Return the name of the column of the value at this position, or an empty text."""
    at = bisect_right(values, place, key=attrgetter("start")) - 1
    return values[at].name if at >= 0 and place < values[at].end else ""


def _inserted(text: str, statement: re.Match[str]) -> Iterator[Valued]:
    table = statement["table"].strip(_AROUND_COLUMNS)
    columns = [column.strip(_AROUND_COLUMNS) for column in statement["columns"].split(",")]
    columns = [f"{table}.{column}" if column.lower() in _COLUMNS_OF_TABLES else column for column in columns]
    row = _ROW.match(text, statement.end())
    while row:
        position = row.end()
        for column in columns:
            value = _VALUE.match(text, position)
            if value is None:
                return
            group = next(name for name in ("single", "double", "bare") if value[name] is not None)
            yield Valued(*value.span(group), column)
            position = value.end()
            if value["end"] == ")":
                break
        row = _ROW.match(text, position)


def _under_heads(text: str) -> Iterator[Valued]:
    """Yield the cells of each line that has as many as the head above it, or one more."""
    head: Head | None = None
    for start, end in _lines(text):
        if head and _RULE.fullmatch(text, start, end):
            continue
        cells = _cells(text, start, end, head.separator, len(head.columns)) if head else ()
        if not (head and cells):
            head = head_of(text[start:end])
            continue
        for (first, last), column in zip(cells, _names_of_row(text, head, cells), strict=False):
            # A shorter text cannot contain a finding.
            if last - first >= _SHORTEST_VALUE:
                yield Valued(first, last, column)


def _names_of_row(text: str, head: Head, cells: Sequence[tuple[int, int]]) -> Sequence[str]:
    """Return the names of a row's values: the columns, or the row's own name in a table of names and values."""
    columns = [column.lower() for column in head.columns]
    named = next((at for at, column in enumerate(columns) if column in _COLUMNS_OF_NAMES), None)
    if named is None or _COLUMN_OF_VALUES not in columns:
        return head.columns
    name = text[slice(*cells[named])]
    return [name if column == _COLUMN_OF_VALUES else "" for column in columns]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each line. An escaped line end counts, too."""
    start = 0
    while start < len(text):
        line_end = _LINE_END.search(text, start)
        yield start, line_end.start() if line_end else len(text)
        start = line_end.end() if line_end else len(text)


def _cells(text: str, start: int, end: int, separator: str, count: int) -> Sequence[tuple[int, int]]:
    """Return the spans of the values of a row, or none if there are too few.

    A quote may end the text around the row.
    """
    cells: list[tuple[int, int]] = []
    while cell := _CELLS[separator].match(text, start, end):
        first, last = cell.span("bare" if cell["quoted"] is None else "quoted")
        # The quote that closes a cell may be escaped.
        cells.append((first, first + len(text[first:last].rstrip("\\").rstrip())))
        start = cell.end()
        if text[start : min(start + 1, end)] != separator:
            break
        start += 1
    # The text after the last cell may be the rest of the line that contains the row.
    return cells if count <= len(cells) <= count + 1 and text[start : min(start + 1, end)] in ("", '"', "\\") else ()
