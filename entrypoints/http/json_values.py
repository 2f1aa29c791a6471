"""JSON values one after another, some of which may be malformed."""

import re
from collections.abc import Iterator

from domain.errors import CallerError
from domain.json_value import JsonValue
from entrypoints.http.errors import bad_request
from entrypoints.http.strict_json import JsonText

_SPACE = re.compile(r"[ \t\n\r]*")
# The text from the closing bracket of an array to the end of the body. The array may be in an object.
_ARRAY_END = re.compile(r"\]\s*\}?\s*\Z")
# How often a failed attempt to read an object from the whole text is allowed: each may scan all of the text.
_MOST_FAILED_READS = 20


def consecutive_values(text: str, start: int) -> Iterator[tuple["JsonValue | CallerError", int]]:
    """Yield consecutive JSON values, each with the position of the next. After a malformed value it is the next line.

    This takes linear time: Python's decoder counts all lines before an error, so malformed values are read from a copy
    of their line.
    """
    whole = line = JsonText(text)
    line_start = line_end = 0
    attempts = _MOST_FAILED_READS
    while start < len(text):
        value: JsonValue | CallerError
        if attempts and text[start] == "{":
            try:
                value, end = whole.value(start)
            except CallerError:
                attempts -= 1
            else:
                # In most bodies the next value begins on the next line.
                start = end + 1 if text.startswith("\n{", end) else after_space(text, end)
                yield value, start
                continue
        if start >= line_end:
            line_start, line_end = start, _line_end(text, start)
            line = JsonText(text[line_start:line_end])
        try:
            value, end = line.value(start - line_start)
        except CallerError as error:
            value, end = error, line_end - line_start
        start = after_space(text, line_start + end)
        yield value, start


def array_elements(text: str, start: int) -> Iterator["JsonValue | CallerError"]:
    """Yield the elements of the array at `start` one by one, and an error in place of one that cannot be stored.

    An element that is not JSON at all ends the array, because its end is unknown.
    """
    array = JsonText(text)
    at = after_space(text, start + 1)
    while True:
        try:
            value, end = array.value(at)
        except CallerError as error:
            yield error
            after = array.end(at)
            if after is None:
                return
            end = after
        else:
            yield value
        at = after_space(text, end)
        if text[at : at + 1] != ",":
            if not _ARRAY_END.match(text, at):
                yield bad_request("malformed_json", "The array is not closed after its last log.")
            return
        at = after_space(text, at + 1)


def after_space(text: str, start: int) -> int:
    """Return the position after the white space at `start`."""
    match = _SPACE.match(text, start)
    return match.end() if match else start


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
