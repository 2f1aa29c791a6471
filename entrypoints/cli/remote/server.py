"""A client for the server's HTTP API."""

import argparse
import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from time import sleep
from typing import Any
from urllib.parse import quote, urlencode

import urllib3

from domain.api_key import tenant_of_key
from entrypoints.cli.output import tell

_CONNECT_SECONDS = 5
# A long poll takes up to 25 s, and a busy server may take longer for a page.
_READ_SECONDS = 60
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 15.0
# Statuses after which a retry may succeed.
_PASSING = (
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)


class Unreachable(Exception):
    """The server does not answer. The message says why."""


class Refused(Exception):
    """The server refused the request. The message is the server's."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{detail} ({status} {code})")
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Answer:
    """The server's answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def document(self) -> Any:
        """Return the JSON body. Raises Refused if it is not JSON, which this program's server never sends."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise Refused(self.status, "no_json", "The answer is not JSON: another server uses this URL") from None

    @property
    def retry_after(self) -> float | None:
        """The seconds to wait before a retry, if the server gives them."""
        written = self.headers.get("Retry-After", "")
        return float(written) if written.isdecimal() else None

    @property
    def date(self) -> float | None:
        """The server's clock, in seconds since 1970."""
        try:
            return parsedate_to_datetime(self.headers.get("Date", "")).timestamp()
        except (TypeError, ValueError):
            return None


class Server:
    """A client for one tenant's logs. It retries for `patience` seconds while the server cannot answer."""

    def __init__(self, url: str, key: str | None, tenant_id: str, *, patience: float = 30.0) -> None:
        self.url = url.rstrip("/")
        self.tenant_id = tenant_id
        self._headers = {"Accept-Encoding": "gzip", "User-Agent": "aws-log-processor"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        else:
            self._headers["X-Tenant-ID"] = tenant_id
        self._patience = patience
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS), retries=False, maxsize=2
        )

    def logs_path(self, *names: str) -> str:
        """Return `/tenants/{tenant_id}/logs`, followed by `names`."""
        return "/".join(
            ("/tenants", quote(self.tenant_id, safe=""), "logs", *(quote(name, safe=":~") for name in names))
        )

    def get(self, path: str, parameters: Iterable[tuple[str, str]] = ()) -> Any:
        """Return the JSON document at a path. Raises Unreachable and Refused."""
        query = urlencode(list(parameters))
        return self.send("GET", f"{path}?{query}" if query else path).document()

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request until its status is below 400. Raises Unreachable and Refused."""
        waited, pause = 0.0, _FIRST_PAUSE_SECONDS
        while True:
            error: Exception
            try:
                answer = self.once(method, path, body, headers)
            except Unreachable as unreachable:
                error, wanted = unreachable, None
            else:
                if answer.status < HTTPStatus.BAD_REQUEST:
                    return answer
                error, wanted = refusal(answer), answer.retry_after
                if answer.status not in _PASSING:
                    raise error
            pause = wanted if wanted is not None else pause
            if waited + pause > self._patience:
                raise error
            if waited == 0:
                tell(f"{error} Retrying.")
            sleep(pause)
            waited += pause
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def once(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request once; return the answer whatever its status. Raises Unreachable."""
        try:
            answer = self._pool.request(
                method, f"{self.url}{path}", body=body, headers={**self._headers, **(headers or {})}
            )
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise Unreachable(f"{self.url} does not answer ({_reason(error)}).") from error
        return Answer(answer.status, answer.headers, answer.data)


def refusal(answer: Answer) -> Refused:
    """Return the error of an answer with a status of 400 or more."""
    try:
        problem = json.loads(answer.body)
        return Refused(answer.status, str(problem["code"]), str(problem["detail"]))
    except (ValueError, KeyError, TypeError):
        return Refused(answer.status, "no_problem", "The server gave no reason")


def compressed(body: bytes) -> tuple[bytes, dict[str, str]]:
    """Compress NDJSON with gzip; return the body and its headers."""
    return gzip.compress(body, 1), {"Content-Encoding": "gzip", "Content-Type": "application/x-ndjson"}


def server_of(chosen: argparse.Namespace, *, patience: float = 30.0) -> Server:
    """Return a client for the arguments. Raises Refused if they name neither a tenant nor a key."""
    tenant = chosen.tenant or (tenant_of_key(chosen.key) if chosen.key else None)
    if tenant is None:
        raise Refused(0, "no_tenant", "Name the tenant by --tenant or --key")
    return Server(chosen.url, chosen.key, tenant, patience=patience)


_REASONS = {
    urllib3.exceptions.NameResolutionError: "unknown host name",
    urllib3.exceptions.NewConnectionError: "connection refused: is the server running?",
    urllib3.exceptions.TimeoutError: "timeout",
    urllib3.exceptions.SSLError: "its certificate is not accepted",
    urllib3.exceptions.LocationValueError: "not a URL such as http://localhost:8000",
}


def _reason(error: Exception) -> str:
    """Say why the connection failed."""
    return next((words for kind, words in _REASONS.items() if isinstance(error, kind)), "the connection broke")
