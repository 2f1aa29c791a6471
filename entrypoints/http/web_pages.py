"""Which web pages may use the API (CORS), and protection against requests of other pages.

A browser lets any page send requests to any server, also to this machine. If the API requires a key, such requests
fail, because the browser does not add one. In open mode, the server decides by the headers in which the browser
describes the page: https://fetch.spec.whatwg.org/#origin-header and https://www.w3.org/TR/fetch-metadata/.

In both modes a browser asks before it sends a request with special headers (a preflight), and hides an answer from the
page unless the answer names the page's origin: https://fetch.spec.whatwg.org/#http-cors-protocol. On AWS, API Gateway
does this; tests/template compares `CorsConfiguration` in template.yaml with the constants of this module.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any

from entrypoints.http import headers
from entrypoints.http.errors import RequestError
from entrypoints.settings import ORIGIN_PATTERN

_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")

HOST, ORIGIN, SITE, MODE, DESTINATION = "host", "origin", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest"
WANTED_METHOD = "access-control-request-method"
HEADERS = frozenset((HOST, ORIGIN, SITE, MODE, DESTINATION, WANTED_METHOD))

# The methods and headers that a page of an allowed origin may send, and the headers of answers that it may read.
PAGE_METHODS = ("GET", "HEAD", "POST")
PAGE_HEADERS = (
    "authorization",
    "content-encoding",
    "content-type",
    headers.IDEMPOTENCY_KEY,
    "traceparent",
    headers.LOG_ID,
    "x-request-id",
    headers.ORGANISATION,
    headers.TENANT,
)
SHOWN_HEADERS = ("ratelimit", "ratelimit-policy", "retry-after", "x-complete", "x-next-cursor", "x-request-id")
# How long a browser may cache the answer to a preflight.
PREFLIGHT_SECONDS = 600


class WebPages:
    """Lets pages of the allowed origins use the API. In open mode, it refuses requests of all other pages.

    In open mode it also refuses requests with an unknown host name, which protects against DNS rebinding: a page whose
    host name suddenly resolves to this machine could read answers, because the browser regards the server as part of
    the page's origin. Known names are those of this machine and those of the allowed origins.
    """

    def __init__(self, allowed_origins: tuple[str, ...], *, keys_required: bool) -> None:
        self._origins = frozenset(allowed_origins)
        self._keys_required = keys_required
        self._names = frozenset(match[2] for origin in allowed_origins if (match := ORIGIN_PATTERN.fullmatch(origin)))
        self._is_known_host = lru_cache(maxsize=64)(self._is_known)

    def check(self, method: str, headers: Mapping[str, str]) -> None:
        """Raise RequestError (`foreign_host`, `foreign_page`): 403. `headers` have names in lower case."""
        if self._keys_required:
            return
        host = headers.get(HOST)
        # HTTP/1.0 requests may have no Host, but all browsers send one.
        if host and not self._is_known_host(host):
            raise RequestError(
                HTTPStatus.FORBIDDEN,
                "foreign_host",
                "The host name of the request is unknown. Add its origin to --allowed-origins, or use --auth-mode key.",
            )
        origin, site = headers.get(ORIGIN), headers.get(SITE)
        if origin is not None:
            foreign = origin not in self._origins and not _is_of(origin, host)
        else:
            # Pages on other ports of this machine are `same-site`.
            foreign = site in ("cross-site", "same-site") and not _is_visit(method, headers)
        if foreign:
            raise RequestError(
                HTTPStatus.FORBIDDEN,
                "foreign_page",
                "Pages of this origin may not use the API. Add it to --allowed-origins, or use --auth-mode key.",
            )

    def preflight_answer(self, method: str, headers: Mapping[str, str]) -> dict[str, Any] | None:
        """Return the answer to an allowed page's preflight, in the form of a Lambda answer; None for other requests."""
        if method != "OPTIONS" or WANTED_METHOD not in headers or headers.get(ORIGIN) not in self._origins:
            return None
        return {
            "statusCode": HTTPStatus.NO_CONTENT.value,
            "headers": {
                "Access-Control-Allow-Methods": ",".join(PAGE_METHODS),
                "Access-Control-Allow-Headers": ",".join(PAGE_HEADERS),
                "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
            },
        }

    def answer_headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Return headers for the answer to a request with these headers, so that an allowed page may read it."""
        if not self._origins:
            return {}
        # A cache must not give one origin's answer to another.
        varying = {"Vary": "Origin"}
        origin = headers.get(ORIGIN)
        if origin not in self._origins:
            return varying
        return varying | {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": ",".join(SHOWN_HEADERS),
        }

    def _is_known(self, host: str) -> bool:
        match = _HOST.fullmatch(host)
        if match is None:
            return False
        name = match[1].lower()
        return name == "localhost" or name in self._names or _is_loopback(name.strip("[]"))


def _is_of(origin: str, host: str | None) -> bool:
    """Return whether the origin is this server's own, by either scheme, because a proxy may add TLS."""
    return host is not None and origin.partition("://")[::2] in (("http", host.lower()), ("https", host.lower()))


def _is_visit(method: str, headers: Mapping[str, str]) -> bool:
    """Return whether the user follows a link. The browser hides the answer from the linking page."""
    return (
        method in ("GET", "HEAD")
        and headers.get(MODE) == "navigate"
        and headers.get(DESTINATION, "document") == "document"
    )


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
