"""`POST /v1/logs`, tested against https://opentelemetry.io/docs/specs/otlp/ (1.9), whose sections the tests name."""

import base64
import gzip
import json
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest, ExportLogsServiceResponse
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord, ResourceLogs, ScopeLogs
from opentelemetry.proto.resource.v1.resource_pb2 import Resource

from domain.errors import PassingError
from domain.log_entry import LogEntry
from tests.entrypoints.aws_events import http_event
from tests.fakes.log_queue import InMemoryLogQueue
from tests.support.examples import examples
from tests.support.ingest_api import IngestApi

PROTOBUF, JSON = "application/x-protobuf", "application/json"
WATERMARK = "watermark"
NOON = 1_764_158_400_123_456_789


def text(value: str) -> AnyValue:
    """Return a string value."""
    return AnyValue(string_value=value)


def request_of(*records: LogRecord, **resource: str) -> ExportLogsServiceRequest:
    """Return a request with records of one scope of one resource. `__` in a name is a dot."""
    attributes = [KeyValue(key=name.replace("__", "."), value=text(value)) for name, value in resource.items()]
    scope = ScopeLogs(log_records=records)
    scope.scope.name = "my.scope"
    return ExportLogsServiceRequest(
        resource_logs=[ResourceLogs(resource=Resource(attributes=attributes), scope_logs=[scope])]
    )


def as_json(request: ExportLogsServiceRequest) -> str:
    """Return OTLP's JSON: protobuf's JSON with ids in hex, and possibly unknown fields (JSON Protobuf Encoding)."""
    document = MessageToDict(request)
    for resource_logs in document.get("resourceLogs", []):
        for scope_logs in resource_logs["scopeLogs"]:
            for record in scope_logs.get("logRecords", []):
                for name in ("traceId", "spanId"):
                    if name in record:
                        record[name] = base64.b64decode(record[name]).hex()
                record["unknownField"] = {"any": 1}
    return json.dumps(document)


class Receiver:
    """The handler over a queue in memory."""

    def __init__(self) -> None:
        self.queue = InMemoryLogQueue()
        self.api = IngestApi(self.queue)

    def send(self, body: bytes | str, content_type: str = PROTOBUF, **headers: str) -> dict[str, Any]:
        """Return the complete answer, which never contains parts of the request."""
        all_headers = {"content-type": content_type, "x-tenant-id": "acme"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        answer = self.api.handler(http_event("POST", "/v1/logs", headers=all_headers, body=body), None)
        assert WATERMARK not in str(self.content(answer))
        return answer

    @staticmethod
    def content(answer: dict[str, Any]) -> bytes:
        """Return the body of the answer."""
        body: str = answer["body"] or ""
        return base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()

    @property
    def entries(self) -> list[LogEntry]:
        """Return all queued logs."""
        return [entry for envelope in self.queue.envelopes for entry in envelope.entries]


@pytest.fixture
def receiver() -> Receiver:
    """Return a handler to which nothing was sent."""
    return Receiver()


RECORD = LogRecord(
    time_unix_nano=NOON,
    severity_number=17,  # type: ignore[arg-type]  # it is a number in JSON
    body=text("call 555-0199"),
    attributes=[KeyValue(key="user", value=text("ada")), KeyValue(key="n", value=AnyValue(int_value=2**60))],
    trace_id=bytes(range(16)),
    span_id=bytes(range(8)),
)


@pytest.mark.parametrize("content_type", [PROTOBUF, JSON])
@pytest.mark.parametrize("compressed", [False, True])
def test_a_record_becomes_a_log_with_all_its_fields(receiver: Receiver, content_type: str, *, compressed: bool) -> None:
    """Protobuf and JSON give the same log, compressed or not: body, severity, service, time, ids and attributes."""
    request = request_of(RECORD, service__name="shop")
    body = request.SerializeToString() if content_type == PROTOBUF else as_json(request).encode()
    headers = {"content_encoding": "gzip"} if compressed else {}
    answer = receiver.send(gzip.compress(body) if compressed else body, content_type, **headers)
    assert answer["statusCode"] == 200
    (entry,) = receiver.entries
    assert (entry.tenant_id, entry.text, entry.source, entry.log_id) == ("acme", "call 555-0199", "otlp", "~0")
    assert entry.attributes == {
        "level": "ERROR",
        "service": "shop",
        "timestamp": "2025-11-26T12:00:00.123456789Z",
        "trace_id": bytes(range(16)).hex(),
        "span_id": bytes(range(8)).hex(),
        "scope": "my.scope",
        "attributes": {"user": "ada", "n": 2**60},
        "resource": {"service.name": "shop"},
    }


@pytest.mark.parametrize(("content_type", "empty"), [(PROTOBUF, b""), (JSON, b"{}")])
def test_success(receiver: Receiver, content_type: str, empty: bytes) -> None:
    """OTLP/HTTP Response, Full Success: 200 and an empty ExportLogsServiceResponse in the request's content type.

    An empty request (OTLP/HTTP Request) succeeds too.
    """
    for request in (ExportLogsServiceRequest(), request_of(RECORD)):
        body = request.SerializeToString() if content_type == PROTOBUF else as_json(request)
        answer = receiver.send(body, content_type)
        assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (200, content_type)
        assert receiver.content(answer) == empty


@pytest.mark.parametrize("content_type", [PROTOBUF, JSON])
def test_partial_success(receiver: Receiver, content_type: str) -> None:
    """OTLP/HTTP Response, Partial Success: 200, the number of rejected logs, and a message for people."""
    request = request_of(RECORD, tenant__id="acme")
    request.MergeFrom(request_of(RECORD, LogRecord(), tenant__id=WATERMARK + "/"))
    body = request.SerializeToString() if content_type == PROTOBUF else as_json(request)
    answer = receiver.send(body, content_type, x_tenant_id="")
    assert answer["statusCode"] == 200
    if content_type == PROTOBUF:
        partial = ExportLogsServiceResponse.FromString(receiver.content(answer)).partial_success
        assert (partial.rejected_log_records, "bad_tenant_id" in partial.error_message) == (2, True)
    else:
        said = json.loads(receiver.content(answer))["partialSuccess"]
        assert (said["rejectedLogRecords"], "bad_tenant_id" in said["errorMessage"]) == ("2", True)
    assert len(receiver.entries) == 1


@pytest.mark.parametrize(
    "bad", [{"traceId": WATERMARK}, {"timeUnixNano": WATERMARK}, {"body": {"kvlistValue": [1]}}, None, 7, WATERMARK]
)
def test_a_malformed_json_record_is_rejected_alone(receiver: Receiver, bad: object) -> None:
    """In JSON, each record is parsed by itself, and an invalid one is rejected alone."""
    good = {"body": {"stringValue": "good"}}
    document = {"resourceLogs": [{"scopeLogs": [{"logRecords": [good, bad]}, {"log_records": [good]}]}]}
    answer = receiver.send(json.dumps(document), JSON)
    said = json.loads(receiver.content(answer))["partialSuccess"]
    assert (said["rejectedLogRecords"], "log 1, malformed_record" in said["errorMessage"]) == ("1", True)
    assert [entry.text for entry in receiver.entries] == ["good", "good"]


def test_a_malformed_protobuf_record_is_rejected_alone(receiver: Receiver) -> None:
    """In protobuf, too, each record is parsed by itself, and a malformed one is rejected alone."""
    body = request_of(RECORD, LogRecord(body=text("ab")), RECORD).SerializeToString()
    # Set the length of a string to more than the remaining bytes.
    answer = receiver.send(body.replace(b"\x0a\x02ab", b"\x0a\x7fab"))
    partial = ExportLogsServiceResponse.FromString(receiver.content(answer)).partial_success
    assert (partial.rejected_log_records, "log 1, malformed_record" in partial.error_message) == (1, True)
    assert [entry.text for entry in receiver.entries] == ["call 555-0199"] * 2


def test_a_protobuf_message_may_be_sent_in_pieces(receiver: Receiver) -> None:
    """A resource that is sent in two pieces, one of them after its logs, is merged, as protobuf defines."""
    whole = request_of(RECORD, service__name="shop", host="web-1").resource_logs[0]
    pieces = [Resource(attributes=[pair]).SerializeToString() for pair in whole.resource.attributes]
    whole.ClearField("resource")
    fields = whole.SerializeToString() + b"".join(bytes((10, len(piece))) + piece for piece in pieces)
    receiver.send(bytes((10, *(len(fields) & 127 | 128, len(fields) >> 7))) + fields)
    assert [entry.attributes["resource"] for entry in receiver.entries] == [{"service.name": "shop", "host": "web-1"}]


@pytest.mark.parametrize("content_type", [PROTOBUF, JSON])
def test_an_invalid_byte_affects_no_other_record(receiver: Receiver, content_type: str) -> None:
    """Bytes that are not UTF-8 become U+FFFD in their string; ids and bytes are unchanged."""
    values = [KeyValue(key="bytes~", value=AnyValue(bytes_value=b"~\xff")), KeyValue(key="list", value=text("~"))]
    record = LogRecord(body=text("bad ~"), attributes=values, trace_id=b"~" * 16)
    request = request_of(RECORD, record, service__name="~shop")
    body = request.SerializeToString() if content_type == PROTOBUF else as_json(request).encode()
    # A byte of the same length with which no UTF-8 character begins.
    answer = receiver.send(body.replace(b"~", b"\xfe"), content_type)
    assert (answer["statusCode"], receiver.content(answer)) == (200, b"" if content_type == PROTOBUF else b"{}")
    good, bad = receiver.entries
    assert (good.text, bad.text) == ("call 555-0199", "bad \ufffd")
    assert bad.attributes["resource"] == {"service.name": "\ufffdshop"}
    encoded = base64.b64encode(b"\xfe\xff" if content_type == PROTOBUF else b"~\xff").decode()
    assert bad.attributes["attributes"] == {"bytes\ufffd": encoded, "list": "\ufffd"}
    assert bad.attributes["trace_id"] == (b"\xfe" if content_type == PROTOBUF else b"~").hex() * 16


def test_a_too_long_text_is_cut(receiver: Receiver) -> None:
    """A text over the limit is cut and says how long it was. Nothing is rejected."""
    answer = receiver.send(request_of(RECORD, LogRecord(body=text("word " * 100_000))).SerializeToString())
    assert (answer["statusCode"], receiver.content(answer)) == (200, b"")
    long = receiver.entries[1]
    assert (long.text, long.attributes["truncated_from"]) == (("word " * 3_360).rstrip(), 500_000)


def test_an_empty_record_is_a_log(receiver: Receiver) -> None:
    """A record without body, name and attributes is stored as JSON."""
    receiver.send(request_of(LogRecord(severity_text="INFO")).SerializeToString())
    assert [entry.text for entry in receiver.entries] == ['{"level":"INFO","scope":"my.scope"}']


@pytest.mark.parametrize(
    ("record", "lifted"),
    [
        (LogRecord(severity_text="Warning", severity_number=9), {"level": "Warning"}),  # type: ignore[arg-type]
        (LogRecord(severity_text="odd", severity_number=9), {"level": "INFO", "severity_text": "odd"}),  # type: ignore[arg-type]
        (LogRecord(severity_text="odd"), {"level": "odd"}),
        (LogRecord(attributes=[KeyValue(key="log.level", value=text("warning"))]), {"level": "warn"}),
        (LogRecord(attributes=[KeyValue(key="otelTraceID", value=text("ab" * 16))]), {"trace_id": "ab" * 16}),
    ],
)
def test_a_level_is_read_from_severity_or_attributes(
    receiver: Receiver, record: LogRecord, lifted: dict[str, str]
) -> None:
    """The level is read from the severity's text, otherwise from its number, otherwise from attributes; so are ids."""
    receiver.send(request_of(record).SerializeToString())
    (entry,) = receiver.entries
    beside = ("scope", "attributes", "resource")
    assert {name: value for name, value in entry.attributes.items() if name not in beside} == lifted


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (PROTOBUF, b"watermark"),
        (PROTOBUF, request_of(RECORD).SerializeToString()[:-1]),
        (PROTOBUF, b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
        (JSON, "{"),
        (JSON, "[]"),
        (JSON, '{"resourceLogs": "watermark"}'),
        (JSON, '{"resourceLogs":[{"scopeLogs":["watermark"]}]}'),
        (JSON, '{"resourceLogs":[{"scopeLogs":[{"logRecords":"watermark"}]}]}'),
        (JSON, '{"resourceLogs":[{"resource":{"attributes":"watermark"}}]}'),
        (JSON, '{"resourceLogs":' * 500),
    ],
)
def test_bad_data(receiver: Receiver, content_type: str, body: bytes | str) -> None:
    """OTLP/HTTP Response, Failures and Bad Data: 400 with a Status in the request's content type, without its text."""
    answer = receiver.send(body, content_type)
    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (400, content_type)
    content = receiver.content(answer)
    if content_type == PROTOBUF:
        # Field 2 of google.rpc.Status, found by its length.
        assert content[0] == 0x12
        assert content[2:].decode().isprintable()
    else:
        assert json.loads(content).keys() == {"message"}


def test_throttling(receiver: Receiver) -> None:
    """OTLP/HTTP Throttling: 503 with Retry-After, which clients retry. They would drop logs after a 500."""
    receiver.queue.failure = PassingError()
    answer = receiver.send(request_of(RECORD).SerializeToString())
    assert (answer["statusCode"], answer["headers"]["Retry-After"]) == (503, "5")


def test_other_content_types_are_refused(receiver: Receiver) -> None:
    """Other content types are 415, in a format that any client can read."""
    assert receiver.send("x", "text/plain")["statusCode"] == 415


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x_tenant_id": "one"}, "one"),
        ({"x_tenant_id": "", "x_scope_orgid": "two"}, "two"),
        ({"x_tenant_id": ""}, "three"),
    ],
)
def test_the_tenant_is_named_by_header_or_resource(receiver: Receiver, headers: dict[str, str], expected: str) -> None:
    """X-Tenant-ID names the tenant, otherwise X-Scope-OrgID, otherwise the resource attribute `tenant.id`."""
    receiver.send(request_of(RECORD, tenant__id="three").SerializeToString(), **headers)
    assert [entry.tenant_id for entry in receiver.entries] == [expected]


def test_values_of_any_type_become_json(receiver: Receiver) -> None:
    """A body of any type has a text, an event has its name, and every value is valid JSON."""
    nested = AnyValue(
        kvlist_value=KeyValueList(
            values=[
                KeyValue(key="a", value=AnyValue(array_value=ArrayValue(values=[text("é"), AnyValue()]))),
                KeyValue(key="b", value=AnyValue(bytes_value=b"\x00\xff")),
                KeyValue(key="c", value=AnyValue(double_value=float("nan"))),
            ]
        )
    )
    attributes = [KeyValue(key="k", value=AnyValue(bool_value=True))]
    receiver.send(
        request_of(
            LogRecord(body=nested), LogRecord(event_name="clicked"), LogRecord(attributes=attributes)
        ).SerializeToString()
    )
    assert [entry.text for entry in receiver.entries] == [
        '{"a":["é",null],"b":"AP8=","c":"nan"}',
        "clicked",
        '{"k":true}',
    ]


def test_a_repeated_request_has_the_same_ids(receiver: Receiver) -> None:
    """The worker derives the id of a record with a time. A record without a time gets a new id."""
    request = request_of(
        RECORD, RECORD, LogRecord(body=text("x"), observed_time_unix_nano=5), LogRecord(body=text("x"))
    )
    receiver.send(request.SerializeToString())
    assert [entry.log_id for entry in receiver.entries] == ["~0", "~1", "~0", "log-1"]


@settings(max_examples=examples(150))
@given(body=st.binary(max_size=300), content_type=st.sampled_from([PROTOBUF, JSON]))
def test_arbitrary_bytes_cause_no_internal_error(body: bytes, content_type: str) -> None:
    """Any bytes are accepted or refused, and never cause an internal error."""
    assert Receiver().send(body, content_type)["statusCode"] in (200, 400)


@settings(max_examples=examples(50))
@given(cut=st.integers(0, 400), flip=st.integers(0, 400), value=st.integers(0, 255))
def test_broken_messages_are_refused(cut: int, flip: int, value: int) -> None:
    """Nearly valid messages are accepted or refused too."""
    body = bytearray(request_of(RECORD, RECORD, service__name="shop").SerializeToString())
    body[flip % len(body)] = value
    for broken in (bytes(body), bytes(body[: cut % len(body)])):
        assert Receiver().send(broken)["statusCode"] in (200, 400)
