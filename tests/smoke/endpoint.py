"""The deployed endpoint, as a client sees it."""

import json
import os
import ssl
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from typing import Any

_TIMEOUT_SECONDS = 40.0


@dataclass(frozen=True)
class Answer:
    """Status, headers in lower case, and body of an answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> dict[str, Any]:
        """The body as JSON; nothing where it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Endpoint:
    """Where the API answers, and a tenant with its key."""

    url: str
    tenant_id: str
    key: str
    # Of this run, so that the logs of another one are not taken for its own.
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])

    def ask(
        self, method: str, path: str, body: bytes | None = None, *, with_key: bool = True, **headers: str
    ) -> Answer:
        """Ask once. An answer of any status is an answer; raises OSError where there is none."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if with_key:
            # Where AuthMode is open the key says nothing to ingest-api, and the header does.
            sent |= {"authorization": f"Bearer {self.key}", "x-tenant-id": self.tenant_id}
        request = urllib.request.Request(self.url + path, body, sent, method=method)  # noqa: S310 - as it was given
        # An emulator has a certificate of its own.
        trust = ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE"))
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS, context=trust) as answer:  # noqa: S310 - as above
                return Answer(answer.status, _lower(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, _lower(error.headers), error.read())

    def log_id(self, name: str) -> str:
        """An id of this run."""
        return f"{self.run_id}-{name}"

    def stored(self, log_id: str) -> dict[str, Any] | None:
        """The log, once it is stored."""
        answer = self.ask("GET", f"/tenants/{self.tenant_id}/logs/{log_id}")
        return answer.document if answer.status == 200 else None


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
