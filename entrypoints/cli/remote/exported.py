"""Stored logs, as `export` writes them, as records to send again: elsewhere they become the same logs."""

import time
from collections.abc import Mapping
from typing import Any

from domain.record.reading import read_raw, read_redacted
from domain.timestamps import parse_nanoseconds

# What no sender's record has, all together.
_MARKS = {"log_id", "text", "attributes", "received_at", "processed_at", "redactions", "policy_version"}
# Names of a time, one of which no attribute has.
_TIMES = ("time", "timestamp", "@timestamp", "ts")


def is_exported(record: Mapping[str, object]) -> bool:
    """Whether it is a stored log."""
    return record.keys() >= _MARKS and isinstance(record["attributes"], dict) and isinstance(record["text"], str)


def as_it_was_sent(log: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a stored log, under the id that it was sent under, also where it stands beside another there.

    Time, level, service and trace are read of text and attributes again; what these do not tell is told beside them,
    such as the time of a log that had none but that of its receipt.
    """
    text, attributes = log["text"], log["attributes"]
    raw = read_raw(text, attributes, time.time_ns())
    redacted = read_redacted(text, attributes)
    told: dict[str, Any] = {}
    if raw.time != parse_nanoseconds(log["time"]):
        told[next(name for name in _TIMES if name not in attributes)] = log["time"]
    for name, read in (("level", raw.level), *redacted._asdict().items()):
        if log.get(name) not in (None, read):
            told[name] = log[name]
    return {
        "log_id": log.get("conflicts_with") or log["log_id"],
        "text": text,
        "attributes": {**attributes, **told},
    }
