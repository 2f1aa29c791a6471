"""Authenticating HTTP requests by API keys. `domain.caller` defines what each caller may do."""

import base64
import re
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

from application.authenticate_key import AuthenticateKey
from domain.caller import ADMINISTRATOR, ANYONE, Caller, Right
from entrypoints.auth_mode import AuthMode
from entrypoints.http.errors import RequestError
from entrypoints.http.request import Request

# Returns the caller of a request, for a route that requires a right. Raises RequestError if the caller does not have
# the right, and PassingError.
Authenticate = Callable[[Request, Right], Caller]

_FORBIDDEN = {
    Right.SEE_SERVICE: "This key does not give access to this route.",
    Right.INGEST: "An administrator's key cannot send logs: use the tenant's key.",
    Right.READ: "An administrator's key cannot read logs: use the tenant's key.",
    Right.ERASE: "This key cannot erase logs: use an administrator's key. If keys are required, a tenant's own key can "
    "erase after `tenants set --allow-erasing`.",
    Right.ADMINISTER: "This route needs an administrator's key: `tenants create-admin-key` creates one.",
}
_BASIC = re.compile(r"basic +([A-Za-z0-9+/=]+)", re.IGNORECASE)
_BEARER = re.compile(r"bearer +(\S+)", re.IGNORECASE)


def authentication(mode: AuthMode, authenticate_key: AuthenticateKey) -> Authenticate:
    """Return the authentication for a mode.

    In open mode anyone may send and read logs, and all other routes need an administrator's key.
    """

    def authenticate(request: Request, right: Right) -> Caller:
        if mode is AuthMode.OPEN and ANYONE.may(right):
            return ANYONE
        whose = "an administrator's" if mode is AuthMode.OPEN or right is Right.ADMINISTER else "the tenant's"
        presented = _presented(request.headers.get("authorization", ""))
        if presented is None:
            raise _unauthorized("missing_key", f"Send {whose} API key as Authorization: Bearer <key>.")
        caller = authenticate_key.authenticate(presented)
        if caller is None:
            # The same error for an unknown tenant and a wrong key, so that nobody can find out which tenants exist.
            raise _unauthorized("unknown_key", "The API key is not valid.")
        if not caller.may(right) or (mode is AuthMode.OPEN and caller is not ADMINISTRATOR):
            raise RequestError(HTTPStatus.FORBIDDEN, "forbidden_action", _FORBIDDEN[right])
        return caller

    return authenticate


def _presented(authorization: str) -> str | None:
    """Return the key: a bearer token (RFC 6750), or the password of Basic (RFC 7617), which Grafana uses."""
    if bearer := _BEARER.fullmatch(authorization):
        return bearer[1]
    if basic := _BASIC.fullmatch(authorization):
        with suppress(ValueError):
            return base64.b64decode(basic[1], validate=True).decode().partition(":")[2] or None
    return None


def anyone(_request: Request, _right: Right) -> Caller:
    """Accept every request without a key, as any tenant. A key is ignored."""
    return ANYONE


def check_reach(caller: Caller, right: Right, tenant_id: str) -> None:
    """Raise RequestError (`forbidden_tenant`) if the caller does not have the right for this tenant."""
    if not caller.may(right, tenant_id):
        raise RequestError(HTTPStatus.FORBIDDEN, "forbidden_tenant", "The API key belongs to another tenant.")


def _unauthorized(code: str, detail: str) -> RequestError:
    return RequestError(HTTPStatus.UNAUTHORIZED, code, detail, {"WWW-Authenticate": "Bearer"})
