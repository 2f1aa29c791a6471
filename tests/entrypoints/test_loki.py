"""`POST /loki/api/v1/push`."""

import json
from typing import Any

import pytest

from domain.errors import PassingError
from domain.log_entry import LogEntry
from tests.entrypoints.aws_events import http_event
from tests.fakes.log_queue import InMemoryLogQueue
from tests.support.ingest_api import IngestApi

NOON = "1764158400123456789"


class Receiver:
    """The handler over a queue in memory."""

    def __init__(self) -> None:
        self.queue = InMemoryLogQueue()
        self.api = IngestApi(self.queue)

    def push(self, body: object, content_type: str = "application/json", **headers: str) -> dict[str, Any]:
        """The whole answer."""
        written = body if isinstance(body, str) else json.dumps(body)
        all_headers = {"content-type": content_type, "x-scope-orgid": "acme"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return self.api.handler(http_event("POST", "/loki/api/v1/push", headers=all_headers, body=written), None)

    @property
    def entries(self) -> list[LogEntry]:
        """Everything that is queued."""
        return [entry for envelope in self.queue.envelopes for entry in envelope.entries]


@pytest.fixture
def receiver() -> Receiver:
    """A handler that nothing was sent to yet."""
    return Receiver()


def test_lines_keep_their_labels_and_metadata(receiver: Receiver) -> None:
    """204 exactly, without a body; level and service are lifted from the labels."""
    stream = {"stream": {"level": "warn", "job": "shop"}, "values": [[NOON, "one"], [NOON, "two", {"trace_id": "ab"}]]}
    answer = receiver.push({"streams": [stream]})
    assert (answer["statusCode"], answer["body"] or "") == (204, "")
    assert [(entry.tenant_id, entry.source, entry.text, entry.log_id) for entry in receiver.entries] == [
        ("acme", "loki", "one", "~0"),
        ("acme", "loki", "two", "~0"),
    ]
    assert receiver.entries[1].attributes == {
        "level": "warn",
        "service": "shop",
        "timestamp": NOON,
        "labels": {"level": "warn", "job": "shop"},
        "metadata": {"trace_id": "ab"},
    }


def test_snappy_is_told_the_ways(receiver: Receiver) -> None:
    """415, which names OTLP and JSON."""
    answer = receiver.push("x", "application/x-protobuf")
    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (415, "text/plain; charset=utf-8")
    assert "/v1/logs" in answer["body"]
    assert "application/json" in answer["body"]


@pytest.mark.parametrize(
    "body",
    [
        "{",
        [],
        {"streams": 1},
        {"streams": [1]},
        {"streams": [{"stream": {}, "values": [["1"]]}]},
        {"streams": [{"stream": {}, "values": [[1, "watermark"]]}]},
        {"streams": [{"values": [["1", "watermark"]]}]},
        {"streams": [{"stream": {}, "values": [["1", ""]]}]},
    ],
)
def test_what_is_no_push_is_refused(receiver: Receiver, body: object) -> None:
    """400 in plain text, and nothing of what was sent."""
    answer = receiver.push(body)
    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert "watermark" not in answer["body"]
    assert receiver.entries == []


def test_one_bad_line_costs_the_others_nothing(receiver: Receiver) -> None:
    """Loki's clients do not read what was rejected, but resend everything on an error."""
    assert receiver.push({"streams": [{"stream": {}, "values": [[NOON, ""], [NOON, "x"]]}]})["statusCode"] == 204
    assert [entry.text for entry in receiver.entries] == ["x"]


def test_what_may_pass_is_503(receiver: Receiver) -> None:
    """With Retry-After, in plain text."""
    receiver.queue.failure = PassingError()
    answer = receiver.push({"streams": [{"stream": {}, "values": [[NOON, "x"]]}]})
    assert (answer["statusCode"], answer["headers"]["Retry-After"]) == (503, "5")
