"""Small requests that would become large: logs that share a value, and very many tiny logs."""

import json
import time
from collections.abc import Callable

import pytest

from domain.limits import MAX_REQUEST_LOGS
from tests.entrypoints.aws_events import http_event
from tests.fakes.log_queue import InMemoryLogQueue
from tests.support.ingest_api import IngestApi


def loki(lines: int, shared: str) -> tuple[str, object]:
    """Return lines of one stream, which has a label."""
    return "/loki/api/v1/push", {"streams": [{"stream": {"k": shared}, "values": [["1", "x"]] * lines}]}


def otlp(lines: int, shared: str) -> tuple[str, object]:
    """Return records of one resource, which has an attribute."""
    records = [{"body": {"stringValue": "x"}}] * lines
    resource = {"attributes": [{"key": "k", "value": {"stringValue": shared}}]}
    return "/v1/logs", {"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": records}]}]}


def refusal(request: tuple[str, object], seconds: float = 8) -> str:
    """Return the code of a request that is too large. The answer comes in time, and nothing is queued."""
    path, document = request
    queue = InMemoryLogQueue()
    handler = IngestApi(queue, seconds_per_character=0).handler
    headers = {"content-type": "application/json", "x-tenant-id": "acme"}
    event = http_event("POST", path, headers=headers, body=json.dumps(document, separators=(",", ":")))
    start = time.process_time()
    answer = handler(event, None)
    assert time.process_time() - start < seconds
    assert (answer["statusCode"], queue.envelopes) == (413, [])
    return str(answer["body"])


@pytest.mark.parametrize("request_of", [loki, otlp])
@pytest.mark.parametrize(("lines", "size"), [(20_000, 15_000), (10_000, 500_000)], ids=["each fits", "none fits"])
def test_shared_values_count_for_each_log(
    request_of: Callable[[int, str], tuple[str, object]], lines: int, size: int
) -> None:
    """A request that would become hundreds of megabytes is refused early, even if all of its logs are invalid."""
    assert "33,554,432" in refusal(request_of(lines, "v" * size))


@pytest.mark.parametrize("request_of", [loki, otlp])
def test_the_number_of_logs_in_a_request_is_limited(request_of: Callable[[int, str], tuple[str, object]]) -> None:
    """The number of logs in a request is limited, however small they are."""
    assert "100,000 logs" in refusal(request_of(MAX_REQUEST_LOGS + 1, "v"))


# These are fewer than the lists and objects that a request may have.
VERY_MANY: list[object] = [{}] * 900_000


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("/v1/logs", {"resourceLogs": [{"scopeLogs": [{"logRecords": VERY_MANY}]}]}),
        ("/loki/api/v1/push", {"streams": [{"stream": {}, "values": VERY_MANY}]}),
        ("/loki/api/v1/push", {"streams": VERY_MANY}),
        ("/ingest/batch", VERY_MANY),
    ],
)
def test_very_many_tiny_values_are_counted_first(path: str, document: object) -> None:
    """Values of three bytes must not take microseconds each to refuse."""
    assert "100,000 logs" in refusal((path, document), seconds=2.5)
