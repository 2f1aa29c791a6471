"""Redacting a JSON object: every string and number at any depth, with the keys as context, and the keys."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from domain.json_value import JsonValue
from domain.redaction.engine import Redactor
from domain.redaction.settling import Redaction
from domain.redaction.text import Value

# Of {"name": "phone", "value": …} the first names the second.
_NAMES = ("name", "key", "field")
_VALUES = ("value", "val")
# More of a name than any rule reads before a value: a key of 64 characters and what may stand around it. Of the key
# above it fewer: a name is judged by its last words, and there may be a thousand under one key.
_LONGEST_NAME, _LONGEST_PARENT = 256, 40
# No finding is shorter: `::1` is an address, and a tenant's own patterns match three characters or more.
_SHORTEST_FINDING = 3
# So many characters are read together: enough for the attributes of some hundred logs, and little to wait for.
_READ_TOGETHER = 8_192

# What becomes of a value that stands under a name, and of a key, which stands under none.
_Reader = Callable[[str, str], str]


def redact_attributes(
    attributes: Mapping[str, JsonValue], redactor: Redactor
) -> tuple[dict[str, JsonValue], Counter[str]]:
    """Return the redacted object and the findings by kind.

    A number becomes a string where its digits are a finding. Keys that redact to the same one get a suffix (`[PHONE]`,
    `[PHONE]#2`), so that none is lost.
    """
    (redacted,) = redact_all_attributes((attributes,), redactor)
    return redacted


def redact_all_attributes(
    many: Iterable[Mapping[str, JsonValue]], redactor: Redactor
) -> Iterator[tuple[dict[str, JsonValue], Counter[str]]]:
    """Redact each as `redact_attributes` does, at half of the cost where they are small: several are read together."""
    group: list[tuple[Mapping[str, JsonValue], dict[Value, None]]] = []
    size = 0
    for attributes in many:
        values = _values_in(attributes)
        group.append((attributes, values))
        size += sum(len(text) for _, text in values)
        if size >= _READ_TOGETHER:
            yield from _redact_group(group, redactor)
            group, size = [], 0
    yield from _redact_group(group, redactor)


def _values_in(attributes: Mapping[str, JsonValue]) -> dict[Value, None]:
    """All that something may be found in, each once."""
    values: dict[Value, None] = {}

    def collect(name: str, text: str) -> str:
        if len(text) >= _SHORTEST_FINDING:
            values[name, text] = None
        return text

    _mapping("", attributes, collect)
    return values


def _redact_group(
    group: Sequence[tuple[Mapping[str, JsonValue], Mapping[Value, None]]], redactor: Redactor
) -> Iterator[tuple[dict[str, JsonValue], Counter[str]]]:
    redactions = redactor.redact_values(value for _, values in group for value in values)
    for attributes, values in group:
        if redactions.keys().isdisjoint(values):
            yield dict(attributes), Counter()
        else:
            yield _replaced(attributes, redactions)


def _replaced(
    attributes: Mapping[str, JsonValue], redactions: Mapping[Value, Redaction]
) -> tuple[dict[str, JsonValue], Counter[str]]:
    counts: Counter[str] = Counter()

    def redacted(name: str, text: str) -> str:
        redaction = redactions.get((name, text))
        if redaction is None:
            return text
        for finding in redaction.findings:
            counts[finding.kind] += finding.number
        return redaction.text

    return _mapping("", attributes, redacted), counts


def _value(name: str, item: JsonValue, read: _Reader) -> JsonValue:
    match item:
        case str():
            return read(name, item)
        case dict():
            return _mapping(name, item, read)
        case list():
            return [_value(name, child, read) for child in item]
        case int() | float() if not isinstance(item, bool):
            digits = str(item)
            redacted = read(name, digits)
            return item if redacted == digits else redacted
        case _:
            return item


def _mapping(name: str, items: Mapping[str, JsonValue], read: _Reader) -> dict[str, JsonValue]:
    redacted: dict[str, JsonValue] = {}
    suffixes: Counter[str] = Counter()
    for key, item in items.items():
        # The key and the one above it: {"phone": {"raw": …}}.
        path = f"{name.rpartition('.')[2][-_LONGEST_PARENT:]}.{key}" if name else key
        if key in _VALUES:
            path = next((named for other in _NAMES if isinstance(named := items.get(other), str)), path)
        free = _free(read("", key), redacted, items, suffixes)
        redacted[free] = _value(path[-_LONGEST_NAME:], item, read)
    return redacted


def _free(key: str, taken: Mapping[str, JsonValue], original: Mapping[str, JsonValue], suffixes: Counter[str]) -> str:
    """`key`, or with the first suffix under which nothing stands yet; `suffixes` counts those that each key has had."""
    suffixed = key
    while suffixed in taken or (suffixes[key] and suffixed in original):
        suffixes[key] += 1
        suffixed = f"{key}#{suffixes[key] + 1}"
    return suffixed
