"""The records of real senders."""

import pytest

from domain.record.reading import read_raw, read_redacted, take
from tests.records.senders import NOON, SENT, Sent


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: sent.sender)
def test_the_fields_of_a_senders_record_are_found(sent: Sent) -> None:
    """Text, time, level, service and ids of each sender's record are found, and all fields but the text stay in it."""
    record = dict(sent.record)
    text, own_time, log_id = take(record)
    raw = read_raw(text or "", record, NOON)
    redacted = read_redacted(text or "", record)
    ids = (redacted.service, redacted.trace_id, redacted.span_id, log_id)
    assert Sent(sent.sender, sent.record, text, raw.time, raw.level, *ids) == sent
    assert len(sent.record) - len(record) <= 1
    assert own_time in (raw.time, None)


def test_the_senders_are_many() -> None:
    """There are records of at least sixty different senders."""
    assert len({sent.sender for sent in SENT}) == len(SENT) >= 60
