"""An endpoint that accepts logs from anyone, within the allowance of all senders together."""

import gzip
import json
from typing import Any

import pytest

from application.ingest_log import IngestLog
from application.spend_allowance import Allowance, SpendAllowance
from entrypoints.handlers.ingest import ingest_handler
from tests.entrypoints.aws_events import http_event
from tests.fakes.clock import ManualClock
from tests.fakes.log_queue import InMemoryLogQueue
from tests.fakes.usage_counter import InMemoryUsageCounter
from tests.support.ingest_api import IngestApi


class OpenEndpoint:
    """The handler with an allowance of 3 requests a minute and 10,000 bytes a day."""

    def __init__(self) -> None:
        self.queue = InMemoryLogQueue()
        parts = IngestApi(self.queue)
        allowance = Allowance(requests_per_minute=3, requests_per_day=100, bytes_per_day=10_000)
        self.counter = InMemoryUsageCounter()
        self._handler = ingest_handler(
            IngestLog(ingest_logs=parts.ingest_logs),
            parts.ingest_logs,
            parts.metrics,
            spend_allowance=SpendAllowance(allowance, counter=self.counter, clock=ManualClock()),
        )

    def answer(self, path: str, body: str | bytes, **headers: str) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Return status, body and headers."""
        said = self._handler(
            http_event(
                "POST", path, headers={name.replace("_", "-"): value for name, value in headers.items()}, body=body
            ),
            None,
        )
        return said["statusCode"], json.loads(said["body"] or "{}"), said["headers"]


@pytest.fixture
def endpoint() -> OpenEndpoint:
    """Return an endpoint with an unused allowance."""
    return OpenEndpoint()


def log(tenant_id: str) -> str:
    """Return a request in the basic format."""
    return json.dumps({"tenant_id": tenant_id, "text": "User data here"})


def test_all_tenants_share_the_allowance(endpoint: OpenEndpoint) -> None:
    """Naming another tenant does not help. The answer says when to try again, and that a key lifts the limit."""
    statuses = [
        endpoint.answer("/ingest", log(f"tenant-{number}"), content_type="application/json")[0] for number in range(3)
    ]
    assert statuses == [202, 202, 202]
    status, answer, headers = endpoint.answer("/ingest", log("other"), content_type="application/json")
    assert (status, answer["code"]) == (429, "allowance_used_up")
    assert 1 <= int(headers["Retry-After"]) <= 61
    assert "API key" in answer["detail"]
    assert len(endpoint.queue.envelopes) == 3


def test_bad_requests_are_charged_before_they_are_read(endpoint: OpenEndpoint) -> None:
    """Invalid requests without a tenant use up the allowance too, and then cost little."""
    statuses = [endpoint.answer("/ingest", "{", content_type="application/json")[0] for _ in range(4)]
    assert statuses == [400, 400, 400, 429]


def test_bodies_are_charged_with_their_inflated_size(endpoint: OpenEndpoint) -> None:
    """A small body that inflates to a large one uses up the bytes of the day."""
    body = gzip.compress(json.dumps({"text": "x" * 9_990}).encode())
    status, answer, _ = endpoint.answer("/ingest/batch", body, x_tenant_id="acme", content_encoding="gzip")
    assert (status, answer["code"]) == (429, "allowance_used_up")


def test_very_small_logs_are_charged_a_minimum(endpoint: OpenEndpoint) -> None:
    """Each of many small logs in a request is charged as 200 bytes, because each is stored as an item of its own."""
    body = '{"text":"x"}\n' * 100
    status, answer, _ = endpoint.answer("/ingest/batch", body, x_tenant_id="acme")
    assert (status, answer["code"]) == (429, "allowance_used_up")
    assert endpoint.queue.envelopes == []
