import gzip
import json
import logging
import zlib
from typing import Any

import pytest

from application.ports.metrics import Metric
from domain.errors import PassingError
from domain.limits import MAX_REQUEST_BYTES
from tests.entrypoints.aws_events import GATEWAY_REQUEST_ID, http_event
from tests.fakes.log_queue import InMemoryLogQueue
from tests.support.ingest_api import IngestApi

JSON = {"content-type": "application/json"}
TEXT = {"content-type": "text/plain", "x-tenant-id": "acme"}
WATERMARK = "watermark-3f9"
TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class Ingest:
    """The handler over an in-memory queue."""

    def __init__(self) -> None:
        self.queue = InMemoryLogQueue()
        self.api = IngestApi(self.queue)
        self.metrics = self.api.metrics
        self._handler = self.api.handler

    def answer(self, method: str = "POST", path: str = "/ingest", **request: Any) -> dict[str, Any]:
        """Return the complete answer to an event."""
        return self._handler(http_event(method, path, **request), None)

    def ask(self, method: str = "POST", path: str = "/ingest", **request: Any) -> tuple[int, dict[str, Any]]:
        """Return status and body of the answer."""
        answer = self.answer(method, path, **request)
        return answer["statusCode"], json.loads(answer["body"])

    def refusal(self, **request: Any) -> tuple[int, str]:
        """Return status and code of a refusal. It must be a problem document and must not repeat the request."""
        answer = self.answer(**request)
        problem = json.loads(answer["body"])
        assert answer["headers"]["Content-Type"] == "application/problem+json"
        assert problem.keys() == {"type", "title", "status", "detail", "instance", "code", "request_id"}
        assert problem["status"] == answer["statusCode"]
        assert problem["code"] in problem["type"]
        assert WATERMARK not in json.dumps(answer)
        assert self.queue.envelopes == []
        return answer["statusCode"], problem["code"]


@pytest.fixture
def ingest() -> Ingest:
    """Return a handler with an empty queue."""
    return Ingest()


def test_the_missions_json_request_is_accepted(ingest: Ingest) -> None:
    """The answer is 202 with status, tenant, log id and request id, and the log is queued."""
    status, body = ingest.ask(headers=JSON, body='{"tenant_id":"acme","log_id":"123","text":"User data here"}')
    assert status == 202
    assert body == {"status": "accepted", "tenant_id": "acme", "log_id": "123", "request_id": GATEWAY_REQUEST_ID}
    (envelope,) = ingest.queue.envelopes
    (entry,) = envelope.entries
    assert (entry.tenant_id, entry.log_id, entry.text, entry.source) == ("acme", "123", "User data here", "json")
    assert envelope.request_id == GATEWAY_REQUEST_ID


def test_the_missions_text_request_is_accepted(ingest: Ingest) -> None:
    """The header names the tenant, and the log gets a new id."""
    status, body = ingest.ask(headers=TEXT, body="Raw log text here")
    assert status == 202
    assert body == {"status": "accepted", "tenant_id": "acme", "log_id": "log-1", "request_id": GATEWAY_REQUEST_ID}
    (entry,) = ingest.queue.envelopes[0].entries
    assert (entry.tenant_id, entry.text, entry.source) == ("acme", "Raw log text here", "text")


def test_a_text_request_may_name_its_log(ingest: Ingest) -> None:
    """X-Log-ID is the id of a plain text log."""
    assert ingest.ask(headers=TEXT | {"x-log-id": "123"}, body="text")[1]["log_id"] == "123"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": "Application/JSON; Charset=UTF-8"}, '{"tenant_id":"acme","text":"x"}'),
        (JSON, b'{"tenant_id":"acme","text":"x"}'),
        (JSON, '\ufeff{"tenant_id":"acme","text":"x"}'),
        (JSON | {"X-Tenant-ID": "acme"}, '{"text":"x"}'),
        (JSON | {"x-tenant-id": "acme"}, '{"tenant_id":"acme","text":"x"}'),
        (JSON | {"content-encoding": "identity"}, '{"tenant_id":"acme","text":"x","log_id":null}'),
        ({"CONTENT-TYPE": "text/plain; charset=us-ascii", "X-TENANT-ID": " acme "}, "x"),
        (TEXT, "\ufeffx".encode()),
    ],
)
def test_requests_are_read_however_they_are_written(ingest: Ingest, headers: dict[str, str], body: str | bytes) -> None:
    """Header names in any case, charsets, base64, byte order marks, and the tenant in body or header are accepted."""
    assert ingest.ask(headers=headers, body=body)[0] == 202
    (entry,) = ingest.queue.envelopes[0].entries
    assert (entry.tenant_id, entry.text) == ("acme", "x")


def test_an_integer_log_id_is_accepted_as_text(ingest: Ingest) -> None:
    """An integer id is accepted and returned as text."""
    assert ingest.ask(headers=JSON, body='{"tenant_id":"acme","log_id":42,"text":"x"}')[1]["log_id"] == "42"


@pytest.mark.parametrize(
    ("fields", "log_id"),
    [
        ({"text": "x", "timestamp": "2026-11-26T20:00:00Z"}, "log-1"),
        ({"Message": "x", "MessageId": "22b80b92", "TopicArn": "arn"}, "22b80b92"),
        ({"Message": "x", "MessageId": "22b80b92", "TopicArn": "arn", "log_id": "1"}, "1"),
    ],
)
def test_the_answer_has_the_final_id(ingest: Ingest, fields: dict[str, str], log_id: str) -> None:
    """The answer to a single log has its final id: the client's, one from the record, or a new one."""
    assert ingest.ask(headers=JSON, body=json.dumps({"tenant_id": "acme", **fields}))[1]["log_id"] == log_id
    assert ingest.queue.envelopes[0].entries[0].text == "x"


def test_other_fields_are_attributes(ingest: Ingest) -> None:
    """All other fields are kept as attributes, together with those of the object `attributes`."""
    body = {
        "tenant_id": "acme",
        "text": "x",
        "level": "info",
        "n": 1.5,
        "attributes": {"service": "shop", "tags": ["a"]},
    }
    assert ingest.ask(headers=JSON, body=json.dumps(body))[0] == 202
    (entry,) = ingest.queue.envelopes[0].entries
    assert entry.attributes == {"service": "shop", "tags": ["a"], "level": "info", "n": 1.5}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (f'{{"tenant_id":"acme","text":"{WATERMARK}"', "malformed_json"),
        ("", "malformed_json"),
        (f'{{"tenant_id":"acme","text":"{WATERMARK}","n":NaN}}', "malformed_json"),
        (f'{{"tenant_id":"acme","text":"{WATERMARK}","n":-Infinity}}', "malformed_json"),
        (f'{{"tenant_id":"acme","text":"{WATERMARK}","n":1e999}}', "malformed_json"),
        (f'{{"tenant_id":"acme","text":"{WATERMARK}","n":{"1" * 5000}}}', "malformed_json"),
        (f'{{"tenant_id":"acme","text":"{WATERMARK}\\ud800"}}', "malformed_json"),
        (f'{{"tenant_id":"acme","text":"{WATERMARK}","\\uDFFF":1}}', "malformed_json"),
        ('{"tenant_id":"acme","text":' + "[" * 100_000, "malformed_json"),
        (f'{{"tenant_id":"acme","text":"{WATERMARK}"}}'.encode("utf-16"), "malformed_utf8"),
        (b'{"tenant_id":"acme","text":"\xff"}', "malformed_utf8"),
        (f'["{WATERMARK}"]', "not_an_object"),
        (f'"{WATERMARK}"', "not_an_object"),
        (f'{{"text":"{WATERMARK}"}}', "missing_tenant_id"),
        (f'{{"tenant_id":null,"text":"{WATERMARK}"}}', "missing_tenant_id"),
        (f'{{"tenant_id":"","text":"{WATERMARK}"}}', "bad_tenant_id"),
        (f'{{"tenant_id":"acme\\n","text":"{WATERMARK}"}}', "bad_tenant_id"),
        (f'{{"tenant_id":7,"text":"{WATERMARK}"}}', "invalid_field"),
        (f'{{"tenant_id":"acme","note":"{WATERMARK}"}}', "invalid_field"),
        (f'{{"tenant_id":"acme","text":["{WATERMARK}"]}}', "invalid_field"),
        (f'{{"tenant_id":"acme","text":null,"x":"{WATERMARK}"}}', "invalid_field"),
        (f'{{"tenant_id":"acme","text":"","x":"{WATERMARK}"}}', "empty_text"),
        (f'{{"tenant_id":"acme","log_id":"{WATERMARK}~1","text":"x"}}', "bad_log_id"),
        (f'{{"tenant_id":"acme","log_id":"","text":"{WATERMARK}"}}', "bad_log_id"),
        (f'{{"tenant_id":"acme","log_id":true,"text":"{WATERMARK}"}}', "invalid_field"),
        (f'{{"tenant_id":"acme","log_id":1.5,"text":"{WATERMARK}"}}', "invalid_field"),
        (f'{{"tenant_id":"acme","text":"x","attributes":"{WATERMARK}"}}', "invalid_field"),
        (f'{{"tenant_id":"acme","text":"x","a":1,"attributes":{{"a":"{WATERMARK}"}}}}', "duplicate_attribute"),
    ],
)
def test_malformed_json_requests_are_400(ingest: Ingest, body: str | bytes, code: str) -> None:
    """Each error has its own code, and no refused request is queued or repeated in the answer."""
    assert ingest.refusal(headers=JSON, body=body) == (400, code)


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        ({"content-type": "text/plain"}, WATERMARK, "missing_tenant_id"),
        (TEXT | {"x-tenant-id": "acme,beta"}, WATERMARK, "bad_tenant_id"),
        (TEXT | {"x-log-id": "a b"}, WATERMARK, "bad_log_id"),
        (TEXT | {"x-tenant-id": "acme\u00a0"}, WATERMARK, "bad_tenant_id"),
        (TEXT, "", "empty_text"),
        (TEXT, None, "empty_text"),
        (TEXT, b"\xff\xfe", "malformed_utf8"),
        (JSON | {"x-tenant-id": "beta"}, f'{{"tenant_id":"acme","text":"{WATERMARK}"}}', "tenant_mismatch"),
    ],
)
def test_malformed_text_requests_are_400(
    ingest: Ingest, headers: dict[str, str], body: str | bytes | None, code: str
) -> None:
    """A missing, repeated or contradicted tenant is refused, and so is an empty or invalid text."""
    assert ingest.refusal(headers=headers, body=body) == (400, code)


def test_invalid_base64_is_400(ingest: Ingest) -> None:
    """A body that is marked as base64 and is not valid base64 is the caller's error."""
    event = http_event("POST", "/ingest", headers=TEXT, body="???") | {"isBase64Encoded": True}
    answer = ingest._handler(event, None)  # noqa: SLF001 - `ask` cannot create this event
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (400, "malformed_base64")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "unsupported_content_type"),
        ({"content-type": "application/x-www-form-urlencoded"}, "unsupported_content_type"),
        ({"content-type": "application/xml"}, "unsupported_content_type"),
        ({"content-type": "text/plain; charset=latin-1", "x-tenant-id": "acme"}, "unsupported_charset"),
        (TEXT | {"content-encoding": "br"}, "unsupported_encoding"),
        (JSON | {"Content-Encoding": "COMPRESS"}, "unsupported_encoding"),
        (TEXT | {"content-encoding": "gzip, br"}, "unsupported_encoding"),
    ],
)
def test_unsupported_content_is_415(ingest: Ingest, headers: dict[str, str], code: str) -> None:
    """Unsupported content types, charsets and encodings get their own codes."""
    assert ingest.refusal(headers=headers, body=gzip.compress(WATERMARK.encode())) == (415, code)


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate"])
@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
@pytest.mark.parametrize("decoding", ["utf-8", "latin-1"])
def test_compressed_bodies_that_a_gateway_treated_as_text_are_415(
    ingest: Ingest, encoding: str, content_type: str, decoding: str
) -> None:
    """A 400 would make the sender drop a valid request, so a 415 names a content type that works."""
    log = f'{{"tenant_id":"acme","text":"{WATERMARK}"}}'.encode()
    compressed = zlib.compress(log) if encoding == "deflate" else gzip.compress(log)
    damaged = compressed.decode(decoding, errors="replace")
    headers = {"content-type": content_type, "content-encoding": encoding, "x-tenant-id": "acme"}
    status, answer = ingest.ask(headers=headers, body=damaged)
    assert (status, answer["code"]) == (415, "compressed_as_text")
    assert "application/x-ndjson" in answer["detail"]
    assert ingest.ask(headers=headers, body=compressed)[0] == 202


@pytest.mark.parametrize(
    ("text", "code"),
    [("x" * 16_801, "text_too_large"), ("x" * (MAX_REQUEST_BYTES + 1), "request_too_large")],
)
@pytest.mark.parametrize("as_bytes", [False, True])
def test_a_too_large_body_is_413(ingest: Ingest, text: str, code: str, as_bytes: bool) -> None:  # noqa: FBT001 - pytest
    """The answer names the limit, also for base64 bodies."""
    body: str | bytes = text.encode() if as_bytes else text
    assert ingest.refusal(headers=TEXT, body=body) == (413, code)


@pytest.mark.parametrize("length", [str(MAX_REQUEST_BYTES + 1), "0" * 9 + "9" * 20, "9" * 5_000])
def test_a_too_large_content_length_is_413(ingest: Ingest, length: str) -> None:
    """A body is refused by its Content-Length before it is decoded."""
    headers = TEXT | {"content-length": length}
    assert ingest.refusal(headers=headers, body=b"\xff") == (413, "request_too_large")


@pytest.mark.parametrize("length", ["", "0", "x", "-1", "1_0", "\u0661" * 20, str(MAX_REQUEST_BYTES)])
def test_an_invalid_content_length_is_ignored(ingest: Ingest, length: str) -> None:
    """A missing or invalid Content-Length is ignored, and the body itself is measured."""
    assert ingest.ask(headers=TEXT | {"content-length": length}, body="x")[0] == 202


def test_a_request_may_be_as_large_as_its_limit(ingest: Ingest) -> None:
    """A body of exactly 4 MiB is read in either form; it is refused only for its content."""
    for body in ("é" * (MAX_REQUEST_BYTES // 2), b"x" * MAX_REQUEST_BYTES):
        assert ingest.refusal(headers=TEXT, body=body) == (413, "text_too_large")


def test_attributes_over_their_limits_are_413(ingest: Ingest) -> None:
    """Too many bytes and too many levels have different codes."""
    document: dict[str, Any] = {"tenant_id": "acme", "text": "x", "attributes": {"k": WATERMARK * 2_000}}
    assert ingest.refusal(headers=JSON, body=json.dumps(document)) == (413, "attributes_too_large")
    document["attributes"] = json.loads('{"k":' * 17 + "1" + "}" * 17)
    assert ingest.refusal(headers=JSON, body=json.dumps(document)) == (413, "attributes_too_deep")


def test_a_log_too_large_for_the_queue_is_413() -> None:
    """Without a limit on characters, the encoded size of the message is the limit."""
    queue = InMemoryLogQueue()
    answer = IngestApi(queue, seconds_per_character=0).handler(
        http_event("POST", "/ingest", headers=TEXT, body="\x1b" * 50_000), None
    )
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (413, "envelope_too_large")
    assert queue.envelopes == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/ingest"),
        ("DELETE", "/ingest"),
        ("OPTIONS", "/ingest"),
        ("PROPFIND", "/ingest"),
        ("BREW", "/ingest"),
        ("POST", "/healthz"),
        ("PROPFIND", "/healthz"),
    ],
)
def test_other_methods_are_405(ingest: Ingest, method: str, path: str) -> None:
    """The answer names the methods that the route supports."""
    answer = ingest.answer(method, path)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (405, "method_not_allowed")
    assert answer["headers"]["Allow"] in {"POST", "GET, HEAD"}


@pytest.mark.parametrize("path", ["/", "/ingest/", "/ingest/x", "/nope", "/tenants/acme/logs"])
def test_other_routes_are_404(ingest: Ingest, path: str) -> None:
    """The read routes belong to read-api, not to this function."""
    status, problem = ingest.ask("POST", path, headers=JSON, body="{}")
    assert (status, problem["code"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_health_is_200(ingest: Ingest, method: str) -> None:
    """Health checks with GET and HEAD get exactly 200."""
    assert ingest.ask(method, "/healthz") == (200, {"status": "ok"})


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/readyz", "/ready"])
def test_readiness_is_200_while_the_queue_answers(ingest: Ingest, method: str, path: str) -> None:
    """The function is ready if it can accept logs. While its queue fails it is alive, but readiness is 503."""
    assert ingest.ask(method, path) == (200, {"status": "ready"})
    ingest.queue.failure = PassingError()
    answer = ingest.answer(method, path)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (503, "unavailable")
    assert int(answer["headers"]["Retry-After"]) > 0
    assert ingest.ask(method, "/healthz")[0] == 200
    ingest.queue.failure = None
    assert ingest.ask(method, path)[0] == 200


def test_a_queue_that_did_not_confirm_is_503(ingest: Ingest, caplog: pytest.LogCaptureFixture) -> None:
    """The caller is told to retry, and our own log has the class of the error without any text."""
    caplog.set_level(logging.DEBUG, logger="entrypoints")
    ingest.queue.failure = PassingError("ThrottlingException")
    answer = ingest.answer(headers=TEXT, body=WATERMARK)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (503, "unavailable")
    assert int(answer["headers"]["Retry-After"]) > 0
    assert WATERMARK not in json.dumps(answer)
    (record,) = caplog.records
    assert (record.msg, record.__dict__["reason"]) == ("unavailable", "ThrottlingException")
    assert record.__dict__["request_id"] == json.loads(answer["body"])["request_id"]
    assert WATERMARK not in repr(record.__dict__)


def test_an_unexpected_error_is_500_without_details(ingest: Ingest, caplog: pytest.LogCaptureFixture) -> None:
    """An unexpected error is answered and logged with its class only, without message or text."""
    caplog.set_level(logging.DEBUG, logger="entrypoints")
    ingest.api.ids.failure = KeyError(WATERMARK)
    answer = ingest.answer(headers=TEXT, body=WATERMARK)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (500, "internal_error")
    assert WATERMARK not in json.dumps(answer)
    (record,) = caplog.records
    assert (record.msg, record.__dict__["error"]) == ("unexpected_error", "KeyError")
    assert record.__dict__["request_id"] == json.loads(answer["body"])["request_id"]
    assert WATERMARK not in repr(record.__dict__)


@pytest.mark.parametrize("failure", [RuntimeError(WATERMARK), KeyError(WATERMARK), MemoryError(WATERMARK)])
def test_an_unexpected_error_of_the_queue_is_503(
    ingest: Ingest, caplog: pytest.LogCaptureFixture, failure: Exception
) -> None:
    """Any error while queueing may be temporary, and clients retry after a 503 but drop logs after a 500."""
    caplog.set_level(logging.DEBUG)
    ingest.queue.failure = failure
    answer = ingest.answer(headers=TEXT, body=WATERMARK)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (503, "unavailable")
    assert int(answer["headers"]["Retry-After"]) > 0
    assert WATERMARK not in repr([answer, [record.__dict__ for record in caplog.records]])


def test_accepted_and_refused_requests_are_counted(ingest: Ingest) -> None:
    """Each request is counted once, as accepted or by the code of its refusal, without the tenant."""
    ingest.ask(headers=TEXT, body="x")
    ingest.ask(headers=TEXT, body="")
    ingest.ask(headers={"content-type": "image/png"}, body="x")
    ingest.queue.failure = PassingError()
    ingest.ask(headers=TEXT, body="x")
    assert ingest.metrics.counts == {
        (Metric.ACCEPTED, None): 1,
        (Metric.REFUSED, "empty_text"): 1,
        (Metric.REFUSED, "unsupported_content_type"): 1,
        (Metric.REFUSED, "unavailable"): 1,
    }


def test_request_ids_are_echoed(ingest: Ingest) -> None:
    """A valid X-Request-Id is the id of the request in header, body and message."""
    answer = ingest.answer(headers=TEXT | {"X-Request-Id": "req-1", "traceparent": TRACEPARENT}, body="x")
    assert answer["headers"]["X-Request-Id"] == "req-1"
    assert json.loads(answer["body"])["request_id"] == "req-1"
    assert (ingest.queue.envelopes[0].request_id, ingest.queue.envelopes[0].traceparent) == ("req-1", TRACEPARENT)


@pytest.mark.parametrize("claimed", ["a b", "x" * 129, "{}", "é", ""])
def test_request_ids_that_break_the_grammar_are_replaced(ingest: Ingest, claimed: str) -> None:
    """A client's header is written to our own logs only in a safe format."""
    answer = ingest.answer("GET", "/healthz", headers={"X-Request-Id": claimed})
    assert answer["headers"]["X-Request-Id"] == GATEWAY_REQUEST_ID


@pytest.mark.parametrize(
    "claimed",
    ["", "00-" + "0" * 32 + "-00f067aa0ba902b7-01", TRACEPARENT.upper(), TRACEPARENT + "-x", "ff" + TRACEPARENT[2:]],
)
def test_trace_contexts_that_break_the_grammar_are_dropped(ingest: Ingest, claimed: str) -> None:
    """Only a trace context of version 00 with non-zero ids is kept."""
    ingest.ask(headers=TEXT | {"traceparent": claimed}, body="x")
    assert ingest.queue.envelopes[0].traceparent is None
