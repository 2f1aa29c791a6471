"""A log as it is stored and shown, after redaction."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from domain.json_value import JsonValue
from domain.level import Level


class Position(NamedTuple):
    """The sort key of a log among its tenant's logs."""

    time: int
    ordinal: int
    log_id: str


# Not frozen, for the same reason as LogEntry.
@dataclass(slots=True)
class ProcessedLog:
    """A stored log. It is never overwritten.

    `time` is in nanoseconds since 1970 (domain.log_time), and `ordinal` is the log's position in its request.
    `trace_id` and `span_id` have 32 and 16 lower-case hexadecimal digits. `redactions` counts the redacted values by
    kind, such as `{"PHONE": 2}`. `content_tag` is the keyed hash of the raw record (domain.identity). `conflicts_with`
    is the id under which this log was sent, if another log already had that id. From `expires_at` on, a whole second,
    the log is treated as deleted; None means never.
    """

    tenant_id: str
    log_id: str
    time: int
    ordinal: int
    text: str
    source: str
    received_at: datetime
    processed_at: datetime
    policy_version: str
    content_tag: str
    level: Level | None = None
    service: str | None = None
    trace_id: str | None = None
    span_id: str | None = None
    attributes: Mapping[str, JsonValue] = field(default_factory=dict)
    redactions: Mapping[str, int] = field(default_factory=dict)
    conflicts_with: str | None = None
    expires_at: datetime | None = None

    @property
    def position(self) -> Position:
        """The sort key of the log among its tenant's logs."""
        return Position(self.time, self.ordinal, self.log_id)

    def expired(self, now: datetime) -> bool:
        """Return whether the log's retention has ended."""
        return self.expires_at is not None and self.expires_at <= now

    @property
    def content_bytes(self) -> int:
        """The size of text and attributes in a store, in bytes. The lengths of all other fields are bounded."""
        return len(self.text.encode("utf-8", "surrogatepass")) + len(json.dumps(self.attributes))
