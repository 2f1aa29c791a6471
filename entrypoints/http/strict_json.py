"""JSON as RFC 8259 has it, and only what can be stored."""

import json
import math
import re

from domain.json_value import JsonValue, WrittenFloat
from entrypoints.http.errors import bad_request

_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


class _Refused(ValueError):
    """Valid for Python's parser, not for us."""


def parse_json(text: str) -> JsonValue:
    """Raises RequestError (`malformed_json`) with the place, and nothing of the text."""
    try:
        value: JsonValue = _DECODER.decode(text)
        _check_storable(value, text, 0, len(text))
    except (ValueError, RecursionError) as error:
        detail = _detail(error)
    else:
        return value
    # Out here nothing is chained: the decoder's error holds the whole text.
    raise bad_request("malformed_json", detail)


def decode_json(text: str, start: int) -> tuple[JsonValue, int]:
    """The value that begins there, and where it ends; something else may follow. Raises as `parse_json` does."""
    try:
        value, end = _DECODER.raw_decode(text, start)
        _check_storable(value, text, start, end)
    except (ValueError, RecursionError) as error:
        detail = _detail(error)
    else:
        return value, end
    raise bad_request("malformed_json", detail)


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


def _check_storable(value: JsonValue, text: str, start: int, end: int) -> None:
    # A lone surrogate passes JSON and the queue, and then no client can encode it for the store. Most texts hold no
    # escape at all, which is seen sooner.
    if text.find("\\u", start, end) >= 0 and _SURROGATE_ESCAPE.search(text, start, end):
        json.dumps(value, ensure_ascii=False).encode()


def _refuse_constant(name: str) -> float:
    raise _Refused(f"{name} is not a JSON number.")


def _finite(digits: str) -> float:
    number = WrittenFloat.read(digits)
    if math.isinf(number):
        raise _Refused("It holds a number that is too large.")
    return number


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite)
