"""Checks of a request's first line and headers that the HTTP parser does not make."""

from collections.abc import Iterable
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from domain.limits import KIB
from entrypoints.handlers.loki.routes import TAIL
from entrypoints.http.errors import RequestError, bad_request
from entrypoints.http.problem import problem_answer, request_id_of

MAX_HEAD_BYTES = 64 * KIB
MAX_HEADERS = 200

Header = tuple[bytes, bytes]


class HeadSize:
    """The size of the current request's head so far. Each method raises RequestError beyond the limits."""

    def __init__(self) -> None:
        self._bytes = self._headers = 0
        # Bytes of the head or the trailers that came since the parser last reported a part.
        self._unreported_bytes = 0

    def begin(self) -> None:
        """Start counting for a new request."""
        self._bytes = self._headers = self._unreported_bytes = 0

    def receive(self, size: int) -> None:
        """Count bytes that are about to go to the parser."""
        self._unreported_bytes += size

    def report(self) -> None:
        """The parser has reported a complete part of the request."""
        self._unreported_bytes = 0

    def check_unreported(self) -> None:
        """Check the size of an incomplete header, because the parser would buffer it without a limit."""
        if self._unreported_bytes > MAX_HEAD_BYTES:
            raise _too_large()

    def add(self, size: int) -> None:
        """Count a part of the first line."""
        self._bytes += size
        if self._bytes > MAX_HEAD_BYTES:
            raise _too_large()

    def add_header(self, name: bytes, value: bytes) -> None:
        """Count a header or a trailer."""
        self.report()
        self._headers += 1
        self.add(len(name) + len(value) + len(b": \r\n"))
        if self._headers > MAX_HEADERS:
            raise _too_large()


def check_head(version: str, target: bytes, headers: list[Header]) -> None:
    """Refuse invalid heads that the parser accepts, and use the host of an absolute target (RFC 9112, 3.2.2)."""
    if version not in ("1.1", "1.0"):
        raise RequestError(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "unsupported_version", "Send HTTP/1.1.")
    names = [name for name, _ in headers]
    if b"transfer-encoding" in names:
        if version == "1.0":
            raise bad_request("malformed_request", "An HTTP/1.0 request must not have Transfer-Encoding.")
        if any(name == b"transfer-encoding" and value.strip().lower() != b"chunked" for name, value in headers):
            raise RequestError(
                HTTPStatus.NOT_IMPLEMENTED, "unsupported_transfer_encoding", "Send the body plain or chunked."
            )
    if names.count(b"host") > 1:
        raise bad_request("malformed_request", "The request has more than one Host header.")
    if not target.startswith((b"/", b"*")):
        authority = target.partition(b"://")[2].partition(b"/")[0].partition(b"?")[0]
        # Change the list in place, because uvicorn's scope holds the same list.
        headers[:] = [(b"host", authority), *(header for header in headers if header[0] != b"host")]


def opens_tail(method: bytes, target: bytes, version: str) -> bool:
    """Whether the request is for the one path that can become a WebSocket."""
    return method == b"GET" and version == "1.1" and target.partition(b"?")[0] == TAIL.encode()


def head_without_upgrade(method: bytes, target: bytes, version: str, headers: Iterable[Header]) -> bytes:
    """The head without its Upgrade header, which a server may ignore (RFC 9110, 7.8)."""
    head: list[bytes] = [method, b" ", target, b" HTTP/", version.encode(), b"\r\n"]
    for name, value in headers:
        if name != b"upgrade":
            head += [name, b": ", value, b"\r\n"]
    return b"".join([*head, b"\r\n"])


def refusal_on_the_wire(refusal: RequestError, default_headers: Iterable[Header]) -> bytes:
    """The answer to a request that cannot be read, as bytes. The connection closes after it."""
    answer = problem_answer(refusal, request_id_of(""))
    body = answer["body"].encode()
    lines = [STATUS_LINE[refusal.status]]
    for name, value in default_headers:
        lines += [name, b": ", value, b"\r\n"]
    for name, value in {**answer["headers"], "Content-Length": str(len(body)), "Connection": "close"}.items():
        lines += [name.lower().encode(), b": ", value.encode(), b"\r\n"]
    return b"".join([*lines, b"\r\n", body])


def _too_large() -> RequestError:
    return RequestError(
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        "headers_too_large",
        f"The first line and headers may have at most {MAX_HEAD_BYTES:,} bytes and {MAX_HEADERS} headers.",
    )
