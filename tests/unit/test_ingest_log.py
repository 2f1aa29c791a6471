import traceback
from contextlib import suppress

import pytest

from application.envelope import Envelope
from application.ingest_log import IngestLog
from application.ingest_logs import IngestLogs, Origin, Submission
from application.ports.metrics import Metric
from domain.errors import InvalidLog, LimitExceeded, PassingError
from domain.limits import Limits
from domain.log_entry import LogEntry
from tests.fakes.clock import ManualClock
from tests.fakes.id_generator import CountingIdGenerator
from tests.fakes.log_queue import InMemoryLogQueue
from tests.fakes.metrics import CountingMetrics


class Ingest:
    """The use case over fakes, with a limit of 100 characters."""

    def __init__(self) -> None:
        self.queue = InMemoryLogQueue()
        self.clock = ManualClock()
        self.metrics = CountingMetrics()
        self._use_case = IngestLog(
            ingest_logs=IngestLogs(
                queue=self.queue,
                clock=self.clock,
                ids=CountingIdGenerator(),
                limits=Limits(text_characters=100),
                metrics=self.metrics,
            )
        )

    def ingest(self, text: str = "User data here", tenant_id: str = "acme", log_id: str | None = "123") -> LogEntry:
        """Ingest one log."""
        return self._use_case.ingest(
            Submission(
                tenant_id=tenant_id,
                text=text,
                log_id=log_id,
                attributes={"level": "info"},
            ),
            Origin(source="json", request_id="request-1", traceparent="trace"),
        )


def test_an_accepted_log_is_queued_completely() -> None:
    """The queued log is complete, with the server's time and the ids of the request."""
    ingest = Ingest()
    accepted = ingest.ingest()
    assert ingest.queue.envelopes == [Envelope((accepted,), "request-1", "trace")]
    assert accepted == LogEntry("acme", "123", "User data here", "json", ingest.clock.now(), {"level": "info"})


def test_a_log_without_an_id_is_given_one() -> None:
    """A log without an id gets one from the generator, different for each log."""
    ingest = Ingest()
    assert [ingest.ingest(log_id=None).log_id for _ in range(2)] == ["log-1", "log-2"]


def test_a_log_that_breaks_a_rule_is_not_queued() -> None:
    """A log with a bad tenant, a bad id, an empty text or a text over the limit is not queued."""
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


@pytest.mark.parametrize("failure", [PassingError(), RuntimeError("watermark"), MemoryError()])
def test_a_log_that_the_queue_did_not_confirm_is_not_accepted(failure: Exception) -> None:
    """For any error of the queue, the caller is told to send the log again, and the log is not counted."""
    ingest = Ingest()
    ingest.queue.failure = failure
    with pytest.raises(PassingError) as refusal:
        ingest.ingest()
    assert "watermark" not in "".join(traceback.format_exception(refusal.value))
    assert not ingest.metrics.counts


def test_accepted_logs_are_counted() -> None:
    """Each log that the queue has confirmed is counted once; a refused log is not."""
    ingest = Ingest()
    for text in ("one", "two", ""):
        with suppress(InvalidLog):
            ingest.ingest(text)
    assert ingest.metrics.counts == {(Metric.ACCEPTED, None): 2}


def test_a_submission_hides_its_text() -> None:
    """A traceback that shows a submission contains neither its text nor its attributes."""
    submission = Submission("acme", "watermark", attributes={"k": "watermark"})
    assert "watermark" not in repr(submission)
