"""The labels that Loki's clients see on a stored log.

Stream labels select logs by `{…}`. All other labels are structured metadata, by which a query may filter
(https://grafana.com/docs/loki/latest/get-started/labels/structured-metadata/). `log_id` is neither, because it would
make each log a stream of its own.
"""

import json
import re
from collections.abc import Iterator, Mapping

from domain.json_value import JsonValue
from domain.processed_log import ProcessedLog

# The values that Loki uses if a log has no service or level.
UNKNOWN_SERVICE = "unknown_service"
UNKNOWN_LEVEL = "unknown"

STREAM_LABELS = ("level", "service_name", "source")

# The source of logs that came by Loki's push API, and the attributes that hold their labels and metadata.
PUSHED = "loki"
_PUSHED_IN = ("labels", "metadata")

_NO_LABEL = re.compile(r"[^A-Za-z0-9_]")


def stream_labels(log: ProcessedLog) -> dict[str, str]:
    """Return `service_name`, `source`, and `level` if the log has one."""
    labels = {"service_name": log.service or UNKNOWN_SERVICE, "source": log.source}
    return labels if log.level is None else {"level": log.level.value, **labels}


def metadata(log: ProcessedLog) -> dict[str, str]:
    """Return `detected_level`, `trace_id`, `span_id` and the attributes, nested ones with names like `http_status`.

    Labels and metadata that came by Loki's push API keep the names under which they were pushed.
    """
    labels = label_values(_as_pushed(log.attributes) if log.source == PUSHED else log.attributes)
    labels["detected_level"] = UNKNOWN_LEVEL if log.level is None else log.level.value
    if log.trace_id is not None:
        labels["trace_id"] = log.trace_id
    if log.span_id is not None:
        labels["span_id"] = log.span_id
    return labels


def _as_pushed(attributes: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Move pushed labels and metadata up beside the other attributes, except those that are stream labels."""
    named = {name: value for name, value in attributes.items() if name not in _PUSHED_IN}
    for part in (attributes.get(name) for name in _PUSHED_IN):
        if isinstance(part, dict):
            named |= {name: value for name, value in part.items() if label_name(name) not in STREAM_LABELS}
    return named


def label_values(fields: Mapping[str, JsonValue]) -> dict[str, str]:
    """Return a record's fields as labels: valid names in LogQL, values as text. Lists and nulls are omitted."""
    return dict(_flat("", fields))


def label_name(name: str) -> str:
    """Return a name that is valid in LogQL: characters other than ASCII letters and digits become `_`."""
    written = _NO_LABEL.sub("_", name)
    return f"_{written}" if written[:1].isdigit() else written


def _flat(prefix: str, fields: Mapping[str, JsonValue]) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        label = label_name(f"{prefix}{name}")
        if isinstance(value, dict):
            yield from _flat(f"{label}_", value)
        elif isinstance(value, str):
            yield label, value
        elif value is not None and not isinstance(value, list):
            yield label, json.dumps(value)
