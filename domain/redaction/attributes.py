"""Redacting a JSON object: every string and number at any depth, with the keys as context, and the keys."""

from collections import Counter
from collections.abc import Mapping

from domain.json_value import JsonValue
from domain.redaction.engine import Redaction, Redactor

# Of {"name": "phone", "value": …} the first names the second.
_NAMES = ("name", "key", "field")
_VALUES = ("value", "val")
# More of a name than any rule reads before a value. A long one is not read again for each of a thousand values.
_LONGEST_NAME = 256


def redact_attributes(
    attributes: Mapping[str, JsonValue], redactor: Redactor
) -> tuple[dict[str, JsonValue], Counter[str]]:
    """Return the redacted object and the findings by kind.

    A number becomes a string where its digits are a finding. Keys that redact to the same one get a suffix (`[PHONE]`,
    `[PHONE]#2`), so that none is lost.
    """
    counts: Counter[str] = Counter()

    def counted(redaction: Redaction) -> str:
        counts.update(redaction.counts)
        return redaction.text

    def value(name: str, item: JsonValue) -> JsonValue:
        match item:
            case str():
                return counted(redactor.redact_named(name, item))
            case dict():
                return mapping(name, item)
            case list():
                return [value(name, child) for child in item]
            case int() | float() if not isinstance(item, bool):
                digits = str(item)
                redacted = counted(redactor.redact_named(name, digits))
                return item if redacted == digits else redacted
            case _:
                return item

    def mapping(name: str, items: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        redacted: dict[str, JsonValue] = {}
        suffixes: Counter[str] = Counter()
        for key, item in items.items():
            # The key and the one above it: {"phone": {"raw": …}}.
            path = f"{name.rpartition('.')[2]}.{key}" if name else key
            if key in _VALUES:
                path = next((named for other in _NAMES if isinstance(named := items.get(other), str)), path)
            free = _free(counted(redactor.redact(key)), redacted, items, suffixes)
            redacted[free] = value(path[-_LONGEST_NAME:], item)
        return redacted

    return mapping("", attributes), counts


def _free(key: str, taken: Mapping[str, JsonValue], original: Mapping[str, JsonValue], suffixes: Counter[str]) -> str:
    """`key`, or with the first suffix under which nothing stands yet; `suffixes` counts those that each key has had."""
    suffixed = key
    while suffixed in taken or (suffixes[key] and suffixed in original):
        suffixes[key] += 1
        suffixed = f"{key}#{suffixes[key] + 1}"
    return suffixed
