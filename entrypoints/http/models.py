"""The shapes of requests and answers. They live at this edge only; inside there are the domain's own types."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictInt,
    StrictStr,
    WithJsonSchema,
)

from domain.level import Level
from domain.limits import MAX_PAGE_LOGS
from domain.log_entry import NEW_LOG_ID_PATTERN
from domain.log_time import MAX_TIME
from domain.query.log_query import Order
from domain.tenant_id import TENANT_ID_PATTERN
from domain.timestamps import format_nanoseconds, format_timestamp, parse_nanoseconds

DEFAULT_PAGE_LOGS = 50

_WHOLE = re.compile("[0-9]{1,9}")


def _bound(value: object) -> int:
    try:
        time = parse_nanoseconds(str(value))
    except ValueError:
        # From None, and without the value: what a caller sent is not repeated.
        raise ValueError("expected an RFC 3339 moment such as 2026-11-23T12:00:00Z (a + is sent as %2B)") from None
    return min(max(time, 0), MAX_TIME)


def _whole(value: object) -> object:
    # pydantic would take 1_0, +10 and 10.0 as well.
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        raise ValueError("expected a whole number")
    return value


Bound = Annotated[int, BeforeValidator(_bound)]
Moment = Annotated[datetime, PlainSerializer(format_timestamp)]
Time = Annotated[int, PlainSerializer(format_nanoseconds), WithJsonSchema({"type": "string", "format": "date-time"})]


def _documented(*types: str, pattern: str) -> WithJsonSchema:
    """What the OpenAPI document says of an optional id; the domain's own check has a code and words of its own."""
    return WithJsonSchema({"type": [*types, "null"], "pattern": pattern, "default": None})


class IngestRequest(BaseModel):
    """A log as JSON. Fields that are not named here are kept as attributes."""

    model_config = ConfigDict(extra="allow")

    tenant_id: Annotated[StrictStr | None, _documented("string", pattern=f"^{TENANT_ID_PATTERN}$")] = None
    log_id: Annotated[
        StrictStr | StrictInt | None, _documented("string", "integer", pattern=f"^{NEW_LOG_ID_PATTERN}$")
    ] = None
    text: Annotated[StrictStr, WithJsonSchema({"type": "string", "minLength": 1})]
    attributes: dict[str, Any] | None = None

    def __repr_args__(self) -> tuple[()]:
        """Nothing of it: even the names of its fields are the caller's."""
        return ()


class ListRequest(BaseModel):
    """The query parameters of a list."""

    model_config = ConfigDict(extra="forbid")

    since: Bound | None = None
    until: Bound | None = None
    order: Order = Order.NEWEST_FIRST
    limit: Annotated[int, BeforeValidator(_whole)] = Field(default=DEFAULT_PAGE_LOGS, ge=1, le=MAX_PAGE_LOGS)
    cursor: str | None = None


class Accepted(BaseModel):
    """The log is durably queued."""

    status: Literal["accepted"] = "accepted"
    tenant_id: str
    log_id: str
    request_id: str


class BatchError(BaseModel):
    """A log that was not taken, by its place in the request from 0."""

    index: int
    code: str
    detail: str


class BatchAccepted(BaseModel):
    """What was accepted is durably queued; what was rejected can never be taken. Of very many errors the first 100."""

    accepted: int
    rejected: int
    errors: list[BatchError]
    request_id: str


class Log(BaseModel):
    """A stored log: redacted, never the original."""

    model_config = ConfigDict(from_attributes=True)

    log_id: str
    time: Time
    ordinal: int
    level: Level | None
    service: str | None
    trace_id: str | None
    span_id: str | None
    text: str
    source: str
    attributes: dict[str, Any]
    received_at: Moment
    processed_at: Moment
    redactions: dict[str, int]
    policy_version: str
    conflicts_with: str | None = None


class FoundLog(Log):
    """One log by its id, with the ids of other logs that were sent under it."""

    tenant_id: str
    conflicts: list[str]


class LogPage(BaseModel):
    """Logs in the order asked for; `next_cursor` is null on the last page."""

    tenant_id: str
    logs: list[Log]
    next_cursor: str | None


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Queue and store answer as well."""

    status: Literal["ready"] = "ready"


class Problem(BaseModel):
    """An error as RFC 9457 has it; `code` is stable and for machines. Those of a batch's logs stand in `errors`."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    errors: list[BatchError] = []
