"""JSON as RFC 8259 has it, and only what can be stored."""

import json
import math
import re

from domain.json_value import JsonValue, WrittenFloat
from domain.limits import MAX_VALUES, check_values
from entrypoints.wire.errors import bad_request

_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*"', re.DOTALL)
_STRING_OR_BRACKET = re.compile(rf"{_STRING.pattern}|[\[\]{{}}]", re.DOTALL)
_DEEPER = {"[": 1, "{": 1, "]": -1, "}": -1}
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


class _Refused(ValueError):
    """Valid for Python's parser, not for us."""


def parse_json(text: str, *, repair: bool = False) -> JsonValue:
    """Raises RequestError (`malformed_json`) with the place, and nothing of the text.

    Half of a surrogate pair is an error, or with `repair` becomes U+FFFD. Raises LimitExceeded (`too_many_values`).
    """
    _check_values(text)
    try:
        value: JsonValue = _DECODER.decode(text)
        value = _storable(value, text, 0, len(text), repair=repair)
    except (ValueError, RecursionError) as error:
        detail = _detail(error)
    else:
        return value
    # Out here nothing is chained: the decoder's error holds the whole text.
    raise bad_request("malformed_json", detail)


class JsonText:
    """A text with JSON values in it, which are read one by one and repaired.

    Raises LimitExceeded (`too_many_values`).
    """

    def __init__(self, text: str) -> None:
        _check_values(text)
        self._text = text
        # Most texts have none, and then no value is searched for one.
        self._has_escapes = "\\u" in text

    def value(self, start: int) -> tuple[JsonValue, int]:
        """The value that begins there, and where it ends; something else may follow.

        Raises as `parse_json` does.
        """
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
        """Where a value ends that cannot be taken, for a number or a control character in it, or its depth.

        None where it is no JSON at all.
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
        # Many may be part of strings.
        text = _STRING.sub("", text)
        check_values(text.count("{") + text.count("["))


def _detail(error: ValueError | RecursionError) -> str:
    match error:
        case json.JSONDecodeError():
            reason = f"{error.msg} at line {error.lineno}, column {error.colno}."
        case RecursionError():
            reason = "It is nested too deeply."
        case UnicodeEncodeError():
            reason = "It holds half of a surrogate pair."
        case _Refused():
            reason = str(error)
        case _:
            reason = "It holds a number with too many digits."
    return f"The body is not valid JSON: {reason}"


def _storable(value: JsonValue, text: str, start: int, end: int, *, repair: bool) -> JsonValue:
    # A lone surrogate passes JSON and the queue, and then no client can encode it for the store. Most texts hold no
    # escape at all, which is seen sooner.
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
        raise _Refused("It holds a number that is too large.")
    return number


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite)
_SKIPPER = json.JSONDecoder(parse_constant=str, parse_float=str, parse_int=str, strict=False)
