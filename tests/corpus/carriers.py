"""Writing a key and its value into the text of a log line."""

from urllib.parse import quote

from tests.corpus.marked import Mark, Marked
from tests.corpus.source import Source
from tests.corpus.template import expand
from tests.corpus.text_files import sections, weighted
from tests.corpus.value import Value

_NOTATIONS = sections("carriers.txt")
_TEXT = weighted(_NOTATIONS["text"])
_URL = weighted(_NOTATIONS["url"])


def pair(source: Source, key: str, value: Value) -> Marked:
    """Return the key and its value in a notation that can contain it."""
    text = str(value.text)
    if value.place == "query" or (value.place == "any" and source.maybe(_in_query(text))):
        written = value.text if value.place == "query" else percent_encoded(source, value.text)
        return expand(source, source.weighted(_URL), key=key, tag=_tag(key), value=written)
    while True:
        pattern = source.weighted(_TEXT)
        if "'" in text and "'«value»'" in pattern:
            continue
        # A colon without a space would look like part of an IPv6 address, and a comma or semicolon like another column.
        if text.count(":") > 1 and ":«value»" in pattern:
            continue
        return expand(source, pattern, key=key, tag=_tag(key), value=value.text)


def percent_encoded(source: Source, text: Marked) -> Marked:
    """Return the text as in a query. The `%2B` of a leading `+` is soft."""
    space, safe = source.pick(("%20", "+")), source.pick(("@:", "@:", ""))
    pieces: list[tuple[str, tuple[Mark, ...]]] = []
    for piece, marks in _as_forms(text).pieces:
        encoded = quote(piece, safe=f"{safe}!*-._~ ").replace(" ", space)
        hard = next((mark for mark in marks if mark.category), None)
        if hard and piece.startswith("+"):
            around = Mark(hard.label)
            pieces += [("%2B", (around,)), (encoded.removeprefix("%2B"), (*marks, around))]
        else:
            pieces.append((encoded, marks))
    return Marked(tuple(pieces))


def _as_forms(text: Marked) -> Marked:
    """Return the text with categories of their own for findings that look different when they are encoded."""
    return Marked(
        tuple(
            (piece, tuple(Mark(m.label, f"{m.category}_form") if m.category and " " in piece else m for m in marks))
            for piece, marks in text.pieces
        )
    )


def _in_query(text: str) -> float:
    """Return how often a value is in a query: rarely if much of it must be encoded."""
    if not text.isascii() or len(text) > 120:
        return 0
    return 0.05 if " " in text else 0.15


def _tag(key: str) -> str:
    """Return the key for a place without spaces."""
    return key.replace(" ", "_")
