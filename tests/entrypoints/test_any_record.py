"""Each record of a batch is accepted or rejected by itself, whatever it contains."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.ports.metrics import Metric
from domain.limits import MAX_ESCAPED_TEXT_BYTES, MAX_TEXT_BYTES
from tests.records.senders import SENT, Sent
from tests.support.batch import Batch, lines

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@pytest.fixture
def batch() -> Batch:
    """Return a handler to which nothing was sent. A text may have 16,800 characters."""
    return Batch(seconds_per_character=0.05)


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: sent.sender)
def test_a_record_of_any_sender_is_accepted(batch: Batch, sent: Sent) -> None:
    """The text is found under the sender's name for it, or the record itself becomes the text.

    Other fields are attributes.
    """
    batch.answer(lines(sent.record))
    (entry,) = batch.entries
    assert entry.text == sent.text or sent.text is None
    assert sent.log_id in (entry.log_id, None)
    assert entry.attributes.items() <= sent.record.items()
    assert len(sent.record) - len(entry.attributes) <= (sent.text is not None)


def test_a_log_may_name_its_tenant_and_its_text_as_it_likes(batch: Batch) -> None:
    """A record may name its tenant. If it does not, the request needs a header or a key."""
    assert batch.answer(lines({"tenant_id": "acme", "message": "x"}), {})["accepted"] == 1
    assert batch.entries[0].text == "x"
    assert batch.answer(lines({"message": "x"}), {}, status=400)["code"] == "missing_tenant_id"


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ({}, "{}"),
        ({"text": "", "method": "GET", "ms": 1.5}, '{"text":"","method":"GET","ms":1.5}'),
        ({"text": 7, "note": "x"}, "7"),
        ({"message": {"a": ["é"]}, "level": "info"}, '{"a":["é"]}'),
        ({"msg": [1, 2]}, "[1,2]"),
        ({"body": False}, "false"),
        ({"log_id": "1", "tenant_id": "acme", "message": None, "status": 200}, '{"message":null,"status":200}'),
        ({"status": 200, "path": "/" + "x" * 2_000}, '{"status":200'),
    ],
)
def test_a_record_without_a_text_is_stored_as_json(batch: Batch, record: dict[str, object], text: str) -> None:
    """A record without a message is stored as compact JSON, and a value that is not a string becomes a text."""
    batch.answer(lines(record))
    assert [entry.text for entry in batch.entries] == [text]


def test_an_invalid_byte_rejects_no_line(batch: Batch) -> None:
    """Bytes that are not UTF-8 become U+FFFD in their own line, and all lines are accepted."""
    body = b'{"text":"one"}\n{"text":"t\xe2\x82wo\xff"}\n{"text":"three"}'
    assert batch.answer(body)["accepted"] == 3
    assert [entry.text for entry in batch.entries] == ["one", "t\ufffdwo\ufffd", "three"]


@pytest.mark.parametrize("form", ["[{}]", '{{"logs":[{}]}}', ' {{ "logs" : [{}] }} '], ids=["array", "logs", "spaced"])
@pytest.mark.parametrize(
    "bad",
    [
        *('{"text":"x","n":NaN}', '{"text":"x","n":1e999}', f'{{"n":{"1" * 5_000}}}', "7", '{"log_id":"a b"}'),
        *('{"text":"x\x01"}', f'{{"n":{"[" * 3_000}"]\\""{"]" * 3_000}}}'),
    ],
    ids=["NaN", "large", "digits", "number", "id", "control", "deep"],
)
def test_a_bad_log_of_an_array_is_rejected_alone(batch: Batch, form: str, bad: str) -> None:
    """A log that cannot be accepted is rejected alone, in an array and on a line."""
    answer = batch.answer(form.format(f'{{"text":"one"}}, {bad} ,\n{{"text":"\\ud83d"}}'))
    assert (answer["accepted"], [error["index"] for error in answer["errors"]]) == (2, [1])
    assert [entry.text for entry in batch.entries] == ["one", "\ufffd"]


@pytest.mark.parametrize(
    ("end", "accepted"),
    [('{"text":"cut', 1), ('{"text":"2"}', 2), ('{"text":"2"}] more', 2), ('{"text":"2"},', 2), ("7 8", 1)],
)
def test_logs_before_the_broken_part_of_an_array_are_accepted(batch: Batch, end: str, accepted: int) -> None:
    """The logs before the broken part of an array are accepted, and the rest of it is one rejection."""
    answer = batch.answer(f'[{{"text":"1"}},{end}')
    assert (len(batch.entries), answer["accepted"]) == (accepted, accepted)
    assert answer["errors"][-1]["code"] == "malformed_json"


def test_a_too_long_text_is_cut_and_marked(batch: Batch) -> None:
    """A text over a limit is cut at white space and says how long it was. Other logs are not affected."""
    words = "word " * 116_751 + "x"
    beside = {"text": "short"}
    answer = batch.answer(lines({"text": words, "level": "info"}, beside, {"text": "é" * 20_000}))
    assert (answer["accepted"], answer["rejected"]) == (3, 0)
    long, short, solid = batch.entries
    assert (long.text, long.attributes) == (
        ("word " * 3_360).rstrip(),
        {"level": "info", "truncated_from": len(words)},
    )
    assert (short.text, short.attributes) == ("short", {})
    assert (solid.text, solid.attributes) == ("é" * 16_800, {"truncated_from": 20_000})
    assert batch.api.metrics.counts[Metric.CUT, None] == 2


@pytest.mark.parametrize("character", ["x", "\x00", "é", "€", "\U0001f600"])
def test_a_cut_text_fits_into_the_queue(character: str) -> None:
    """Without simulated work, bytes limit a text: in UTF-8, and escaped in its message."""
    batch = Batch(seconds_per_character=0)
    assert batch.answer(lines({"text": character * 150_000}))["accepted"] == 1
    (entry,) = batch.entries
    assert set(entry.text) == {character}
    assert entry.attributes == {"truncated_from": 150_000}
    longer = json.dumps(entry.text + character)
    assert len((entry.text + character).encode()) > MAX_TEXT_BYTES or len(longer) > MAX_ESCAPED_TEXT_BYTES


@pytest.mark.parametrize(
    "large",
    [{"deep": json.loads("[" * 40 + "]" * 40)}, {"wide": "v" * 20_000}, {"many": {str(n): n for n in range(3_000)}}],
    ids=["deep", "wide", "many"],
)
def test_attributes_over_a_limit_become_text(batch: Batch, large: dict[str, object]) -> None:
    """Attributes over a limit are appended to the text as JSON as far as they fit.

    Time, level, service and ids stay.
    """
    record = {"message": "paid", "ts": 1764158400.5, "severity": "ERROR", "app": "shop", **large}
    assert batch.answer(lines(record))["accepted"] == 1
    (entry,) = batch.entries
    whole = "paid " + json.dumps(
        {name: value for name, value in record.items() if name != "message"}, separators=(",", ":")
    )
    assert whole.startswith(entry.text)
    assert entry.attributes == {
        "time": 1764158400500000000,
        "level": "error",
        "service": "shop",
        "truncated_from": len(whole),
    }
    assert entry.log_id == "~0"


def test_ids_of_cut_logs_with_the_same_time_differ(batch: Batch) -> None:
    """The ids of long lines with the same time depend on the part that is kept, so different lines stay apart."""
    batch.answer(lines(*({"text": "x" * 17_000 + end, "time": 1764158400} for end in "abb")))
    assert [entry.log_id for entry in batch.entries] == ["~0", "~1", "~2"]


def test_the_events_of_a_cloudwatch_subscription_are_logs(batch: Batch) -> None:
    """Each event has the unique id of CloudWatch, its own time, and its group and stream."""
    events = [{"id": f"3694563001{n}", "timestamp": 1764158400123 + n, "message": f"line {n}"} for n in range(2)]
    document = {"messageType": "DATA_MESSAGE", "owner": "1", "logGroup": "g", "logStream": "s", "logEvents": events}
    for body in (lines(document), json.dumps([document])):
        assert batch.answer(body)["accepted"] == 2
    assert [(entry.log_id, entry.text) for entry in batch.entries] == [
        ("36945630010", "line 0"),
        ("36945630011", "line 1"),
    ] * 2
    assert batch.entries[0].attributes == {
        "logGroup": "g",
        "logStream": "s",
        "id": "36945630010",
        "timestamp": 1764158400123,
    }


@given(st.lists(JSON, max_size=5), st.booleans())
def test_any_json_is_accepted_or_rejected(documents: list[object], as_array: bool) -> None:  # noqa: FBT001 - Hypothesis
    """Every record is accounted for: objects are accepted, and all other values are rejected, in any form of body."""
    batch = Batch()
    answer = json.loads(batch.send(json.dumps(documents) if as_array else json.dumps({"logs": documents}))["body"])
    objects = sum(isinstance(document, dict) for document in documents)
    assert len(batch.entries) == objects
    assert len(answer["errors"]) == len(documents) - objects
