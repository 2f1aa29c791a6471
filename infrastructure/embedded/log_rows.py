"""Converts logs to rows of the table `logs`, and back."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from domain.level import Level
from domain.processed_log import ProcessedLog
from domain.timestamps import format_timestamp, parse_timestamp

COLUMNS = (
    "tenant_id, log_id, time, ordinal, level, service, trace_id, span_id, text, source, attributes, received_at, "
    "processed_at, redactions, policy_version, content_tag, conflicts_with, expires_at"
)
# The parameter is the current second.
LIVE = "(expires_at IS NULL OR expires_at > ?)"

# One encoder for all calls; `json.dumps` with options creates an encoder per call.
_encoded = json.JSONEncoder(ensure_ascii=False).encode


def row_of(log: ProcessedLog) -> tuple[str | int | None, ...]:
    """Return a log's values of `COLUMNS`."""
    return (
        log.tenant_id,
        log.log_id,
        log.time,
        log.ordinal,
        log.level,
        log.service,
        log.trace_id,
        log.span_id,
        log.text,
        log.source,
        _encoded(log.attributes),
        format_timestamp(log.received_at),
        format_timestamp(log.processed_at),
        _encoded(log.redactions),
        log.policy_version,
        log.content_tag,
        log.conflicts_with,
        None if log.expires_at is None else int(log.expires_at.timestamp()),
    )


def log_of(row: Sequence[Any]) -> ProcessedLog:
    """Return the log with these values of `COLUMNS`."""
    tenant_id, log_id, time, ordinal, level, service, trace_id, span_id, text, source, *others = row
    attributes, received_at, processed_at, redactions, policy, tag, conflicts, expires_at = others
    return ProcessedLog(
        tenant_id=tenant_id,
        log_id=log_id,
        time=time,
        ordinal=ordinal,
        level=None if level is None else Level(level),
        service=service,
        trace_id=trace_id,
        span_id=span_id,
        text=text,
        source=source,
        attributes=json.loads(attributes),
        received_at=parse_timestamp(received_at),
        processed_at=parse_timestamp(processed_at),
        redactions=json.loads(redactions),
        policy_version=policy,
        content_tag=tag,
        conflicts_with=conflicts,
        expires_at=None if expires_at is None else datetime.fromtimestamp(expires_at, UTC),
    )
