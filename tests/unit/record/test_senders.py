"""The records of real senders."""

import pytest

from domain.record.reading import read_raw, read_redacted, take
from tests.records.senders import NOON, SENT, Sent


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: sent.sender)
def test_a_record_is_understood(sent: Sent) -> None:
    """Text, time, level, service and ids of a real sender's record are found, and all but the text stays in it."""
    record = dict(sent.record)
    taken = take(record)
    text = taken.text or ""
    raw = read_raw(text, record, NOON)
    redacted = read_redacted(text, record)
    assert (
        Sent(
            sent.sender,
            sent.record,
            taken.text,
            raw.time,
            raw.level,
            redacted.service,
            redacted.trace_id,
            redacted.span_id,
            taken.log_id,
        )
        == sent
    )
    assert len(sent.record) - len(record) <= 1
    assert taken.time in (raw.time, None)


def test_the_senders_are_many() -> None:
    """At least sixty, each once."""
    assert len({sent.sender for sent in SENT}) == len(SENT) >= 60
