"""The fields of log lines, for the pages of Grafana on which people choose fields."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from domain.logql import quantities
from domain.logql.pipeline import Line, labels_in_json, labels_in_logfmt


@dataclass
class _Field:
    values: set[str] = field(default_factory=set)
    parsers: set[str] = field(default_factory=set)


def detected_fields(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return each field with its type, its number of values, and the parsers that find it (None for metadata)."""
    found: dict[str, _Field] = defaultdict(_Field)
    for line in lines:
        for name, value in line.metadata.items():
            found[name].values.add(value)
        in_json = labels_in_json(line.text)
        form, labels = ("logfmt", labels_in_logfmt(line.text)) if in_json is None else ("json", in_json)
        for name, value in labels.items():
            found[name].values.add(value)
            found[name].parsers.add(form)
    return [
        {
            "label": name,
            "type": _type(one.values),
            "cardinality": len(one.values),
            "parsers": sorted(one.parsers) or None,
        }
        for name, one in sorted(found.items())
    ]


def _type(values: set[str]) -> str:
    """Return the type of the values, by Loki's names."""
    if all(quantities.number(value) is not None for value in values):
        return "int" if all(value.lstrip("-").isdigit() for value in values) else "float"
    if values <= {"true", "false"}:
        return "boolean"
    if all(quantities.nanoseconds(value) is not None for value in values):
        return "duration"
    if all(quantities.byte_count(value) is not None for value in values):
        return "bytes"
    return "string"
