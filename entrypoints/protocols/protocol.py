"""The base class of protocols: a protocol reads logs from a request body and writes the answer."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from domain.json_value import JsonValue
from entrypoints.http import headers
from entrypoints.http.answer import Answer


# Not frozen: a batch creates thousands of logs, and a frozen dataclass takes twice the time to create.
@dataclass(slots=True)
class ReceivedLog:
    """A log as its sender wrote it. `index` is its position in the request, from 0.

    `attributes` contain all fields other than the text: level, service, trace ids, and the sender's timestamp, which is
    also `time`, in nanoseconds since 1970. `tenant_id` is None if the log itself names no tenant.
    """

    index: int
    text: str = field(repr=False)
    attributes: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)
    tenant_id: str | None = None
    log_id: str | None = None
    time: int | None = None


def decoded(body: bytes) -> str:
    """Decode a body as UTF-8, without a byte order mark. Invalid bytes become U+FFFD, so that no other line is lost."""
    return body.decode("utf-8", "replace").removeprefix("\ufeff")


@dataclass(frozen=True)
class Rejection:
    """Why the log at `index` was refused: a stable code, and a sentence that contains no log text."""

    index: int
    code: str
    detail: str


@dataclass(frozen=True)
class Outcome:
    """The result of a successful request: the number of queued logs, and the rejections."""

    accepted: int
    rejections: Sequence[Rejection]
    request_id: str


class Protocol(ABC):
    """A protocol. `source` is its name, which is stored with each log.

    The first of `tenant_headers` that a request has names the tenant. A log that names another tenant is refused,
    unless `header_wins`.
    """

    source: str
    tenant_headers: tuple[str, ...] = (headers.TENANT,)
    header_wins = False
    # Whether a request whose logs were all refused is answered by `accepted`. Otherwise it is an error (400).
    takes_rejections_alone = False

    @abstractmethod
    def read(self, body: bytes, media_type: str) -> Iterator[ReceivedLog | Rejection]:
        """Yield each log of an inflated body, or a rejection in place of a malformed one.

        Raises CallerError for a body that cannot be read at all, and LimitExceeded for one with too many logs, valid or
        not, before creating them all (domain.limits.check_request_logs).
        """

    def encoding(self, media_type: str) -> str:
        """Return the content encoding of a body without a `Content-Encoding` header."""
        del media_type
        return "identity"

    @abstractmethod
    def accepted(self, outcome: Outcome, media_type: str) -> Answer:
        """Return the answer to a request of which at least one log was queued, or which contained none."""

    def error(self, status: HTTPStatus, detail: str, media_type: str) -> Answer | None:
        """Return the answer for an error of the whole request, or None for a problem document (RFC 9457)."""
        del status, detail, media_type
        return None
