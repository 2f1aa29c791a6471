"""Which web pages may use the API, and what browsers are told about it.

A browser sends the requests of any page to any address, also to this machine. If the API asks for a key, that does no
harm: no browser adds a key by itself. If it asks for none, the headers in which the browser describes the page decide:
https://fetch.spec.whatwg.org/#origin-header and https://www.w3.org/TR/fetch-metadata/.

In both cases a browser asks before it sends a page's request with headers of its own (a preflight), and hides an answer
from the page unless the answer names the page's origin: https://fetch.spec.whatwg.org/#http-cors-protocol. On AWS, API
Gateway does this part; tests/template holds `CorsConfiguration` in template.yaml to the constants here.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any

from entrypoints.wire.errors import RequestError

# Lower case, as browsers send them, and without a port that is the scheme's own.
_ORIGIN = re.compile(r"(https?)://([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?")
_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")
_OWN_PORTS = {"http": "80", "https": "443"}

HOST, ORIGIN, SITE, MODE, DESTINATION = "host", "origin", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest"
WANTED_METHOD = "access-control-request-method"
HEADERS = frozenset((HOST, ORIGIN, SITE, MODE, DESTINATION, WANTED_METHOD))

# What a page of an allowed origin may send, and which headers of an answer it may read besides the harmless ones.
PAGE_METHODS = ("GET", "HEAD", "POST")
PAGE_HEADERS = (
    "authorization",
    "content-encoding",
    "content-type",
    "idempotency-key",
    "traceparent",
    "x-log-id",
    "x-request-id",
    "x-scope-orgid",
    "x-tenant-id",
)
SHOWN_HEADERS = ("ratelimit", "ratelimit-policy", "retry-after", "x-complete", "x-next-cursor", "x-request-id")
# How long a browser may remember the answer to a preflight.
PREFLIGHT_SECONDS = 600


def parse_origins(text: str) -> tuple[str, ...]:
    """Origins such as `https://logs.example.com` or `http://localhost:3000`, parted by commas.

    Raises ValueError for what is none.
    """
    return tuple(_parse_origin(part.strip()) for part in text.split(",") if part.strip())


class WebPages:
    """Lets pages of the allowed origins use the API. Where no key is asked for, it refuses all other pages.

    It then also refuses requests for another server's name. That is how a page would read answers: its own name,
    resolved anew to this machine's address, makes the server part of the page's origin (DNS rebinding). The names that
    are answered are those of this machine and those of the allowed origins.
    """

    def __init__(self, allowed_origins: tuple[str, ...], *, keys_required: bool) -> None:
        self._origins = frozenset(allowed_origins)
        self._keys_required = keys_required
        self._names = frozenset(match[2] for origin in allowed_origins if (match := _ORIGIN.fullmatch(origin)))
        self._is_known_host = lru_cache(maxsize=64)(self._is_known)

    def check(self, method: str, headers: Mapping[str, str]) -> None:
        """Raise RequestError (`foreign_host`, `foreign_page`): 403. `headers` have names in lower case."""
        if self._keys_required:
            return
        host = headers.get(HOST)
        # HTTP/1.0 has none, and every browser sends one.
        if host and not self._is_known_host(host):
            raise RequestError(
                HTTPStatus.FORBIDDEN,
                "foreign_host",
                "The server is not known by the name in Host. Name its origin in --allowed-origins, or ask for keys.",
            )
        origin, site = headers.get(ORIGIN), headers.get(SITE)
        if origin is not None:
            foreign = origin not in self._origins and not _is_of(origin, host)
        else:
            # `same-site` is what pages on this machine's other ports are.
            foreign = site in ("cross-site", "same-site") and not _is_visit(method, headers)
        if foreign:
            raise RequestError(
                HTTPStatus.FORBIDDEN,
                "foreign_page",
                "Pages of other origins may not use this API. Name theirs in --allowed-origins, or ask for keys.",
            )

    def preflight_answer(self, method: str, headers: Mapping[str, str]) -> dict[str, Any] | None:
        """The answer, as a Lambda function's, to an allowed page's preflight; None for any other request."""
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
        """What every answer to a request with these headers carries, so that an allowed page may read it."""
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


def _parse_origin(text: str) -> str:
    match = _ORIGIN.fullmatch(text.lower())
    if match is None:
        raise ValueError(f"{text!r} is no origin such as https://logs.example.com or http://localhost:3000")
    scheme, name, port = match.groups()
    return f"{scheme}://{name}" if port in (None, _OWN_PORTS[scheme]) else f"{scheme}://{name}:{port}"


def _is_of(origin: str, host: str | None) -> bool:
    """Whether it is this server's own; with TLS in front, the server does not know which scheme that is."""
    return host is not None and origin.partition("://")[::2] in (("http", host.lower()), ("https", host.lower()))


def _is_visit(method: str, headers: Mapping[str, str]) -> bool:
    """Whether somebody follows a link: the answer is shown as a page of its own, which the other page cannot read."""
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
