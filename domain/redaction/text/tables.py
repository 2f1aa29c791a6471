"""Tables in text, with the names of their columns: CSV, tables with bars, and columns that blanks align."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain.redaction.pattern import Pattern

# RE2 pattern for the prefilter, without regard to case: the end of the first line of a table.
HEAD = (
    r"(?:[,;\t|\xb7][\"' ]*\[?[a-z_][0-9a-z_ .-]*\]?[\"' |\xb7]*(?:\r?\n|\\+[rn])"
    r"|[a-z_]   *[a-z_]+ *(?:\r?\n|\\+[rn]))"
)
# `Variable_name | Value`: each row has a name and its value.
_COLUMNS_OF_NAMES = frozenset(("name", "variable_name", "variable", "field", "key", "property", "setting", "parameter"))
_COLUMN_OF_VALUES = "value"
# A name of several words in the first of two columns, such as `| smtpPassword | … |`, names the value beside it.
_NAME_OF_WORDS = Pattern(r"\s*(?=\w*(?:_|[a-z][A-Z]))[A-Za-z]\w{2,63}\s*")
AROUND_NAMES = " \t\r\n\\\"'`[]"
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
_LAST_NAME = Pattern(rf"(?<!\w)[^\W\d][\w .-]{{0,{_LONGEST_NAME - 1}}}[\"'\s]*$")
# The line below the header of a table: `----+------`, `|:---|---:|`, `---- ------`.
_RULE = Pattern(r"[\s|+:=-]+")
_BARS = str.maketrans("\u2502\u2503\u2551", "|||")
_BOX = Pattern(r"[\s\u2500-\u257f]+")
_SEPARATORS = ",;\t|"
_CELLS = {
    separator: Pattern(
        rf"[^\S{separator}]{{0,8}}(?:\\*\"(?P<quoted>[^\"]*+)\"[^\S{separator}]{{0,8}}|(?P<bare>[^{separator}\"\\]*+))"
    )
    for separator in _SEPARATORS
}
# Blanks align the columns: at least two are between them. The names are in capitals, or there is a rule below them.
_ALIGNED = "  "
_ALIGNED_CELL = Pattern(r"\S+(?: \S+)*")
_IN_CAPITALS = Pattern(r"[A-Z][A-Z0-9_.()/#%-]*(?: [A-Z0-9_.()/#%-]+){0,3}")
_IN_ANY_CASE = Pattern(r"[A-Za-z][\w.()/#%-]*(?: [\w.()/#%-]+){0,3}")
_LAST_IN_CAPITALS = Pattern(r"(?<!\S)[A-Z][A-Z0-9_-]*$")
# psql's expanded display: `-[ RECORD 1 ]----`, and then rows of a name and a value.
_RECORD = Pattern(r"[-+]{1,8}\[ RECORD \d{1,9} \][-+]*\s*")
_UNDERLINES = Pattern(r"\s*[-=]{2,}(?:\s+[-=]{2,})+\s*")


class Valued(NamedTuple):
    """The span of a value, without its quotes, and its name: that of its column, or its key."""

    start: int
    end: int
    name: str


class Head(NamedTuple):
    """The first line of a table: what separates its columns, and their names. `written` is the line itself."""

    written: str
    separator: str
    columns: Sequence[str]

    def has_row(self, text: str) -> bool:
        """Return whether a line of the text has a value for each column, and no more."""
        most = len(self.columns)
        return text.count(self.separator) >= most - 1 and any(
            len(_cells(text, start, end, self)) == most for start, end in _lines(text)
        )


_NAMES_AND_VALUES = Head("", "|", ("name", _COLUMN_OF_VALUES))


def head_of(line: str) -> Head | None:
    """Return the head that is the end of a line, or None. Anything before the first name is left out."""
    separator = next((separator for separator in _SEPARATORS if separator in line), "")
    if not separator:
        return _aligned_head(line, _IN_CAPITALS) if _ALIGNED in line else None
    pieces = line.split(separator)
    names: list[str] = []
    while pieces and _NAME.fullmatch(pieces[-1]):
        names.append(pieces.pop())
    if pieces and (last_name := _LAST_NAME.search(pieces[-1][-_LONGEST_NAME:])):
        names.append(last_name[0])
    if sum(_PLAIN_NAME.match(name) is not None for name in names) < _LEAST_PLAIN:
        return None
    names.reverse()
    return Head(separator.join(names), separator, [name.strip(AROUND_NAMES) for name in names])


def _aligned_head(line: str, form: Pattern) -> Head | None:
    """Return the head of columns that blanks align. All names have this form."""
    names: list[str] = []
    for name in reversed(_ALIGNED_CELL.findall(line)):
        if not form.fullmatch(name):
            last = _LAST_IN_CAPITALS.search(name[-_LONGEST_NAME:])
            names += [last[0]] if last else []
            break
        names.append(name)
    names.reverse()
    return Head(line[line.find(names[0]) :], _ALIGNED, names) if len(names) >= _LEAST_PLAIN else None


def values_in_tables(text: str) -> Iterator[Valued]:
    """Yield the cells of each line that has as many as the head above it, or one more, with the names of the columns.

    If its row names a value too (`| db_password | … |`), the value is yielded with that name first.
    """
    if not text.isascii():
        text = text.translate(_BARS)
    head: Head | None = None
    above = ""
    for start, end in _lines(text):
        if head is None and _UNDERLINES.fullmatch(text, start, end):
            head = _aligned_head(above, _IN_ANY_CASE)
            continue
        if _RECORD.fullmatch(text, start, end):
            head = _NAMES_AND_VALUES
            continue
        if head and (_RULE.fullmatch(text, start, end) or _BOX.fullmatch(text, start, end)):
            continue
        cells = _cells(text, start, end, head) if head else ()
        if not (head and cells):
            above = text[start:end]
            head = head_of(above) or (head if head and head.separator == _ALIGNED and above.strip() else None)
            continue
        for (first, last), names in zip(cells, _names_of_row(text, head, cells), strict=False):
            # A shorter text cannot contain a finding.
            if last - first >= _SHORTEST_VALUE:
                yield from (Valued(first, last, name) for name in names)


def _names_of_row(text: str, head: Head, cells: Sequence[tuple[int, int]]) -> Sequence[Sequence[str]]:
    """Return the names of each of a row's values: those of its column, and in a table of names its own."""
    columns = [column.lower() for column in head.columns]
    named = next((at for at, column in enumerate(columns) if column in _COLUMNS_OF_NAMES), None)
    if named is not None and _COLUMN_OF_VALUES in columns:
        name = text[slice(*cells[named])].strip()
        return [[name] if column == _COLUMN_OF_VALUES else [""] for column in columns]
    filled = [at for at, column in enumerate(columns) if column]
    if head.separator == "|" and len(filled) == 2 and _NAME_OF_WORDS.fullmatch(text, *cells[filled[0]]):  # noqa: PLR2004 - names and values
        name = text[slice(*cells[filled[0]])].strip()
        return [[name, column] if at == filled[1] else [column] for at, column in enumerate(head.columns)]
    return [[column] for column in head.columns]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each line. An escaped line end counts, too."""
    start = 0
    while start < len(text):
        line_end = _LINE_END.search(text, start)
        yield start, line_end.start() if line_end else len(text)
        start = line_end.end() if line_end else len(text)


def _cells(text: str, start: int, end: int, head: Head) -> Sequence[tuple[int, int]]:
    """Return the spans of the values of a row, or none if there are too few.

    A quote may end the text around the row.
    """
    count = len(head.columns)
    if head.separator == _ALIGNED:
        spans = [cell.span() for cell in _ALIGNED_CELL.finditer(text, start, end)]
        return spans if len(spans) == count else ()
    cells: list[tuple[int, int]] = []
    while cell := _CELLS[head.separator].match(text, start, end):
        first, last = cell.span("bare" if cell["quoted"] is None else "quoted")
        # The quote that closes a cell may be escaped.
        cells.append((first, first + len(text[first:last].rstrip("\\").rstrip())))
        start = cell.end()
        if text[start : min(start + 1, end)] != head.separator:
            break
        start += 1
    # The text after the last cell may be the rest of the line that contains the row.
    return cells if count <= len(cells) <= count + 1 and text[start : min(start + 1, end)] in ("", '"', "\\") else ()
