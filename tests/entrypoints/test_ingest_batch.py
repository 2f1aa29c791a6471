"""`POST /ingest/batch`: many logs in one request, in any format."""

import gzip
import json
import time

import pytest

from application.ports.metrics import Metric
from domain.errors import PassingError
from domain.limits import MAX_REQUEST_LOGS, MAX_REQUEST_TENANTS, MAX_VALUES
from tests.entrypoints.aws_events import http_event
from tests.support.batch import ACME, WATERMARK, Batch, lines


@pytest.fixture
def batch() -> Batch:
    """Return a handler to which nothing was sent."""
    return Batch()


LOGS = [{"log_id": "1", "text": "first"}, {"log_id": "2", "text": "second", "level": "info"}]


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(LOGS),
        json.dumps({"logs": LOGS}),
        lines(*LOGS),
        lines(*LOGS, between="\r\n\r\n") + "\r\n",
        lines(*LOGS, between=""),
        "\ufeff \n" + "\n".join(json.dumps(log, indent=2) for log in LOGS),
    ],
    ids=["array", "logs", "lines", "CRLF", "concatenated", "indented"],
)
@pytest.mark.parametrize("content_type", ["application/json", "application/x-ndjson", "text/plain", ""])
def test_the_format_of_a_batch_is_recognised_by_its_body(batch: Batch, body: str, content_type: str) -> None:
    """Each of the four formats is accepted, whatever the content type is, and all logs are sent in one message."""
    answer = batch.answer(body, ACME | {"content-type": content_type})
    assert (answer["accepted"], answer["rejected"], answer["errors"]) == (2, 0, [])
    (envelope,) = batch.queue.envelopes
    assert [(entry.log_id, entry.text, entry.attributes) for entry in envelope.entries] == [
        ("1", "first", {}),
        ("2", "second", {"level": "info"}),
    ]
    assert {entry.source for entry in envelope.entries} == {"batch"}
    assert batch.api.metrics.counts == {(Metric.ACCEPTED, None): 2}


def test_a_bad_log_is_rejected_alone(batch: Batch) -> None:
    """Each rejected log is reported by its index and a code, without its text, and counted."""
    body = lines(
        {"text": "good"},
        {"text": "x", "log_id": [WATERMARK]},
        {"text": WATERMARK, "log_id": "a~b"},
        [WATERMARK],
        {"text": WATERMARK, "tenant_id": "beta"},
    )
    answer = batch.answer(body + "\n" + f'{{"text": "{WATERMARK}"' + "\n" + lines({"text": "last"}))
    assert (answer["accepted"], answer["rejected"]) == (2, 5)
    assert [(error["index"], error["code"]) for error in answer["errors"]] == [
        (1, "invalid_field"),
        (2, "bad_log_id"),
        (3, "not_an_object"),
        (4, "tenant_mismatch"),
        (5, "malformed_json"),
    ]
    assert [entry.text for entry in batch.entries] == ["good", "last"]
    assert batch.api.metrics.counts[Metric.REFUSED, "invalid_field"] == 1


def test_logs_between_broken_lines_are_found(batch: Batch) -> None:
    """An object over several lines between truncated lines is found, but not an object later in a broken line."""
    cut = '{"text": "cut off'
    several = f'{json.dumps({"text": "long"}, indent=1)} {{"text":"behind"}}'
    answer = batch.answer(f'{cut}\n{several}\nx {{"text":"lost"}}\n{cut}\n{{"text":"last"}}')
    assert [error["index"] for error in answer["errors"]] == [0, 3, 4]
    assert [entry.text for entry in batch.entries] == ["long", "behind", "last"]


@pytest.mark.parametrize("first", ["x", "{", '"'])
def test_broken_lines_take_time_in_proportion(batch: Batch, first: str) -> None:
    """The maximum number of broken lines is answered in a second or two; quadratic time would be half a minute."""
    start = time.process_time()
    batch.answer(f"{first}{'x' * 38}\n" * MAX_REQUEST_LOGS, status=400)
    assert time.process_time() - start < 8


def test_many_logs_in_one_line_take_time_in_proportion(batch: Batch) -> None:
    """A line of many objects is read once from front to back, even after lines with objects that do not end."""
    broken = 40
    start = time.process_time()
    answer = batch.answer("{\n" * broken + '{"text":"x"}' * (MAX_REQUEST_LOGS - broken))
    assert time.process_time() - start < 8
    assert (answer["accepted"], answer["rejected"]) == (MAX_REQUEST_LOGS - broken, broken)


def test_too_many_logs_are_413(batch: Batch) -> None:
    """Too many logs are refused, however small they are, and whether or not they are valid."""
    for body in ("[" + "{}," * MAX_REQUEST_LOGS + "{}]", "x\n" * (MAX_REQUEST_LOGS + 1)):
        assert batch.answer(body, status=413)["code"] == "too_many_logs"
    assert batch.queue.envelopes == []


def test_too_many_lists_and_objects_are_413(batch: Batch) -> None:
    """The limit applies to one log or many. Brackets inside strings are not counted."""
    too_many = "[" * 10 + "{}" + ",[]" * MAX_VALUES + "]" * 10
    refused = batch.send(gzip.compress(f'{{"text":"x","a":{too_many}}}'.encode()), ACME | {"content-encoding": "gzip"})
    assert (refused["statusCode"], json.loads(refused["body"])["code"]) == (413, "too_many_values")
    text = json.dumps({"text": '\\"' + "[" * 90_000})
    body = gzip.compress("\n".join([text] * 12).encode())
    assert batch.send(body, ACME | {"content-encoding": "gzip"})["statusCode"] == 202
    assert len(batch.entries) == 12


def test_a_batch_without_a_valid_log_is_refused(batch: Batch) -> None:
    """A request whose logs are all refused is 400 with all errors, and a request without logs is 202."""
    problem = batch.answer(lines({"log_id": 1.5}, {"text": "x", "log_id": "~0"}), status=400)
    assert problem["code"] == "all_rejected"
    assert [error["code"] for error in problem["errors"]] == ["invalid_field", "bad_log_id"]
    assert batch.answer('[{"text":', status=400)["code"] == "malformed_json"
    assert batch.answer("[]")["accepted"] == 0
    assert batch.queue.envelopes == []


@pytest.mark.parametrize(
    ("path", "body"), [("/ingest/batch", "[]"), ("/v1/logs", "{}"), ("/loki/api/v1/push", '{"streams":[]}')]
)
def test_a_bad_tenant_is_refused_before_any_log_is_read(batch: Batch, path: str, body: str) -> None:
    """A request without logs is accepted, unless its header names an invalid tenant."""
    for tenant_id, status in (("acme", 2), ("a#b", 4)):
        headers = {"x-tenant-id": tenant_id, "content-type": "application/json"}
        answer = batch.api.handler(http_event("POST", path, headers=headers, body=body), None)
        assert answer["statusCode"] // 100 == status


def test_logs_of_several_tenants_are_in_separate_envelopes(batch: Batch) -> None:
    """A batch may name several tenants, whose logs are in separate envelopes."""
    batch.answer(lines(*({"tenant_id": tenant, "text": "x"} for tenant in ("acme", "beta", "acme"))), {})
    assert {envelope.tenant_id: len(envelope.entries) for envelope in batch.queue.envelopes} == {"acme": 2, "beta": 1}


def test_too_many_tenants_are_413(batch: Batch) -> None:
    """The number of tenants is limited, because each takes a quota lookup and a message."""
    logs = [{"tenant_id": f"tenant-{number}", "text": "x"} for number in range(MAX_REQUEST_TENANTS + 1)]
    assert batch.answer(lines(*logs), {}, status=413)["code"] == "too_many_tenants"
    assert batch.queue.envelopes == []
    assert batch.answer(lines(*logs[1:]), {})["accepted"] == MAX_REQUEST_TENANTS


def test_a_thousand_logs_are_a_handful_of_messages(batch: Batch) -> None:
    """1,000 logs of 200 B fill at most six messages."""
    assert batch.answer(lines(*({"text": f"{number:0200}"} for number in range(1_000))))["accepted"] == 1_000
    assert len(batch.queue.envelopes) <= 6
    assert len(batch.entries) == 1_000


def test_nothing_is_accepted_that_the_queue_has_not_confirmed(batch: Batch) -> None:
    """The whole batch is 503 with Retry-After, because a client cannot send only a part again."""
    batch.queue.failure = PassingError()
    answer = batch.send(lines(*LOGS))
    assert (answer["statusCode"], "Retry-After" in answer["headers"]) == (503, True)


def test_a_repeated_batch_has_the_same_ids(batch: Batch) -> None:
    """With an Idempotency-Key, the id of each log depends on the key and its position; another key gives other ids."""
    for key in ("one", "one", "two"):
        batch.answer(lines({"text": "x"}, {"text": "x"}), ACME | {"idempotency-key": key})
    ids = [entry.log_id for entry in batch.entries]
    assert ids[:2] == ids[2:4]
    assert len(set(ids)) == 4
    refused = batch.answer(lines(*LOGS), ACME | {"idempotency-key": "a b"}, status=400)
    assert refused["code"] == "bad_idempotency_key"


def test_a_log_with_a_time_of_its_own_awaits_its_id(batch: Batch) -> None:
    """The worker derives its id from the record and its number among identical ones.

    A log without a time gets a new id.
    """
    batch.answer(
        lines(
            *[{"text": "x", "timestamp": "2026-11-26T20:00:00Z"}] * 2,
            {"text": "x", "ts": 1764158400},
            {"text": "x", "attributes": {"time": 1764158400}},
            {"text": "x", "ts": 1},
            {"text": "x"},
        )
    )
    assert [entry.log_id for entry in batch.entries] == ["~0", "~1", "~0", "~0", "log-1", "log-2"]
