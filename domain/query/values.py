"""The values at a path of a log's attributes, as text for comparison."""

import json
from collections.abc import Iterator, Mapping

from domain.json_value import JsonValue


def values_at(attributes: Mapping[str, JsonValue], path: str) -> Iterator[str]:
    """Yield the values at a dotted path: `http.status` is the field `status` within `http`, or the key `http.status`.

    A string is unchanged; other values are JSON as in answers (`500`, `true`, `null`). For a list, each element is a
    value, and paths continue into objects in the list.
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
    """Return a string that the JSON of the attributes contains if `value` is one of `values_at`, of any type."""
    return json.dumps(value, ensure_ascii=False)[1:-1]
