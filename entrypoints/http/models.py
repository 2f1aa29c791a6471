"""The shapes of requests and answers. They live at this edge only; inside there are the domain's own types."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    PlainSerializer,
    StrictInt,
    StrictStr,
    WithJsonSchema,
)

from domain.caller import Right
from domain.level import Level
from domain.log_entry import NEW_LOG_ID_PATTERN
from domain.tenant_id import TENANT_ID_PATTERN
from domain.timestamps import format_nanoseconds, format_timestamp

DEFAULT_PAGE_LOGS = 50
DEFAULT_BUCKETS, MOST_BUCKETS = 60, 500
DEFAULT_TOP, MOST_TOP = 10, 50
MOST_FIELDS = 10
MOST_WAIT_SECONDS = 25
DEFAULT_WINDOW_SECONDS, MOST_WINDOW_SECONDS = 120, 900
DEFAULT_NEIGHBOURS, MOST_NEIGHBOURS = 10, 100
DEFAULT_LETTERS, MOST_LETTERS = 100, 1_000

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


class Scanned(BaseModel):
    """What the store has looked at, found or not. On AWS the bytes are those that were read, in units that are paid."""

    model_config = ConfigDict(from_attributes=True)

    logs: int
    bytes: int


class LogPage(BaseModel):
    """Logs in the order asked for; `next_cursor` is null at the end.

    `complete` is false where the request's budget was spent before the page was full: `next_cursor` goes on exactly
    there, also where nothing was found yet.
    """

    tenant_id: str
    logs: list[Log]
    next_cursor: str | None
    complete: bool
    scanned: Scanned


class FollowedLogs(BaseModel):
    """Logs in the order in which they were stored. `next_cursor`, sent as `after`, gets what is stored behind them.

    `complete` is false where there is more already: ask again at once.
    """

    tenant_id: str
    logs: list[Log]
    next_cursor: str
    complete: bool


class ShownErasure(BaseModel):
    """What is erased: of all that was received before a moment the logs for which everything holds that is not null."""

    id: str
    received_before: Moment
    log_id: str | None
    since: Time | None
    until: Time | None
    placeholders: list[str]


class DeletedNumbers(BaseModel):
    """What was deleted so far.

    `messages` is null where the worker drops what comes out of the queue, `dead_letters` where these are out of reach.
    """

    logs: int
    messages: int | None
    dead_letters: int | None


class ErasedLogs(BaseModel):
    """How far an erasure has come; complete, it is the receipt.

    Until then send DELETE again, with `next_cursor` as `cursor`, once the seconds of `Retry-After` are over.
    `dead_letters_left` hold other logs as well.
    """

    tenant_id: str
    erasure: ShownErasure
    complete: bool
    next_cursor: str | None = None
    deleted: DeletedNumbers
    dead_letters_left: int | None = None
    requested_by: str | None = None
    finished_at: Moment | None = None


class Bucket(BaseModel):
    """The logs of one step of time from `start` on; with `by=level` also by level, `none` for those without one."""

    start: Time
    count: int
    counts: dict[str, int] | None = None


class Histogram(BaseModel):
    """Buckets of `step_seconds`, the oldest first; where `complete` is false the oldest ones lack logs."""

    tenant_id: str
    step_seconds: float
    buckets: list[Bucket]
    complete: bool
    scanned: Scanned


class FacetValue(BaseModel):
    """A value, null for logs without one, and how many logs have it."""

    value: str | None
    count: int


class Facet(BaseModel):
    """The most frequent values of a field."""

    field: str
    values: list[FacetValue]


class Facets(BaseModel):
    """Values and counts over the newest logs that the request's budget reached; over all of them if `complete`."""

    tenant_id: str
    facets: list[Facet]
    complete: bool
    scanned: Scanned


class NeighbouringLogs(BaseModel):
    """A log and those that stand around it in time, all from the oldest to the newest."""

    tenant_id: str
    before: list[Log]
    log: Log
    after: list[Log]


class Access(BaseModel):
    """Who a request comes from, and what the installation can do.

    `tenant_id` is that of a tenant's key, null for an administrator and where no key is asked for. `streams` says
    whether `tail` can be an event stream.
    """

    tenant_id: str | None
    rights: list[Right]
    streams: bool


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
