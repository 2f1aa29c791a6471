from collections.abc import Sequence
from dataclasses import replace

import pytest

from application.envelope import Envelope
from application.ports.log_repository import AddAnswer
from application.ports.metrics import Metric
from application.process_envelopes import Delivery
from domain.errors import FinalError, FinalReason, PassingError
from domain.processed_log import ProcessedLog
from tests.support.logs import entry
from tests.support.worker import Worker

A, B, C = (entry(log_id=log_id) for log_id in ("a", "b", "c"))


def test_a_message_is_completed_when_all_its_logs_are_stored() -> None:
    """If every log of an envelope is stored, nothing is delivered again."""
    worker = Worker()
    assert worker.deliver(A, B, C)
    assert worker.stored_ids() == ["a", "b", "c"]
    assert worker.queued_ids() == []


def test_exactly_the_failed_messages_are_redelivered() -> None:
    """Only the ids of the failed messages of a batch are returned."""
    worker = Worker(work_failures={"b": RuntimeError()})
    deliveries = [Delivery(one.log_id, 1, Envelope((one,), "request")) for one in (A, B, C)]
    assert worker.process_envelopes.process(deliveries) == ["b"]
    assert worker.stored_ids() == ["a", "c"]


def test_a_failed_log_of_an_envelope_is_queued_alone() -> None:
    """If one log of an envelope fails, the others are stored, and it is queued again in an envelope of its own."""
    worker = Worker(work_failures={"b": RuntimeError()})
    assert worker.deliver(A, B, C)
    assert worker.stored_ids() == ["a", "c"]
    assert worker.queue.envelopes == [Envelope((B,), "request-1", "trace")]


def test_a_message_is_redelivered_if_its_failed_logs_cannot_be_queued() -> None:
    """If the queue does not accept the failed logs, the whole message is redelivered, so nothing is lost."""
    worker = Worker(work_failures={"b": RuntimeError()})
    worker.queue.failure = PassingError()
    assert not worker.deliver(A, B)


def test_an_envelope_is_split_at_its_third_delivery() -> None:
    """At its third delivery, an envelope is split into messages of one log, because it may have killed two workers."""
    worker = Worker()
    worker.deliver(A)
    assert worker.deliver(A, B, C, receive_count=3)
    assert worker.stored_ids() == ["a"]
    assert worker.queued_ids() == [["b"], ["c"]]


def test_a_single_log_is_processed_at_every_delivery() -> None:
    """A single log is processed at every delivery; only the queue's own count makes it a dead letter."""
    worker = Worker()
    assert worker.deliver(A, receive_count=7)
    assert worker.stored_ids() == ["a"]


def test_stored_logs_are_not_processed_again() -> None:
    """On a redelivery, only logs that are not stored are processed, and stored conflicts count as stored."""
    conflict = entry("another text", log_id="a")
    first = Worker()
    first.deliver(A, B, conflict)
    second = Worker(repository=first.repository, work_failures={"a": RuntimeError(), "b": RuntimeError()})
    assert second.deliver(A, B, conflict, receive_count=2)
    assert second.queued_ids() == []


def test_a_log_that_can_never_be_stored_goes_to_the_dead_letters() -> None:
    """A log that can never be stored is dead-lettered alone, with the reason, and the message is completed."""
    worker = Worker()
    worker.repository.refused["b"] = FinalError(FinalReason.ITEM_REFUSED)
    assert worker.deliver(A, B)
    assert worker.deliver(B)
    assert worker.stored_ids() == ["a"]
    assert [(letter.envelope, letter.reason) for letter in worker.dead_letters.letters] == [
        (Envelope((B,), "request-1", "trace"), "item_refused")
    ] * 2


def test_a_dead_letter_that_cannot_be_kept_is_not_lost() -> None:
    """If the dead-letter queue does not accept a log, its message is redelivered."""
    worker = Worker()
    worker.repository.refused["b"] = FinalError(FinalReason.ITEM_REFUSED)
    worker.dead_letters.failure = PassingError()
    assert not worker.deliver(B)


@pytest.mark.parametrize("receive_count", [2, 3])
def test_a_store_that_does_not_answer_fails_the_redelivery(receive_count: int) -> None:
    """If the store does not answer on a redelivery, the message is redelivered unchanged."""
    worker = Worker()
    worker.repository.failure = PassingError()
    assert not worker.deliver(A, B, receive_count=receive_count)
    assert worker.queued_ids() == []


def test_a_failed_message_does_not_affect_others() -> None:
    """A message that cannot be prepared does not prevent the others from being processed."""
    worker = Worker()
    worker.queue.failure = PassingError()
    split = Delivery("split", 3, Envelope((A, B), "request"))
    fine = Delivery("fine", 1, Envelope((C,), "request"))
    assert worker.process_envelopes.process([split, fine]) == ["split"]
    assert worker.stored_ids() == ["c"]


def test_logs_after_the_deadline_are_redelivered_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the deadline no further log is stored or sent again; the redelivery finds what is already stored."""
    worker = Worker(most_stored_together=1)
    stored, clock = worker.repository.add, worker.clock

    def slow(logs: Sequence[ProcessedLog]) -> Sequence[AddAnswer]:
        clock.advance(10)
        return stored(logs)

    monkeypatch.setattr(worker.repository, "add", slow)
    delivery = Delivery("message-1", 1, Envelope((A, B, C), "request-1"))
    assert worker.process_envelopes.process([delivery], deadline=15) == ["message-1"]
    assert worker.stored_ids() == ["a", "b"]
    assert worker.queued_ids() == []
    assert worker.metrics.counts[Metric.FAILED, "out_of_time"] == 1
    assert worker.process_envelopes.process([replace(delivery, receive_count=2)], deadline=100) == []
    assert worker.stored_ids() == ["a", "b", "c"]
