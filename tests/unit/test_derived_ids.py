from dataclasses import replace

import pytest

from application.envelope import Envelope, decode_envelope, pack
from domain.errors import InvalidLog
from domain.limits import MAX_ENVELOPE_BYTES, MAX_ENVELOPE_LOGS
from domain.log_entry import LogEntry, check_log_id, provisional_log_id
from tests.support.logs import entry
from tests.support.worker import Worker


def awaiting(*ordinals: int, text: str = "x") -> list[LogEntry]:
    """Return logs whose ids the worker must derive."""
    return [entry(text, log_id=provisional_log_id(ordinal), attributes={"ts": 1}) for ordinal in ordinals]


def test_the_worker_derives_the_ids_that_are_awaited() -> None:
    """A request that is sent again stores nothing twice, and each of several identical records in it is stored."""
    worker = Worker()
    for _ in range(2):
        assert worker.deliver(*awaiting(0, 1))
    ids = worker.stored_ids()
    assert len(ids) == len(set(ids)) == 2
    assert all(check_log_id(log_id) for log_id in ids)


def test_other_records_and_tenants_have_other_ids() -> None:
    """A derived id depends on the tenant and on the record."""
    worker = Worker()
    (log,) = awaiting(0)
    for other in (log, replace(log, tenant_id="beta"), replace(log, text="y"), replace(log, attributes={"ts": 2})):
        assert worker.deliver(other)
    assert len(set(worker.stored_ids())) == 4


def test_a_log_that_is_queued_again_keeps_its_derived_id() -> None:
    """A log that is queued again alone has its final id, because its number is valid only in its own request."""
    worker = Worker(work_failures={"y": RuntimeError("watermark")})
    assert worker.deliver(*awaiting(0), *awaiting(0, text="y"))
    assert len(worker.stored_ids()) + len(worker.queued_ids()) == 2
    assert all(check_log_id(log_id) for envelope in worker.queued_ids() for log_id in envelope)


def test_an_awaited_id_is_preserved_by_the_queue() -> None:
    """The envelope preserves the stand-in for an id that the worker derives."""
    envelope = Envelope(tuple(awaiting(0, 1)), "request-1")
    assert decode_envelope(envelope.encode()) == envelope


def test_the_position_in_the_request_does_not_change_the_id() -> None:
    """The record's position in its request changes neither the derived id nor the content tag."""
    worker = Worker()
    (log,) = awaiting(0)
    for ordinal in (0, 7):
        assert worker.deliver(replace(log, ordinal=ordinal))
    assert len(worker.stored_ids()) == 1


def test_a_client_cannot_send_a_stand_in() -> None:
    """A client cannot send a stand-in, because `~` is reserved."""
    with pytest.raises(InvalidLog):
        check_log_id(provisional_log_id(0))


@pytest.mark.parametrize(("text", "number"), [("x", 2_000), ("\U0001f600" * 500, 200), ("y" * 90_000, 7)])
def test_envelopes_are_filled_and_never_too_large(text: str, number: int) -> None:
    """All logs are packed in order, no envelope is too large, and no two neighbours would fit into one envelope."""
    entries = [entry(text, log_id=f"log-{index}") for index in range(number)]
    envelopes = pack(entries, "request-1", None)
    assert [one for envelope in envelopes for one in envelope.entries] == entries
    sizes = [len(envelope.encode()) for envelope in envelopes]
    assert max(sizes) <= MAX_ENVELOPE_BYTES
    for envelope, size, following in zip(envelopes, sizes, sizes[1:], strict=False):
        full = len(envelope.entries) == MAX_ENVELOPE_LOGS
        assert full or size + following > MAX_ENVELOPE_BYTES
