"""Who may come in, and what for: API keys at the HTTP edge. `domain.caller` says what each caller may do."""

import base64
import re
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

from application.authenticate_key import AuthenticateKey
from domain.caller import ADMINISTRATOR, ANYONE, Caller, Right
from entrypoints.auth_mode import AuthMode
from entrypoints.http.request import Request
from entrypoints.wire.errors import RequestError

# Tells who a request comes from, for a route that asks this right of its callers. Raises RequestError where the caller
# has not got it, and PassingError.
Authenticate = Callable[[Request, Right], Caller]

_FORBIDDEN = {
    Right.SEE_SERVICE: "This key does not open this.",
    Right.INGEST: "An administrator's key sends no logs. Use the tenant's.",
    Right.READ: "An administrator's key reads no logs. Use the tenant's.",
    Right.ERASE: "This key does not erase. An administrator's does, and where keys are required, a tenant's own if the "
    "tenant allows it: `tenants set --allow-erasing`.",
    Right.ADMINISTER: "This takes an administrator's key: `tenants create-admin-key` makes one.",
}
_BASIC = re.compile(r"basic +([A-Za-z0-9+/=]+)", re.IGNORECASE)
_BEARER = re.compile(r"bearer +(\S+)", re.IGNORECASE)


def authentication(mode: AuthMode, authenticate_key: AuthenticateKey) -> Authenticate:
    """What `mode` asks of a request.

    Where anyone may send and read, only an administrator's key opens anything else.
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
            # An unknown tenant and a wrong key look the same.
            raise _unauthorized("unknown_key", "The API key is not one that holds.")
        if not caller.may(right) or (mode is AuthMode.OPEN and caller is not ADMINISTRATOR):
            raise RequestError(HTTPStatus.FORBIDDEN, "forbidden_action", _FORBIDDEN[right])
        return caller

    return authenticate


def _presented(authorization: str) -> str | None:
    """The key of a bearer (RFC 6750), or the password of Basic (RFC 7617), by which Grafana signs in."""
    if bearer := _BEARER.fullmatch(authorization):
        return bearer[1]
    if basic := _BASIC.fullmatch(authorization):
        with suppress(ValueError):
            return base64.b64decode(basic[1], validate=True).decode().partition(":")[2] or None
    return None


def anyone(_request: Request, _right: Right) -> Caller:
    """Nobody is asked for a key, and one that comes is not looked at."""
    return ANYONE


def check_reach(caller: Caller, right: Right, tenant_id: str) -> None:
    """Raises RequestError (`forbidden_tenant`) where the caller has the right, but not over this tenant."""
    if not caller.may(right, tenant_id):
        raise RequestError(HTTPStatus.FORBIDDEN, "forbidden_tenant", "The API key is another tenant's.")


def _unauthorized(code: str, detail: str) -> RequestError:
    return RequestError(HTTPStatus.UNAUTHORIZED, code, detail, {"WWW-Authenticate": "Bearer"})
