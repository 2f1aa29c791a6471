"""Converting exported logs into records that give the same logs when they are sent to another server."""

import time
from collections.abc import Mapping
from typing import Any

from domain.record.reading import read_raw, read_redacted
from domain.timestamps import parse_nanoseconds

# The fields of stored logs. No sender's record has all of them.
_MARKS = {"log_id", "text", "attributes", "received_at", "processed_at", "redactions", "policy_version"}
# Names under which a timestamp can be added, if no attribute has the name.
_TIMES = ("time", "timestamp", "@timestamp", "ts")


def is_exported(record: Mapping[str, object]) -> bool:
    """Whether the record is a stored log that `export` has written."""
    return record.keys() >= _MARKS and isinstance(record["attributes"], dict) and isinstance(record["text"], str)


def as_it_was_sent(log: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record for a stored log, with the id under which it was sent, also for a conflict.

    The other server reads time, level, service and trace from text and attributes again. Values that it would not find
    there, such as the time of receipt of a log without a timestamp, are added to the attributes.
    """
    text, attributes = log["text"], log["attributes"]
    raw = read_raw(text, attributes, time.time_ns())
    redacted = read_redacted(text, attributes)
    added: dict[str, Any] = {}
    if raw.time != parse_nanoseconds(log["time"]):
        added[next(name for name in _TIMES if name not in attributes)] = log["time"]
    for name, read in (("level", raw.level), *redacted._asdict().items()):
        if log.get(name) not in (None, read):
            added[name] = log[name]
    return {
        "log_id": log.get("conflicts_with") or log["log_id"],
        "text": text,
        "attributes": {**attributes, **added},
    }
