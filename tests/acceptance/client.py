"""An HTTP client for the tested installation."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import urllib3

from tests.acceptance.expectation import CheckFailed, NotAvailable, expect

JSON = "application/json"
TEXT = "text/plain"

_TIMEOUT = urllib3.Timeout(connect=5, read=30)
# A server may close a kept connection just when it is used again, so reading is repeated. Answers are never retried.
_READ_AGAIN = urllib3.Retry(total=2, redirect=0, status=0, backoff_factor=0.1)


def parse_endpoint(text: str) -> str:
    """Return the URL below which the routes are, without a slash at its end. The URL of `POST /ingest` is accepted too.

    Raises ValueError for a text that is not an http or https URL.
    """
    try:
        url = urllib3.util.parse_url(text)
    except urllib3.exceptions.LocationParseError:
        url = urllib3.util.Url()
    if url.scheme not in {"http", "https"} or not url.host or url.query or url.fragment:
        raise ValueError(f"{text!r} is no URL such as https://example.com or http://127.0.0.1:8000")
    return url.url.rstrip("/").removesuffix("/ingest").rstrip("/")


@dataclass(frozen=True)
class Answer:
    """An answer. `sent` names the request for people: method and path."""

    sent: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def content_type(self) -> str:
        """The content type without parameters, in lower case; empty if there is none."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def expect_status(self, status: int) -> None:
        """Raise CheckFailed for another status, or NotAvailable if it is 429 or 503."""
        if self.status != status:
            failure = NotAvailable if self.status in {429, 503} else CheckFailed
            raise failure(f"{self.sent} answered {self.status} {self._code()}where {status} was due")

    def json_object(self) -> dict[str, Any]:
        """Return the body as a JSON object. Raises CheckFailed."""
        try:
            document = json.loads(self.body)
        except ValueError:
            document = None
        expect(isinstance(document, dict), f"{self.sent} answered {self.status} with a body that is no JSON object")
        return dict(document)

    def _code(self) -> str:
        # Show the code of a problem document, which is ours, but no other part of a body.
        try:
            return f"({json.loads(self.body)['code']}) "
        except (ValueError, TypeError, KeyError):
            return ""


class Client:
    """A keep-alive client for as many threads as `connections`.

    It repeats only GET requests and follows no redirects.
    """

    def __init__(self, endpoint: str, connections: int = 1) -> None:
        self.endpoint = endpoint
        self._pool = urllib3.PoolManager(maxsize=connections, block=True, timeout=_TIMEOUT)

    def request(
        self, method: str, path: str, *, body: str | bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request. Raises NotAvailable without an answer; the server may have processed the request."""
        sent = f"{method} {path}"
        data = body.encode() if isinstance(body, str) else body
        try:
            response = self._pool.request(
                method,
                self.endpoint + path,
                body=data,
                headers=dict(headers or {}),
                redirect=False,
                retries=_READ_AGAIN if method == "GET" else False,
            )
        except urllib3.exceptions.HTTPError as error:
            cause = getattr(error, "reason", None) or error
            raise NotAvailable(f"{sent} had no answer from {self.endpoint} ({type(cause).__name__})") from error
        return Answer(sent, response.status, response.headers, response.data)

    def get(self, path: str) -> Answer:
        """Send a GET request like `request`."""
        return self.request("GET", path)

    def post_json(self, document: Mapping[str, object]) -> Answer:
        """Send one log as JSON."""
        return self.request("POST", "/ingest", body=json.dumps(document), headers={"Content-Type": JSON})

    def post_text(self, text: str, tenant_id: str, log_id: str | None = None) -> Answer:
        """Send one log as plain text."""
        headers = {"Content-Type": f"{TEXT}; charset=utf-8", "X-Tenant-ID": tenant_id}
        if log_id is not None:
            headers["X-Log-ID"] = log_id
        return self.request("POST", "/ingest", body=text, headers=headers)
