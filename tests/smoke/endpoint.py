"""A client of the deployed endpoint."""

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
    """Status, headers (in lower case) and body of an answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> dict[str, Any]:
        """The body as JSON, or an empty object."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Endpoint:
    """The API's address, and a tenant with its key."""

    url: str
    tenant_id: str
    key: str
    # The id of this run, so that logs of other runs are not counted.
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])

    def ask(
        self, method: str, path: str, body: bytes | None = None, *, with_key: bool = True, **headers: str
    ) -> Answer:
        """Send one request. An answer with any status is returned. Raises OSError without an answer."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if with_key:
            # With AuthMode open, ingest-api ignores the key and reads the header.
            sent |= {"authorization": f"Bearer {self.key}", "x-tenant-id": self.tenant_id}
        request = urllib.request.Request(self.url + path, body, sent, method=method)  # noqa: S310 - the user gave the address
        # An emulator has a certificate of its own.
        trust = ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE"))
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS, context=trust) as answer:  # noqa: S310 - as above
                return Answer(answer.status, _lower(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, _lower(error.headers), error.read())

    def log_id(self, name: str) -> str:
        """Return an id of this run."""
        return f"{self.run_id}-{name}"

    def stored(self, log_id: str) -> dict[str, Any] | None:
        """Return the log when it is stored."""
        answer = self.ask("GET", f"/tenants/{self.tenant_id}/logs/{log_id}")
        return answer.document if answer.status == 200 else None


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
