"""Who may come in: tenants' API keys at the HTTP edge."""

import base64
import re
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

from application.authenticate_key import AuthenticateKey
from entrypoints.auth_mode import AuthMode
from entrypoints.http.errors import RequestError
from entrypoints.http.request import Request

# Tells whose key the request came with, and None where no key is asked for. Raises RequestError, and PassingError.
Authenticate = Callable[[Request], str | None]

_BASIC = re.compile(r"basic +([A-Za-z0-9+/=]+)", re.IGNORECASE)
_BEARER = re.compile(r"bearer +(\S+)", re.IGNORECASE)


def authentication(mode: AuthMode, authenticate_key: AuthenticateKey) -> Authenticate:
    """What `mode` asks of a request."""
    if mode is AuthMode.OPEN:
        return anyone

    def by_key(request: Request) -> str | None:
        presented = _presented(request.headers.get("authorization", ""))
        if presented is None:
            raise _unauthorized("missing_key", "Send the tenant's API key as Authorization: Bearer <key>.")
        tenant_id = authenticate_key.authenticate(presented)
        if tenant_id is None:
            # An unknown tenant and a wrong key look the same.
            raise _unauthorized("unknown_key", "The API key is not one that holds.")
        return tenant_id

    return by_key


def _presented(authorization: str) -> str | None:
    """The key of a bearer (RFC 6750), or the password of Basic (RFC 7617), by which Grafana signs in."""
    if bearer := _BEARER.fullmatch(authorization):
        return bearer[1]
    if basic := _BASIC.fullmatch(authorization):
        with suppress(ValueError):
            return base64.b64decode(basic[1], validate=True).decode().partition(":")[2] or None
    return None


def anyone(_request: Request) -> None:
    """No key is asked for, and one that comes is not looked at."""


def check_claim(caller: str | None, claimed: str) -> None:
    """Raises RequestError (`forbidden_tenant`) where the key that came is not that of the tenant that is named."""
    if caller is not None and caller != claimed:
        raise RequestError(HTTPStatus.FORBIDDEN, "forbidden_tenant", "The API key is another tenant's.")


def _unauthorized(code: str, detail: str) -> RequestError:
    return RequestError(HTTPStatus.UNAUTHORIZED, code, detail, {"WWW-Authenticate": "Bearer"})
