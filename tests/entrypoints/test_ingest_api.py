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
        """The whole answer to an event."""
        return self._handler(http_event(method, path, **request), None)

    def ask(self, method: str = "POST", path: str = "/ingest", **request: Any) -> tuple[int, dict[str, Any]]:
        """Status and body of the answer."""
        answer = self.answer(method, path, **request)
        return answer["statusCode"], json.loads(answer["body"])

    def refusal(self, **request: Any) -> tuple[int, str]:
        """Status and code of a refusal, which must be a problem document and must not repeat what was sent."""
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
    """A handler with an empty queue."""
    return Ingest()


def test_the_missions_json_request_is_accepted(ingest: Ingest) -> None:
    """202 with status, tenant, log id and request id, and the log is queued."""
    status, body = ingest.ask(headers=JSON, body='{"tenant_id":"acme","log_id":"123","text":"User data here"}')
    assert status == 202
    assert body == {"status": "accepted", "tenant_id": "acme", "log_id": "123", "request_id": GATEWAY_REQUEST_ID}
    (envelope,) = ingest.queue.envelopes
    (entry,) = envelope.entries
    assert (entry.tenant_id, entry.log_id, entry.text, entry.source) == ("acme", "123", "User data here", "json")
    assert envelope.request_id == GATEWAY_REQUEST_ID


def test_the_missions_text_request_is_accepted(ingest: Ingest) -> None:
    """The tenant comes from the header, and an id is made."""
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
    """Header names in any case, charsets, base64 bodies, byte order marks, and the tenant in either place."""
    assert ingest.ask(headers=headers, body=body)[0] == 202
    (entry,) = ingest.queue.envelopes[0].entries
    assert (entry.tenant_id, entry.text) == ("acme", "x")


def test_an_integer_log_id_stands_for_its_digits(ingest: Ingest) -> None:
    """Clients that count get their numbers back as text."""
    assert ingest.ask(headers=JSON, body='{"tenant_id":"acme","log_id":42,"text":"x"}')[1]["log_id"] == "42"


@pytest.mark.parametrize(
    ("fields", "log_id"),
    [
        ({"text": "x", "timestamp": "2026-11-26T20:00:00Z"}, "log-1"),
        ({"Message": "x", "MessageId": "22b80b92", "TopicArn": "arn"}, "22b80b92"),
        ({"Message": "x", "MessageId": "22b80b92", "TopicArn": "arn", "log_id": "1"}, "1"),
    ],
)
def test_a_caller_is_told_the_id(ingest: Ingest, fields: dict[str, str], log_id: str) -> None:
    """A log that comes alone has its id at once: its own, one that its cloud has made, or one of ours."""
    assert ingest.ask(headers=JSON, body=json.dumps({"tenant_id": "acme", **fields}))[1]["log_id"] == log_id
    assert ingest.queue.envelopes[0].entries[0].text == "x"


def test_other_fields_are_attributes(ingest: Ingest) -> None:
    """Fields beside the named ones are kept, together with those of the attributes object."""
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
    """Each has its own code, and none is queued or repeated."""
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
    """A tenant that is missing, repeated or contradicted is refused, and so is a text that is none."""
    assert ingest.refusal(headers=headers, body=body) == (400, code)


def test_base64_that_is_none_is_400(ingest: Ingest) -> None:
    """A body that claims to be base64 and is not is the caller's error."""
    event = http_event("POST", "/ingest", headers=TEXT, body="???") | {"isBase64Encoded": True}
    answer = ingest._handler(event, None)  # noqa: SLF001 - an event that no request makes
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
def test_what_is_not_taken_is_415(ingest: Ingest, headers: dict[str, str], code: str) -> None:
    """Content types, charsets and encodings that are not taken are said so."""
    assert ingest.refusal(headers=headers, body=gzip.compress(WATERMARK.encode())) == (415, code)


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate"])
@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
@pytest.mark.parametrize("decoding", ["utf-8", "latin-1"])
def test_compressed_bodies_that_a_gateway_took_for_text_are_415(
    ingest: Ingest, encoding: str, content_type: str, decoding: str
) -> None:
    """A sender drops what is refused by 400, and the request was good: the answer names a content type that works."""
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
def test_what_is_too_large_is_413(ingest: Ingest, text: str, code: str, as_bytes: bool) -> None:  # noqa: FBT001 - pytest
    """The answer names the limit, also for bodies that come as base64."""
    body: str | bytes = text.encode() if as_bytes else text
    assert ingest.refusal(headers=TEXT, body=body) == (413, code)


@pytest.mark.parametrize("length", [str(MAX_REQUEST_BYTES + 1), "0" * 9 + "9" * 20, "9" * 5_000])
def test_what_announces_too_much_is_413_unread(ingest: Ingest, length: str) -> None:
    """A body over the limit is refused by its Content-Length alone, before it is decoded."""
    headers = TEXT | {"content-length": length}
    assert ingest.refusal(headers=headers, body=b"\xff") == (413, "request_too_large")


@pytest.mark.parametrize("length", ["", "0", "x", "-1", "1_0", "\u0661" * 20, str(MAX_REQUEST_BYTES)])
def test_what_is_no_length_says_nothing(ingest: Ingest, length: str) -> None:
    """Only the body itself counts where its length is not announced, or not in digits."""
    assert ingest.ask(headers=TEXT | {"content-length": length}, body="x")[0] == 202


def test_a_request_may_be_as_large_as_its_limit(ingest: Ingest) -> None:
    """A body of exactly 4 MiB is read, in whichever form it comes; what is wrong with it is something else."""
    for body in ("é" * (MAX_REQUEST_BYTES // 2), b"x" * MAX_REQUEST_BYTES):
        assert ingest.refusal(headers=TEXT, body=body) == (413, "text_too_large")


def test_attributes_over_their_limits_are_413(ingest: Ingest) -> None:
    """Too many bytes and too deep a nesting each have their own code."""
    document: dict[str, Any] = {"tenant_id": "acme", "text": "x", "attributes": {"k": WATERMARK * 2_000}}
    assert ingest.refusal(headers=JSON, body=json.dumps(document)) == (413, "attributes_too_large")
    document["attributes"] = json.loads('{"k":' * 17 + "1" + "}" * 17)
    assert ingest.refusal(headers=JSON, body=json.dumps(document)) == (413, "attributes_too_deep")


def test_a_log_too_large_for_the_queue_is_413() -> None:
    """Where characters are not limited, the encoded size of the message is."""
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
    """The answer names the methods that the route takes."""
    answer = ingest.answer(method, path)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (405, "method_not_allowed")
    assert answer["headers"]["Allow"] in {"POST", "GET, HEAD"}


@pytest.mark.parametrize("path", ["/", "/ingest/", "/ingest/x", "/nope", "/tenants/acme/logs"])
def test_other_routes_are_404(ingest: Ingest, path: str) -> None:
    """The read routes are not this function's, but read-api's."""
    status, problem = ingest.ask("POST", path, headers=JSON, body="{}")
    assert (status, problem["code"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_health_is_200(ingest: Ingest, method: str) -> None:
    """Health checks by GET and by HEAD get exactly 200."""
    assert ingest.ask(method, "/healthz") == (200, {"status": "ok"})


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/readyz", "/ready"])
def test_readiness_is_200_while_the_queue_answers(ingest: Ingest, method: str, path: str) -> None:
    """Ready is what can accept logs; without its queue it is alive, but 503 for as long as that lasts."""
    assert ingest.ask(method, path) == (200, {"status": "ready"})
    ingest.queue.failure = PassingError()
    answer = ingest.answer(method, path)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (503, "unavailable")
    assert int(answer["headers"]["Retry-After"]) > 0
    assert ingest.ask(method, "/healthz")[0] == 200
    ingest.queue.failure = None
    assert ingest.ask(method, path)[0] == 200


def test_a_queue_that_did_not_confirm_is_503(ingest: Ingest, caplog: pytest.LogCaptureFixture) -> None:
    """The caller is told to try again, and our own log names the error without any text."""
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


def test_a_bug_is_500_and_shows_nothing(ingest: Ingest, caplog: pytest.LogCaptureFixture) -> None:
    """An error that nobody foresaw is answered and logged by its class, without words or text."""
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
def test_a_queue_that_fails_unforeseen_is_503(
    ingest: Ingest, caplog: pytest.LogCaptureFixture, failure: Exception
) -> None:
    """Whatever went wrong in queueing, it may pass: clients keep what got a 503, and drop what got a 500."""
    caplog.set_level(logging.DEBUG)
    ingest.queue.failure = failure
    answer = ingest.answer(headers=TEXT, body=WATERMARK)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (503, "unavailable")
    assert int(answer["headers"]["Retry-After"]) > 0
    assert WATERMARK not in repr([answer, [record.__dict__ for record in caplog.records]])


def test_what_is_accepted_and_refused_is_counted(ingest: Ingest) -> None:
    """Each request counts once: as accepted, or as refused by the answer's code, with nothing of its tenant."""
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
    """A well-formed X-Request-Id is the request's id, in header and body, and in the message."""
    answer = ingest.answer(headers=TEXT | {"X-Request-Id": "req-1", "traceparent": TRACEPARENT}, body="x")
    assert answer["headers"]["X-Request-Id"] == "req-1"
    assert json.loads(answer["body"])["request_id"] == "req-1"
    assert (ingest.queue.envelopes[0].request_id, ingest.queue.envelopes[0].traceparent) == ("req-1", TRACEPARENT)


@pytest.mark.parametrize("claimed", ["a b", "x" * 129, "{}", "é", ""])
def test_request_ids_that_break_the_grammar_are_replaced(ingest: Ingest, claimed: str) -> None:
    """What a client writes into a header reaches our logs only in a harmless form."""
    answer = ingest.answer("GET", "/healthz", headers={"X-Request-Id": claimed})
    assert answer["headers"]["X-Request-Id"] == GATEWAY_REQUEST_ID


@pytest.mark.parametrize(
    "claimed",
    ["", "00-" + "0" * 32 + "-00f067aa0ba902b7-01", TRACEPARENT.upper(), TRACEPARENT + "-x", "ff" + TRACEPARENT[2:]],
)
def test_trace_contexts_that_break_the_grammar_are_dropped(ingest: Ingest, claimed: str) -> None:
    """Only a trace context of version 00 with ids that are not zero is carried on."""
    ingest.ask(headers=TEXT | {"traceparent": claimed}, body="x")
    assert ingest.queue.envelopes[0].traceparent is None
