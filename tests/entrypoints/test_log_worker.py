import json
import logging
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from application.envelope import Envelope
from application.ports.metrics import Metric
from application.ports.workload import FinishedWork, Workload
from domain.errors import FinalError, FinalReason, PassingError
from domain.limits import WORKER_REPORT_SECONDS
from domain.log_entry import LogEntry
from domain.redaction import Action, CustomKind, RedactionPolicy
from entrypoints.handlers.worker import worker_handler
from tests.entrypoints.aws_events import sqs_event
from tests.fakes.log_queue import ReceivedMessage
from tests.support.logs import entry
from tests.support.worker import Worker

WATERMARK = "watermark-3f9"


def handle(worker: Worker, event: dict[str, Any]) -> list[str]:
    """Return the ids in the handler's partial batch response."""
    response = worker_handler(worker.process_messages)(event, None)
    assert response.keys() == {"batchItemFailures"}
    return [failure["itemIdentifier"] for failure in response["batchItemFailures"]]


def body(log_id: str, **changes: Any) -> str:
    """Return a message with one log."""
    return json.dumps(json.loads(Envelope((entry(WATERMARK, log_id=log_id),), "request").encode()) | changes)


def test_a_successful_batch_reports_no_failure() -> None:
    """Every log is stored, and the response is empty, in the format that Lambda expects."""
    worker = Worker()
    assert handle(worker, sqs_event(body("a"), body("b"))) == []
    assert worker.stored_ids() == ["a", "b"]


def test_exactly_the_failed_messages_are_reported() -> None:
    """The response names messages of unknown versions and with failed logs only.

    An unreadable message becomes a dead letter.
    """
    worker = Worker(work_failures={"c": RuntimeError(WATERMARK)})
    event = sqs_event(body("a"), "not json", body("b", version=99), body("c"), body("d"), body("e", tenant_id="~"))
    assert sorted(handle(worker, event)) == ["message-2", "message-3"]
    assert worker.stored_ids() == ["a", "d"]
    assert [(letter.body, letter.group_id, letter.reason) for letter in worker.dead_letters.letters] == [
        ("not json", "acme", "not_json"),
        (body("e", tenant_id="~"), "acme", "malformed_envelope"),
    ]


def test_an_unreadable_message_is_redelivered_if_it_cannot_be_buried() -> None:
    """If the dead-letter queue fails, the message is named as failed, and the others are processed."""
    worker = Worker()
    worker.dead_letters.failure = PassingError()
    assert handle(worker, sqs_event("not json", body("a"))) == ["message-0"]
    assert worker.stored_ids() == ["a"]


def test_an_unknown_version_fails_at_each_delivery() -> None:
    """The message is never completed, so the queue moves it to the dead-letter queue unchanged."""
    worker = Worker()
    for receive_count in (1, 3, 8):
        assert handle(worker, sqs_event(body("a", version=99), receive_count=receive_count)) == ["message-0"]
    assert worker.repository.logs == []
    assert worker.dead_letters.letters == []


def test_an_unexpected_error_affects_one_message(caplog: pytest.LogCaptureFixture) -> None:
    """The failed message is named, the other one is stored, and each failed log has one line without text."""
    caplog.set_level(logging.WARNING)
    worker = Worker()
    worker.queue.failure = KeyError(WATERMARK)
    two = Envelope((entry(WATERMARK, log_id="a"), entry(WATERMARK, log_id="b")), "request").encode()
    assert handle(worker, sqs_event(two, body("c"), receive_count=3)) == ["message-0"]
    assert worker.stored_ids() == ["c"]
    lines = [record.__dict__ for record in caplog.records if record.msg == "failed"]
    assert [(line["tenant"], line["log_id"], line["attempt"], line["error"]) for line in lines] == [
        ("acme", "a", 3, "KeyError"),
        ("acme", "b", 3, "KeyError"),
    ]
    assert WATERMARK not in repr([record.__dict__ for record in caplog.records])


def test_every_message_of_a_batch_that_fails_as_a_whole_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    """If the failure cannot be attributed to a message, every message is redelivered, and no text is logged."""
    caplog.set_level(logging.DEBUG)
    worker = Worker()
    worker.storing.stop()
    assert handle(worker, sqs_event(body("a"), body("c"))) == ["message-0", "message-1"]
    assert [record.msg for record in caplog.records] == ["batch_failed"]
    assert WATERMARK not in repr([record.__dict__ for record in caplog.records])


def test_log_lines_about_a_bad_message_contain_none_of_it(caplog: pytest.LogCaptureFixture) -> None:
    """There is one line for each failed message, with its id, its group, the attempt and a reason."""
    caplog.set_level(logging.DEBUG)
    handle(Worker(), sqs_event(WATERMARK, receive_count=2))
    (record,) = caplog.records
    assert record.msg == "unreadable_message"
    about = {name: record.__dict__[name] for name in ("message_id", "tenant", "attempt", "reason", "final")}
    assert about == {"message_id": "message-0", "tenant": "acme", "attempt": 2, "reason": "not_json", "final": True}
    assert WATERMARK not in repr(record.__dict__)


def test_results_of_the_worker_are_counted() -> None:
    """Results, redactions by kind, failures and dead letters by reason, and redeliveries are counted by label."""
    policy = RedactionPolicy(
        version="1", actions={"PHONE": Action.MASK, "OWN": Action.MASK}, custom=(CustomKind("OWN", "zebra"),)
    )
    worker = Worker(work_failures={"bad": RuntimeError()}, policies={"acme": policy})
    worker.repository.refused["refused"] = FinalError(FinalReason.ITEM_REFUSED)

    def message(log_id: str, text: str) -> str:
        return Envelope((entry(text, log_id=log_id),), "request").encode()

    stored = message("a", "call 555-0199 or +1 415 555 2671, zebra")
    handle(worker, sqs_event(stored, message("bad", "x"), message("refused", "x"), "not json"))
    handle(worker, sqs_event(stored, message("a", "call 555-0199"), receive_count=2))
    # On a redelivery, stored logs are not processed again. A client's retry is a first delivery.
    handle(worker, sqs_event(stored))
    assert worker.metrics.counts == {
        (Metric.STORED, None): 1,
        (Metric.CONFLICTS, None): 1,
        (Metric.ALREADY_STORED, None): 1,
        (Metric.REDACTED, "PHONE"): 3,
        (Metric.REDACTED, "CUSTOM"): 1,
        (Metric.FAILED, "unexpected"): 1,
        (Metric.FAILED, "item_refused"): 1,
        (Metric.FAILED, "not_json"): 1,
        (Metric.DEAD_LETTERS, "item_refused"): 1,
        (Metric.DEAD_LETTERS, "not_json"): 1,
        (Metric.REDELIVERED, None): 2,
    }


def test_failed_messages_are_redelivered_after_a_pause() -> None:
    """Each failed message, and no other, is redelivered after the pause for its receive count."""
    worker = Worker(work_failures={"b": PassingError()})
    for log_id in ("a", "b"):
        worker.queue.send([Envelope((entry(log_id=log_id),), "request")])
    received = worker.queue.receive()
    handle(worker, event_of(received))
    worker.queue.delete([message.receipt for message in received if message.envelope.entries[0].log_id == "a"])

    worker.clock.advance(14)
    assert worker.queue.receive() == []
    worker.clock.advance(16)
    (again,) = worker.queue.receive()
    assert (again.envelope.entries[0].log_id, again.receive_count) == ("b", 2)


def test_a_message_that_kills_its_worker_is_separated_from_others() -> None:
    """A message that kills its worker is redelivered together with others at most twice."""

    class Ending(Workload):
        """A workload that ends the worker."""

        def perform(self, _entries: Sequence[LogEntry]) -> Iterator[FinishedWork]:
            """End the process, as the operating system would."""
            raise KeyboardInterrupt

    worker = Worker(workload=Ending())
    for log_id in ("a", "b"):
        worker.queue.send([Envelope((entry(log_id=log_id),), "request")])
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            handle(worker, event_of(worker.queue.receive()))
        worker.clock.advance(60)

    meetings = []
    for _ in range(5_400):
        worker.clock.advance(1)
        if received := worker.queue.receive():
            meetings.append([message.envelope.entries[0].log_id for message in received])
            worker.queue.delete([message.receipt for message in received])
    assert sorted(meetings) == [["a"], ["b"]]


def test_a_refused_delay_loses_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """The message is named as failed, and the refused delay is logged in one line without text."""
    caplog.set_level(logging.DEBUG)
    worker = Worker(work_failures={"a": PassingError()})
    worker.queue.failure = KeyError(WATERMARK)
    assert handle(worker, sqs_event(body("a"))) == ["message-0"]
    assert caplog.records[-1].msg == "delay_failed"
    assert caplog.records[-1].__dict__["error"] == "KeyError"
    assert WATERMARK not in repr([record.__dict__ for record in caplog.records])


def event_of(messages: Sequence[ReceivedMessage]) -> dict[str, Any]:
    """Return the batch that Lambda would create from these messages."""
    event = sqs_event(*(message.body for message in messages))
    for record, message in zip(event["Records"], messages, strict=True):
        record |= {"messageId": message.message_id, "receiptHandle": message.receipt}
        record["attributes"]["ApproximateReceiveCount"] = str(message.receive_count)
    return event


@pytest.mark.parametrize(("seconds_left", "failed"), [(900, []), (WORKER_REPORT_SECONDS - 1, ["message-0"])])
def test_logs_that_are_left_at_the_deadline_are_redelivered(seconds_left: int, failed: list[str]) -> None:
    """A run that is about to be stopped stores no more logs, and reports that in time."""
    worker = Worker()
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: seconds_left * 1_000)
    answer = worker_handler(worker.process_messages)(sqs_event(body("a")), context)
    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == failed
    assert len(worker.repository.logs) == 1 - len(failed)
