"""What stands at a path of a log's attributes, as text to compare with."""

import json
from collections.abc import Iterator, Mapping

from domain.json_value import JsonValue


def values_at(attributes: Mapping[str, JsonValue], path: str) -> Iterator[str]:
    """Each value at a dotted path: `http.status` is the field `status` within `http`, or the key `http.status` itself.

    A string is itself, anything else its JSON as answers show it (`500`, `true`, `null`). Of a list each element
    counts, and of objects in a list their fields.
    """
    return _values(attributes, path.split("."))


def _values(value: "JsonValue | Mapping[str, JsonValue]", names: list[str]) -> Iterator[str]:
    if isinstance(value, list):
        for element in value:
            yield from _values(element, names)
    elif not names:
        if not isinstance(value, Mapping):
            yield value if isinstance(value, str) else json.dumps(value)
    elif isinstance(value, Mapping):
        for length in range(1, len(names) + 1):
            key = ".".join(names[:length])
            if key in value:
                yield from _values(value[key], names[length:])


def json_fragment(value: str) -> str:
    """What the JSON of attributes contains wherever `value` is a value in them, a string or not."""
    return json.dumps(value, ensure_ascii=False)[1:-1]
