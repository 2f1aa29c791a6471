"""What can be wrong with a request before it is a log."""

from collections.abc import Mapping
from http import HTTPStatus

from domain.errors import CallerError


class RequestError(CallerError):
    """A caller's error that is the request's, not the log's."""

    def __init__(self, status: HTTPStatus, code: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code, detail)
        self.status = status
        self.headers = headers or {}


def bad_request(code: str, detail: str) -> RequestError:
    """400."""
    return RequestError(HTTPStatus.BAD_REQUEST, code, detail)
