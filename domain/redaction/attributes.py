"""Redacting a JSON object: every string and number at any depth, and the keys."""

from collections import Counter
from collections.abc import Mapping

from domain.json_value import JsonValue
from domain.redaction.engine import redact
from domain.redaction.policy import RedactionPolicy


def redact_attributes(
    attributes: Mapping[str, JsonValue], policy: RedactionPolicy
) -> tuple[dict[str, JsonValue], Counter[str]]:
    """Return the redacted object and the findings by kind.

    A number becomes a string where its digits are a finding. Keys that redact to the same one get a suffix (`[PHONE]`,
    `[PHONE]#2`), so that none is lost.
    """
    counts: Counter[str] = Counter()

    def text(value: str) -> str:
        redaction = redact(value, policy)
        counts.update(redaction.counts)
        return redaction.text

    def value(item: JsonValue) -> JsonValue:
        match item:
            case str():
                return text(item)
            case dict():
                return mapping(item)
            case list():
                return [value(child) for child in item]
            case int() | float() if not isinstance(item, bool):
                digits = str(item)
                redacted = text(digits)
                return item if redacted == digits else redacted
            case _:
                return item

    def mapping(items: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        redacted: dict[str, JsonValue] = {}
        for key, item in items.items():
            redacted[_free(text(key), redacted, items)] = value(item)
        return redacted

    return mapping(attributes), counts


def _free(key: str, taken: Mapping[str, JsonValue], original: Mapping[str, JsonValue]) -> str:
    """`key`, or with the first suffix under which nothing stands yet."""
    suffixed, number = key, 1
    while suffixed in taken or (number > 1 and suffixed in original):
        number += 1
        suffixed = f"{key}#{number}"
    return suffixed
