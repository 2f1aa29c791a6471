"""A JSON parser that accepts only RFC 8259, and only values that can be stored."""

import json
import math
import re

from domain.json_value import JsonValue, WrittenFloat
from domain.limits import MAX_VALUES, check_values
from entrypoints.http.errors import bad_request

_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*"', re.DOTALL)
_STRING_OR_BRACKET = re.compile(rf"{_STRING.pattern}|[\[\]{{}}]", re.DOTALL)
_DEEPER = {"[": 1, "{": 1, "]": -1, "}": -1}
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


class _Refused(ValueError):
    """The JSON is valid for Python's parser, but cannot be stored or is not RFC 8259."""


def parse_json(text: str, *, repair: bool = False) -> JsonValue:
    """Parse a JSON text. With `repair`, an unpaired surrogate becomes U+FFFD; otherwise it is an error.

    Raises RequestError (`malformed_json`), which names the line and column but contains no text, and LimitExceeded
    (`too_many_values`).
    """
    _check_values(text)
    try:
        value: JsonValue = _DECODER.decode(text)
        value = _storable(value, text, 0, len(text), repair=repair)
    except (ValueError, RecursionError) as error:
        detail = _detail(error)
    else:
        return value
    # Raised outside of `except`, because the chained error of the decoder would contain the whole text.
    raise bad_request("malformed_json", detail)


class JsonText:
    """A text that contains several JSON values, which are read one by one, with `repair`.

    The constructor raises LimitExceeded (`too_many_values`).
    """

    def __init__(self, text: str) -> None:
        _check_values(text)
        self._text = text
        # Most texts have no escapes, so their values need not be searched for surrogates.
        self._has_escapes = "\\u" in text

    def value(self, start: int) -> tuple[JsonValue, int]:
        """Return the value that begins at `start`, and the position after it. Raises like `parse_json`."""
        try:
            value, end = _DECODER.raw_decode(self._text, start)
            if self._has_escapes:
                value = _storable(value, self._text, start, end, repair=True)
        except (ValueError, RecursionError) as error:
            detail = _detail(error)
        else:
            return value, end
        raise bad_request("malformed_json", detail)

    def end(self, start: int) -> int | None:
        """Return the position after a value that `value` refuses for its numbers, control characters or depth.

        Return None if the text at `start` is not JSON at all.
        """
        try:
            return _SKIPPER.raw_decode(self._text, start)[1]
        except ValueError:
            return None
        except RecursionError:
            return self._end_of_brackets(start)

    def _end_of_brackets(self, start: int) -> int | None:
        depth = 0
        for token in _STRING_OR_BRACKET.finditer(self._text, start):
            depth += _DEEPER.get(token[0], 0)
            if depth == 0:
                return token.end()
        return None


def _check_values(text: str) -> None:
    number = text.count("{") + text.count("[")
    if number > MAX_VALUES:
        # Do not count brackets within strings.
        text = _STRING.sub("", text)
        check_values(text.count("{") + text.count("["))


def _detail(error: ValueError | RecursionError) -> str:
    match error:
        case json.JSONDecodeError():
            reason = f"{error.msg} at line {error.lineno}, column {error.colno}."
        case RecursionError():
            reason = "It is nested too deeply."
        case UnicodeEncodeError():
            reason = "It contains an unpaired surrogate."
        case _Refused():
            reason = str(error)
        case _:
            reason = "It contains a number with too many digits."
    return f"The body is not valid JSON: {reason}"


def _storable(value: JsonValue, text: str, start: int, end: int, *, repair: bool) -> JsonValue:
    # JSON and the queue can carry an unpaired surrogate, but no store can. The cheap `find` comes first, because most
    # texts contain no escapes.
    if text.find("\\u", start, end) < 0 or not _SURROGATE_ESCAPE.search(text, start, end):
        return value
    written = json.dumps(value, ensure_ascii=False)
    if repair:
        value = _DECODER.decode(written.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    else:
        written.encode()
    return value


def _refuse_constant(name: str) -> float:
    raise _Refused(f"{name} is not a JSON number.")


def _finite(digits: str) -> float:
    number = WrittenFloat.read(digits)
    if math.isinf(number):
        raise _Refused("It contains a number that is too large.")
    return number


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite)
_SKIPPER = json.JSONDecoder(parse_constant=str, parse_float=str, parse_int=str, strict=False)
