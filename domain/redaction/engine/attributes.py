"""Redacts a JSON object: its keys, and every string and number at any depth, with the keys as context."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from domain.json_value import JsonValue
from domain.redaction.engine.redactor import Redactor
from domain.redaction.replacement.settling import Redaction
from domain.redaction.text import Value

# In {"name": "phone", "value": …}, the value under `name` is the name of the value under `value`.
_NAMES = ("name", "key", "field")
_VALUES = ("value", "val")
# How many characters of a name are used. Rules read less than 256 before a value. The parent key is cut shorter,
# because rules read the last words of a name, and a thousand values may have the same parent key.
_LONGEST_NAME, _LONGEST_PARENT = 256, 40
# No finding is shorter: `::1` is an address, and custom patterns match at least three characters.
_SHORTEST_FINDING = 3
# How many characters are redacted together: the attributes of about ten logs. More would cost more, because a rule
# reads all of them if its words are in one.
_READ_TOGETHER = 1_024

# Gets a name and a value, and returns the value's replacement. For keys, the name is empty.
_Reader = Callable[[str, str], str]


def redact_attributes(
    attributes: Mapping[str, JsonValue], redactor: Redactor
) -> tuple[dict[str, JsonValue], Counter[str]]:
    """Return the redacted object and the number of findings by kind.

    A number whose digits are a finding becomes a string. If several keys become the same redacted key, they get
    suffixes (`[PHONE]`, `[PHONE]#2`), so that none is lost.
    """
    (redacted,) = redact_all_attributes((attributes,), redactor)
    return redacted


def redact_all_attributes(
    many: Iterable[Mapping[str, JsonValue]], redactor: Redactor
) -> Iterator[tuple[dict[str, JsonValue], Counter[str]]]:
    """Redact several objects like `redact_attributes`. Small ones are read together, which halves the cost."""
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
    """Return all names and values that are long enough to contain a finding, without duplicates."""
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
        # The key and its parent: {"phone": {"raw": …}}.
        path = f"{name.rpartition('.')[2][-_LONGEST_PARENT:]}.{key}" if name else key
        if key in _VALUES:
            path = next((named for other in _NAMES if isinstance(named := items.get(other), str)), path)
        free = _free(read("", key), redacted, items, suffixes)
        redacted[free] = _value(path[-_LONGEST_NAME:], item, read)
    return redacted


def _free(key: str, taken: Mapping[str, JsonValue], original: Mapping[str, JsonValue], suffixes: Counter[str]) -> str:
    """Return `key`, with a suffix if it is taken. `suffixes` counts the suffixes that each key has had."""
    suffixed = key
    while suffixed in taken or (suffixes[key] and suffixed in original):
        suffixes[key] += 1
        suffixed = f"{key}#{suffixes[key] + 1}"
    return suffixed
