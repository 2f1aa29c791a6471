import pytest

from application.envelope import Envelope
from application.ingest_log import IngestLog, Submission
from domain.errors import InvalidLog, LimitExceeded, PassingError
from domain.limits import Limits
from domain.log_entry import LogEntry
from tests.fakes.clock import ManualClock
from tests.fakes.id_generator import CountingIdGenerator
from tests.fakes.log_queue import InMemoryLogQueue


class Ingest:
    """The use case over fakes, with a limit of 100 characters."""

    def __init__(self) -> None:
        self.queue = InMemoryLogQueue()
        self.clock = ManualClock()
        self._use_case = IngestLog(
            queue=self.queue, clock=self.clock, ids=CountingIdGenerator(), limits=Limits(text_characters=100)
        )

    def ingest(self, text: str = "User data here", tenant_id: str = "acme", log_id: str | None = "123") -> LogEntry:
        """Ingest one log."""
        return self._use_case.ingest(
            Submission(
                tenant_id=tenant_id,
                text=text,
                source="json",
                request_id="request-1",
                log_id=log_id,
                attributes={"level": "info"},
                traceparent="trace",
            )
        )


def test_an_accepted_log_is_queued_as_it_came() -> None:
    """What is queued is the whole log, with the server's time and what identifies the request."""
    ingest = Ingest()
    accepted = ingest.ingest()
    assert ingest.queue.envelopes == [Envelope((accepted,), "request-1", "trace")]
    assert accepted == LogEntry("acme", "123", "User data here", "json", ingest.clock.now(), {"level": "info"})


def test_a_log_without_an_id_is_given_one() -> None:
    """The id comes from the generator, and each log has its own."""
    ingest = Ingest()
    assert [ingest.ingest(log_id=None).log_id for _ in range(2)] == ["log-1", "log-2"]


def test_what_breaks_a_rule_is_not_queued() -> None:
    """A bad tenant, a bad id, an empty text and one over the limit are refused before the queue."""
    ingest = Ingest()
    with pytest.raises(InvalidLog):
        ingest.ingest(tenant_id="no such/tenant")
    with pytest.raises(InvalidLog):
        ingest.ingest(log_id="a~b")
    with pytest.raises(InvalidLog):
        ingest.ingest("")
    with pytest.raises(LimitExceeded):
        ingest.ingest("x" * 101)
    assert ingest.queue.envelopes == []


def test_a_log_that_the_queue_did_not_confirm_is_not_accepted() -> None:
    """The caller learns of the queue's failure."""
    ingest = Ingest()
    ingest.queue.failure = PassingError()
    with pytest.raises(PassingError):
        ingest.ingest()


def test_a_submission_hides_its_text() -> None:
    """No trace that holds a submission holds its text or attributes."""
    submission = Submission("acme", "watermark", "json", "request-1", attributes={"k": "watermark"})
    assert "watermark" not in repr(submission)
