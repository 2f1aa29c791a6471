"""What a protocol is: bytes and headers in, logs and rejections out."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from domain.json_value import JsonValue


# Not frozen: a batch makes thousands, and freezing doubles what one costs.
@dataclass(slots=True)
class ReceivedLog:
    """A log as a sender wrote it; `index` is its place in the request, from 0.

    `attributes` hold whatever came beside the text: level, service, trace ids, the sender's time, which is also `time`,
    in nanoseconds since 1970. `tenant_id` is None where the log itself names no tenant.
    """

    index: int
    text: str = field(repr=False)
    attributes: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)
    tenant_id: str | None = None
    log_id: str | None = None
    time: int | None = None


def decoded(body: bytes) -> str:
    """A body as UTF-8, without a byte order mark. A byte that is no UTF-8 becomes U+FFFD: it costs no other line."""
    return body.decode("utf-8", "replace").removeprefix("\ufeff")


@dataclass(frozen=True)
class Rejection:
    """Why the log at `index` was not taken: a stable code, and words that hold nothing of it."""

    index: int
    code: str
    detail: str


@dataclass(frozen=True)
class Outcome:
    """What became of a request that was answered with success: how many logs are queued, and which were not taken."""

    accepted: int
    rejections: Sequence[Rejection]
    request_id: str


@dataclass(frozen=True)
class Answer:
    """An answer of a protocol's own form."""

    status: HTTPStatus
    content_type: str
    body: str | bytes


class Protocol(ABC):
    """`source` is kept with each log. The tenant is named by the first of `tenant_headers` that is there.

    Such a header and a log that names another tenant contradict each other, unless `header_wins`.
    """

    source: str
    tenant_headers: tuple[str, ...] = ("x-tenant-id",)
    header_wins = False
    # Whether a request none of whose logs was taken is answered by `accepted` all the same; else it is an error (400).
    takes_rejections_alone = False

    @abstractmethod
    def read(self, body: bytes, media_type: str) -> Iterator[ReceivedLog | Rejection]:
        """Each log of a body, which is inflated already, and a rejection in the place of what is none.

        Raises CallerError for a body that cannot be read at all, and LimitExceeded for one that holds too many logs,
        good or bad, before much is made of them (domain.limits.check_request_logs).
        """

    def encoding(self, media_type: str) -> str:
        """The `Content-Encoding` of a body that comes without one."""
        del media_type
        return "identity"

    @abstractmethod
    def accepted(self, outcome: Outcome, media_type: str) -> Answer:
        """The answer where at least one log is queued, or none came."""

    def error(self, status: HTTPStatus, detail: str, media_type: str) -> Answer | None:
        """The answer for an error that the whole request has; None where a problem document (RFC 9457) will do."""
        del status, detail, media_type
        return None
