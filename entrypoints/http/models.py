"""Models of requests and answers, for the HTTP API only. The application uses the domain's types."""

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
    """Return the schema of an optional id for the OpenAPI document. The domain checks the id, with its own errors."""
    return WithJsonSchema({"type": [*types, "null"], "pattern": pattern, "default": None})


class IngestRequest(BaseModel):
    """A log as JSON. All other fields are kept as attributes."""

    model_config = ConfigDict(extra="allow")

    tenant_id: Annotated[StrictStr | None, _documented("string", pattern=f"^{TENANT_ID_PATTERN}$")] = None
    log_id: Annotated[
        StrictStr | StrictInt | None, _documented("string", "integer", pattern=f"^{NEW_LOG_ID_PATTERN}$")
    ] = None
    text: Annotated[StrictStr, WithJsonSchema({"type": "string", "minLength": 1})]
    attributes: dict[str, Any] | None = None

    def __repr_args__(self) -> tuple[()]:
        """Show nothing: even the names of the fields come from the caller."""
        return ()


class Accepted(BaseModel):
    """The log is durably queued."""

    status: Literal["accepted"] = "accepted"
    tenant_id: str
    log_id: str
    request_id: str


class BatchError(BaseModel):
    """The error of a refused log. `index` is its position in the request, from 0."""

    index: int
    code: str
    detail: str


class BatchAccepted(BaseModel):
    """Accepted logs are durably queued. Rejected logs must not be sent again. `errors` has at most the first 100."""

    accepted: int
    rejected: int
    errors: list[BatchError]
    request_id: str


class Log(BaseModel):
    """A stored log, redacted."""

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
    """A log, with the ids of its conflicts: other logs that were sent under its id."""

    tenant_id: str
    conflicts: list[str]


class Scanned(BaseModel):
    """The logs and bytes that the store has searched. On AWS the bytes are rounded to billed units."""

    model_config = ConfigDict(from_attributes=True)

    logs: int
    bytes: int


class LogPage(BaseModel):
    """Logs in the requested order. `next_cursor` is null at the end.

    `complete` is false if the request's budget ended before the page was full, even if no log was found:
    `next_cursor` then continues from there.
    """

    tenant_id: str
    logs: list[Log]
    next_cursor: str | None
    complete: bool
    scanned: Scanned


class FollowedLogs(BaseModel):
    """Logs in the order in which they were stored. Send `next_cursor` as `after` to get the following logs.

    `complete` is false if more logs are already stored: ask again immediately.
    """

    tenant_id: str
    logs: list[Log]
    next_cursor: str
    complete: bool


class ShownErasure(BaseModel):
    """The erased logs: those received before `received_before` that meet all other conditions that are not null."""

    id: str
    received_before: Moment
    log_id: str | None
    since: Time | None
    until: Time | None
    placeholders: list[str]


class DeletedNumbers(BaseModel):
    """The numbers of logs, messages and dead letters deleted so far.

    `messages` is null if the queue cannot delete single messages; the worker then drops their logs. `dead_letters` is
    null if the server has no access to them.
    """

    logs: int
    messages: int | None
    dead_letters: int | None


class ErasedLogs(BaseModel):
    """The progress of an erasure, or its receipt if it is `complete`.

    Until it is complete, wait for `Retry-After` and send DELETE again with `next_cursor` as `cursor`.
    `dead_letters_left` counts dead letters that were kept because they also contain other logs.
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
    """The number of logs in the step that begins at `start`; with `by=level` also by level (`none`: no level)."""

    start: Time
    count: int
    counts: dict[str, int] | None = None


class Histogram(BaseModel):
    """Buckets of `step_seconds`, oldest first. If `complete` is false, logs are missing from the oldest ones."""

    tenant_id: str
    step_seconds: float
    buckets: list[Bucket]
    complete: bool
    scanned: Scanned


class FacetValue(BaseModel):
    """A value (null: no value), and the number of logs that have it."""

    value: str | None
    count: int


class Facet(BaseModel):
    """The most frequent values of a field."""

    field: str
    values: list[FacetValue]


class Facets(BaseModel):
    """Values and their counts. If `complete` is false, the request's budget ended before the oldest logs."""

    tenant_id: str
    facets: list[Facet]
    complete: bool
    scanned: Scanned


class NeighbouringLogs(BaseModel):
    """A log and its neighbours in time, oldest first."""

    tenant_id: str
    before: list[Log]
    log: Log
    after: list[Log]


class Access(BaseModel):
    """The caller's tenant and rights, and whether the installation can stream.

    `tenant_id` is the tenant of the caller's key; it is null for an administrator, and if no key is required.
    `streams` is true if `tail` can answer with an event stream.
    """

    tenant_id: str | None
    rights: list[Right]
    streams: bool


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """The queue and the store answer as well."""

    status: Literal["ready"] = "ready"


class Problem(BaseModel):
    """An error (RFC 9457). `code` is stable, for programs. `errors` has the errors of a batch's logs."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    errors: list[BatchError] = []
