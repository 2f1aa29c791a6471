"""What can be wrong with a request before it is a log."""

from collections.abc import Mapping
from http import HTTPStatus

from domain.errors import CallerError


class RequestError(CallerError):
    """A caller's error that is the request's, not the log's. `members` stand in the answer beside the usual ones."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        detail: str,
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(code, detail)
        self.status = status
        self.headers = headers or {}
        self.members = members or {}


def bad_request(code: str, detail: str) -> RequestError:
    """400."""
    return RequestError(HTTPStatus.BAD_REQUEST, code, detail)
