"""Errors of a request as a whole."""

from collections.abc import Mapping
from http import HTTPStatus

from domain.errors import CallerError


class RequestError(CallerError):
    """A caller's error that concerns the request, not a log. `members` are added to the answer's problem document."""

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
    """Return an error that is answered with status 400."""
    return RequestError(HTTPStatus.BAD_REQUEST, code, detail)
