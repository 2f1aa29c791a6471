"""`POST /ingest/batch` over a queue in memory."""

import json
from typing import Any

from domain.log_entry import LogEntry
from tests.entrypoints.aws_events import http_event
from tests.fakes.log_queue import InMemoryLogQueue
from tests.support.ingest_api import IngestApi

ACME = {"x-tenant-id": "acme"}
WATERMARK = "watermark"


class Batch:
    """The handler, and the logs that it has queued. No answer may contain the watermark."""

    def __init__(self, seconds_per_character: float = 0) -> None:
        self.queue = InMemoryLogQueue()
        self.api = IngestApi(self.queue, seconds_per_character=seconds_per_character)

    def send(self, body: str | bytes, headers: dict[str, str] = ACME) -> dict[str, Any]:
        """Return the complete answer."""
        return self.api.handler(http_event("POST", "/ingest/batch", headers=headers, body=body), None)

    def answer(self, body: str | bytes, headers: dict[str, str] = ACME, status: int = 202) -> dict[str, Any]:
        """Return the body of the answer, which must have this status."""
        answer = self.send(body, headers)
        assert answer["statusCode"] == status
        assert WATERMARK not in answer["body"]
        content: dict[str, Any] = json.loads(answer["body"])
        return content

    @property
    def entries(self) -> list[LogEntry]:
        """Return all queued logs."""
        return [entry for envelope in self.queue.envelopes for entry in envelope.entries]


def lines(*documents: object, between: str = "\n") -> str:
    """Return the documents one after another."""
    return between.join(map(json.dumps, documents))
