"""`POST /loki/api/v1/push`."""

import gzip
import json
import time
from collections.abc import Callable
from typing import Any

import cramjam
import pytest

from application.ports.metrics import Metric
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
        """Return the complete answer."""
        written = body if isinstance(body, str | bytes) else json.dumps(body)
        all_headers = {"content-type": content_type, "x-scope-orgid": "acme"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return self.api.handler(http_event("POST", "/loki/api/v1/push", headers=all_headers, body=written), None)

    @property
    def entries(self) -> list[LogEntry]:
        """Return all queued logs."""
        return [entry for envelope in self.queue.envelopes for entry in envelope.entries]


@pytest.fixture
def receiver() -> Receiver:
    """Return a handler to which nothing was sent."""
    return Receiver()


def test_lines_keep_their_labels_and_metadata(receiver: Receiver) -> None:
    """The answer is 204 without a body. Level and service are read from the labels."""
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


def field(number: int, content: bytes | int) -> bytes:
    """Encode a protobuf field by hand: https://protobuf.dev/programming-guides/encoding/."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(number: int) -> bytes:
    """Encode a number with seven bits a byte, the lowest first."""
    return bytes((number & 127 | 128, *varint(number >> 7))) if number > 127 else bytes((number,))


def entry(line: bytes, *, nanos: int = 123_456_789, metadata: dict[bytes, bytes] | None = None) -> bytes:
    """Return a line with the time noon."""
    pairs = b"".join(field(3, field(1, name) + field(2, value)) for name, value in (metadata or {}).items())
    return field(2, field(1, field(1, 1_764_158_400) + field(2, nanos)) + field(2, line) + pairs)


PUSH = field(
    1,
    field(1, b'{app="shop", level="warn", path="C:\\\\logs\\"\\n"}')
    + entry(b"one", metadata={b"trace_id": b"ab" * 16})
    + entry(b"two \xff", nanos=0)
    + field(3, 7),
) + field(1, field(1, b'{job="other"}') + entry(b"three"))


@pytest.mark.parametrize("content_type", ["application/x-protobuf", "application/x-snappy"])
@pytest.mark.parametrize(
    ("headers", "compress"),
    [
        ({}, cramjam.snappy.compress_raw),
        ({"content_encoding": "snappy"}, cramjam.snappy.compress_raw),
        ({"content_encoding": "gzip"}, gzip.compress),
        ({"content_encoding": "identity"}, bytes),
    ],
)
def test_a_push_in_protobuf_equals_one_in_json(
    receiver: Receiver, content_type: str, headers: dict[str, str], compress: Callable[[bytes], bytes]
) -> None:
    """A push in protobuf is compressed by snappy by default; a byte that is not UTF-8 becomes U+FFFD in its line."""
    answer = receiver.push(bytes(compress(PUSH)), content_type, **headers)
    assert (answer["statusCode"], answer["body"] or "") == (204, "")
    assert [entry.text for entry in receiver.entries] == ["one", "two \ufffd", "three"]
    labels = {"app": "shop", "level": "warn", "path": 'C:\\logs"\n'}
    assert [entry.attributes for entry in receiver.entries] == [
        {
            "level": "warn",
            "service": "shop",
            "trace_id": "ab" * 16,
            "timestamp": NOON,
            "labels": labels,
            "metadata": {"trace_id": "ab" * 16},
        },
        {"level": "warn", "service": "shop", "timestamp": "1764158400000000000", "labels": labels},
        {"service": "other", "timestamp": NOON, "labels": {"job": "other"}},
    ]


@pytest.mark.parametrize("push", [PUSH[:-1], b"\xff" * 20, b"watermark"])
def test_an_invalid_protobuf_push_is_refused(receiver: Receiver, push: bytes) -> None:
    """Invalid protobuf or snappy is 400 in plain text, without any part of the request."""
    for body in (bytes(cramjam.snappy.compress_raw(push)), push):
        answer = receiver.push(body, "application/x-protobuf")
        assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (400, "text/plain; charset=utf-8")
        assert "watermark" not in answer["body"]
    assert receiver.entries == []


def test_a_push_of_too_many_lines_is_refused(receiver: Receiver) -> None:
    """Two million lines of two bytes are counted and answered with 413 in a second or two, before they are parsed."""
    push = bytes(cramjam.snappy.compress_raw(field(1, field(2, b"") * 2_000_000)))
    start = time.process_time()
    assert receiver.push(push, "application/x-protobuf")["statusCode"] == 413
    assert time.process_time() - start < 2.5


def test_a_malformed_line_of_protobuf_is_rejected_alone(receiver: Receiver) -> None:
    """Each line is parsed by itself."""
    push = field(1, entry(b"one") + field(2, b"\x12\x7f") + entry(b"two"))
    answer = receiver.push(bytes(cramjam.snappy.compress_raw(push)), "application/x-protobuf")
    assert answer["statusCode"] == 204
    assert [entry.text for entry in receiver.entries] == ["one", "two"]
    assert receiver.api.metrics.counts[Metric.REFUSED, "not_a_line"] == 1


def test_labels_take_time_in_proportion(receiver: Receiver) -> None:
    """A stream's labels of a million characters without any label are read quickly."""
    push = bytes(cramjam.snappy.compress_raw(field(1, field(1, b"a" * 1_000_000) + entry(b"one"))))
    start = time.process_time()
    assert receiver.push(push, "application/x-protobuf")["statusCode"] == 204
    assert time.process_time() - start < 5


def test_rejected_lines_are_logged(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    """Loki's answers cannot report rejections, so one log line counts them under the request's id."""
    lines: list[object] = [[NOON, "watermark"], ["watermark"], 7]
    answer = receiver.push({"streams": [{"stream": {}, "values": lines}]})
    (record,) = [record for record in caplog.records if record.message == "logs_rejected"]
    said = (record.__dict__[name] for name in ("source", "accepted", "rejected", "reasons"))
    assert list(said) == ["loki", 1, 2, {"not_a_line": 2}]
    assert record.__dict__["request_id"] == answer["headers"]["X-Request-Id"]


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
        {"streams": [{"stream": {}, "values": 1}]},
    ],
)
def test_an_invalid_push_is_refused(receiver: Receiver, body: object) -> None:
    """An invalid push is 400 in plain text, without any part of the request."""
    answer = receiver.push(body)
    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert "watermark" not in answer["body"]
    assert receiver.entries == []


def test_a_bad_line_is_rejected_alone(receiver: Receiver) -> None:
    """Loki's clients ignore rejections, and would send everything again after an error."""
    lines: list[object] = [[NOON], [NOON, "x"], 7, [NOON, "half of a \ud83d"], [NOON, "word " * 100_000], [NOON, ""]]
    assert receiver.push({"streams": [{"stream": {"app": "shop"}, "values": lines}, 7]})["statusCode"] == 204
    assert [entry.text for entry in receiver.entries] == [
        "x",
        "half of a \ufffd",
        ("word " * 3_360).rstrip(),
        f'{{"service":"shop","timestamp":"{NOON}","labels":{{"app":"shop"}}}}',
    ]
    assert [entry.attributes.get("truncated_from") for entry in receiver.entries] == [None, None, 500_000, None]
    assert receiver.api.metrics.counts == {
        (Metric.ACCEPTED, None): 4,
        (Metric.CUT, None): 1,
        (Metric.REFUSED, "not_a_line"): 3,
    }


def test_an_invalid_byte_affects_no_other_line(receiver: Receiver) -> None:
    """The byte becomes U+FFFD in its own line."""
    body = json.dumps({"streams": [{"stream": {}, "values": [[NOON, "a~b"], [NOON, "good"]]}]})
    headers = {"content-type": "application/json", "x-scope-orgid": "acme"}
    event = http_event("POST", "/loki/api/v1/push", headers=headers, body=body.encode().replace(b"~", b"\xe2\x82"))
    assert receiver.api.handler(event, None)["statusCode"] == 204
    assert [entry.text for entry in receiver.entries] == ["a\ufffdb", "good"]


@pytest.mark.parametrize(
    ("labels", "metadata", "lifted"),
    [
        ({"detected_level": "WARN", "service_name": "shop"}, {}, {"level": "warn", "service": "shop"}),
        ({"level": "info"}, {"level": "error", "trace_id": "AB" * 16}, {"level": "error", "trace_id": "ab" * 16}),
        ({"unit": "ssh.service", "PRIORITY": "6", "time": NOON}, {}, {"level": "info", "service": "ssh.service"}),
    ],
)
def test_metadata_of_a_line_win_over_its_streams_labels(
    receiver: Receiver, labels: dict[str, str], metadata: dict[str, str], lifted: dict[str, str]
) -> None:
    """Level, service and ids are read from a line's metadata, otherwise from its stream. The time is Loki's."""
    receiver.push({"streams": [{"stream": labels, "values": [["1764158400000000000", "x", metadata]]}]})
    (entry,) = receiver.entries
    beside = ("timestamp", "labels", "metadata")
    assert {name: value for name, value in entry.attributes.items() if name not in beside} == lifted
    assert entry.attributes["timestamp"] == "1764158400000000000"


def test_a_temporary_error_is_503(receiver: Receiver) -> None:
    """A temporary error is 503 with Retry-After, in plain text."""
    receiver.queue.failure = PassingError()
    answer = receiver.push({"streams": [{"stream": {}, "values": [[NOON, "x"]]}]})
    assert (answer["statusCode"], answer["headers"]["Retry-After"]) == (503, "5")
