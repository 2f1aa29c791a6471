"""A log as it is stored and shown: redacted, never the original."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from domain.json_value import JsonValue
from domain.level import Level


class Position(NamedTuple):
    """A place in a tenant's logs: these three fields order them."""

    time: int
    ordinal: int
    log_id: str


# Not frozen, as LogEntry: a batch makes thousands.
@dataclass(slots=True)
class ProcessedLog:
    """What one (tenant_id, log_id) holds for good.

    `time` is when it happened, in nanoseconds since 1970, and `ordinal` its place in its request. `trace_id` and
    `span_id` are 32 and 16 lower-case hexadecimal digits. `redactions` counts what was taken out by kind,
    `{"PHONE": 2}`. `content_tag` is 64 hex digits that tell the same raw record again from another one
    (domain.identity). `conflicts_with` is the id that this log was sent under when another log already had it. At
    `expires_at`, a whole second, it is as if it had never been; None is never.
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
        """Its place among the tenant's logs."""
        return Position(self.time, self.ordinal, self.log_id)

    def expired(self, now: datetime) -> bool:
        """Whether its time is over."""
        return self.expires_at is not None and self.expires_at <= now

    @property
    def content_bytes(self) -> int:
        """What text and attributes take in a store, in bytes; everything else is of bounded length."""
        return len(self.text.encode("utf-8", "surrogatepass")) + len(json.dumps(self.attributes))
