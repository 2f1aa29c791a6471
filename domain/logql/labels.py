"""The labels that a stored log has for clients of Loki.

Some are of its stream, as Loki calls the logs that a client asks for by `{…}`; the others are its structured metadata,
which a query may filter by (https://grafana.com/docs/loki/latest/get-started/labels/structured-metadata/). `log_id` is
neither: it would make each log a stream of its own.
"""

import json
import re
from collections.abc import Iterator, Mapping

from domain.json_value import JsonValue
from domain.processed_log import ProcessedLog

# As Loki has them where it finds none.
UNKNOWN_SERVICE = "unknown_service"
UNKNOWN_LEVEL = "unknown"

STREAM_LABELS = ("level", "service_name", "source")

# The source of logs that Loki's push has brought, and the attributes in which their labels and metadata are kept.
PUSHED = "loki"
_PUSHED_IN = ("labels", "metadata")

_NO_LABEL = re.compile(r"[^A-Za-z0-9_]")


def stream_labels(log: ProcessedLog) -> dict[str, str]:
    """`service_name`, `source`, and `level` where one is known."""
    labels = {"service_name": log.service or UNKNOWN_SERVICE, "source": log.source}
    return labels if log.level is None else {"level": log.level.value, **labels}


def metadata(log: ProcessedLog) -> dict[str, str]:
    """`detected_level`, the ids of a trace, and the attributes, of which nested ones are named `http_status`.

    What a client of Loki's has pushed with a line has the name that it was pushed under.
    """
    labels = label_values(_as_pushed(log.attributes) if log.source == PUSHED else log.attributes)
    labels["detected_level"] = UNKNOWN_LEVEL if log.level is None else log.level.value
    if log.trace_id is not None:
        labels["trace_id"] = log.trace_id
    if log.span_id is not None:
        labels["span_id"] = log.span_id
    return labels


def _as_pushed(attributes: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Labels and structured metadata beside the other attributes, save those that are read of every log."""
    named = {name: value for name, value in attributes.items() if name not in _PUSHED_IN}
    for part in (attributes.get(name) for name in _PUSHED_IN):
        if isinstance(part, dict):
            named |= {name: value for name, value in part.items() if label_name(name) not in STREAM_LABELS}
    return named


def label_values(fields: Mapping[str, JsonValue]) -> dict[str, str]:
    """A record's fields as labels: names that LogQL can write, and values as text. Lists and nulls are left out."""
    return dict(_flat("", fields))


def label_name(name: str) -> str:
    """A name that LogQL can write: what is neither a letter of ASCII nor a digit becomes `_`."""
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
