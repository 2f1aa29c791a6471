import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.envelope import Envelope, decode_envelope, pack
from domain.errors import FinalError, LimitExceeded, PassingError
from domain.limits import MAX_ENVELOPE_BYTES, MAX_ENVELOPE_LOGS
from tests.support.logs import entry
from tests.unit.test_identity import JSON_VALUES

TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def document(**changes: Any) -> dict[str, Any]:
    """Return an envelope as JSON, with some fields replaced."""
    encoded: dict[str, Any] = json.loads(Envelope((entry("watermark"),), "request-1", TRACEPARENT).encode())
    return encoded | changes


def log(**changes: Any) -> dict[str, Any]:
    """Return a log of an envelope as JSON, with some fields replaced."""
    return {"log_id": "1", "ordinal": 0, "text": "x"} | changes


@given(
    st.lists(st.tuples(st.text(min_size=1), st.dictionaries(st.text(), JSON_VALUES, max_size=3)), min_size=1),
    st.none() | st.just(TRACEPARENT),
)
def test_an_envelope_is_unchanged_by_the_queue(logs: list[tuple[str, dict[str, Any]]], traceparent: str | None) -> None:
    """Decoding an encoded envelope returns every log, and SQS accepts every character of the body."""
    envelope = Envelope(
        tuple(
            entry(text, log_id=str(number), attributes=attributes, ordinal=number * 7, time=number or None)
            for number, (text, attributes) in enumerate(logs)
        ),
        "request-1",
        traceparent,
    )
    body = envelope.encode()
    assert decode_envelope(body) == envelope
    assert all(" " <= character <= "~" for character in body)


@given(
    st.lists(
        st.tuples(st.sampled_from(["acme", "beta"]), st.text(min_size=1), st.integers(1, 9_000), st.booleans()),
        max_size=40,
    )
)
def test_packing_loses_nothing_and_fits(logs: list[tuple[str, str, int, bool]]) -> None:
    """Each tenant's logs are packed in order into envelopes of their own, none of which is too large."""
    entries = [
        entry(text * times, tenant_id=tenant_id, log_id=str(number), attributes={"n": number} if rich else {})
        for number, (tenant_id, text, times, rich) in enumerate(logs)
        if len(text) * times < MAX_ENVELOPE_BYTES // 12 - 500
    ]
    packed = pack(iter(entries), "request-1", TRACEPARENT)
    for tenant_id in ("acme", "beta"):
        together = [one for envelope in packed if envelope.tenant_id == tenant_id for one in envelope.entries]
        assert together == [one for one in entries if one.tenant_id == tenant_id]
        bodies = [envelope.encode() for envelope in packed if envelope.tenant_id == tenant_id]
        # No two neighbours would have fitted into one envelope.
        assert all(len(one) + len(other) > MAX_ENVELOPE_BYTES - 1_000 for one, other in pairwise(bodies))
    for envelope in packed:
        body = envelope.encode()
        assert body == Envelope(envelope.entries, "request-1", TRACEPARENT).encode()
        assert decode_envelope(body) == envelope


def test_a_full_envelope_is_followed_by_another() -> None:
    """An envelope has at most as many logs as a worker can redact and store in its time, however small they are."""
    entries = [entry("x", log_id=str(number)) for number in range(MAX_ENVELOPE_LOGS + 1)]
    assert [len(envelope.entries) for envelope in pack(entries, "request-1", None)] == [MAX_ENVELOPE_LOGS, 1]


def test_an_envelope_describes_itself() -> None:
    """The message contains schema and version, and once each field that all logs share."""
    assert document(logs=[]) == {
        "schema": "aws-log-processor/envelope",
        "version": 3,
        "tenant_id": "acme",
        "received_at": "2026-11-23T12:00:00.000000Z",
        "source": "json",
        "request_id": "request-1",
        "traceparent": TRACEPARENT,
        "logs": [],
    }


def test_unknown_fields_are_ignored() -> None:
    """A newer writer may add fields without a new version."""
    changed = document(colour="blue")
    changed["logs"][0]["colour"] = "blue"
    assert decode_envelope(json.dumps(changed)) == decode_envelope(json.dumps(document()))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("watermark", "not_json"),
        ("[" * 100_000, "not_json"),
        ('"watermark"', "not_an_envelope"),
        ("{}", "not_an_envelope"),
        (json.dumps(document(logs=[])), "malformed_envelope"),
        (json.dumps(document(logs=[{"log_id": "1", "ordinal": 0}])), "malformed_envelope"),
        (json.dumps(document(logs=[log(text=5)])), "malformed_envelope"),
        (json.dumps(document(logs=[log(attributes="watermark")])), "malformed_envelope"),
        (json.dumps(document(tenant_id="watermark!")), "malformed_envelope"),
        (json.dumps(document(logs=[log(text="watermark\ud800")])), "malformed_envelope"),
        (json.dumps(document(logs=[log(attributes={"\udfff": 1})])), "malformed_envelope"),
        (json.dumps(document(logs=[{"log_id": "1", "text": "x"}])), "malformed_envelope"),
        (json.dumps(document(logs=[log(ordinal="watermark")])), "malformed_envelope"),
        (json.dumps(document(logs=[log(ordinal=-1)])), "malformed_envelope"),
        (json.dumps(document(logs=[log(time="watermark")])), "malformed_envelope"),
        (json.dumps(document(logs=[log(ordinal=10**7)])), "malformed_envelope"),
        (json.dumps(document(received_at="watermark")), "malformed_envelope"),
        (json.dumps({name: value for name, value in document().items() if name != "source"}), "malformed_envelope"),
    ],
)
def test_the_error_for_an_unreadable_body_has_no_content(body: str, reason: str) -> None:
    """The error for an unreadable body is final and gives the reason.

    Neither it nor its cause contains text of the body.
    """
    with pytest.raises(FinalError) as failure:
        decode_envelope(body)
    assert failure.value.reason == reason
    assert "watermark" not in str(failure.value)
    assert failure.value.__cause__ is None
    assert failure.value.__context__ is None or failure.value.__suppress_context__


@pytest.mark.parametrize("version", [1, 2])
def test_an_envelope_of_an_earlier_version_is_read(version: int) -> None:
    """The logs of an envelope of version 1 or 2 have no ordinals, and get their order in the envelope."""
    written = document(version=version, logs=[{"log_id": name, "text": name} for name in ("b", "~0", "a")])
    entries = decode_envelope(json.dumps(written)).entries
    assert [(one.log_id, one.ordinal) for one in entries] == [("b", 0), ("~0", 1), ("a", 2)]


@pytest.mark.parametrize("version", [99, 4, 0, "1", None, 1.5])
def test_an_unknown_version_may_be_read_by_another_worker(version: object) -> None:
    """An unknown version is a temporary error, so that the message is redelivered, perhaps to a newer worker."""
    with pytest.raises(PassingError) as failure:
        decode_envelope(json.dumps(document(version=version, logs="watermark")))
    assert failure.value.reason == "unknown_version"


def test_an_envelope_is_measured_as_it_is_sent() -> None:
    """The limit counts encoded bytes: a control character takes six of them."""
    small = Envelope((entry("x"),), "request-1").encode()
    fitting = (MAX_ENVELOPE_BYTES - len(small)) // 6
    assert len(Envelope((entry("x" + "\0" * fitting),), "request-1").encode()) <= MAX_ENVELOPE_BYTES
    with pytest.raises(LimitExceeded, match="262,144") as refusal:
        Envelope((entry("x" + "\0" * (fitting + 1)),), "request-1").encode()
    assert refusal.value.code == "envelope_too_large"


def test_an_envelope_has_logs_of_one_tenant() -> None:
    """An envelope cannot contain logs of two tenants, or no logs."""
    for entries in ((), (entry(), entry(tenant_id="beta"))):
        with pytest.raises(ValueError, match="same tenant"):
            Envelope(entries, "request-1")
