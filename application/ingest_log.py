"""Accepting a log."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from application.envelope import Envelope
from application.ports.clock import Clock
from application.ports.id_generator import IdGenerator
from application.ports.log_queue import LogQueue
from application.ports.metrics import Metric, Metrics
from domain.errors import CallerError, PassingError
from domain.json_value import JsonValue
from domain.limits import Limits
from domain.log_entry import LogEntry

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Submission:
    """A log as a caller hands it over; without `log_id` it is given one."""

    tenant_id: str
    text: str = field(repr=False)
    source: str
    request_id: str
    log_id: str | None = None
    attributes: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)
    traceparent: str | None = None


class IngestLog:
    """A log is accepted once it is durably queued, and only if everything after the queue can take it."""

    def __init__(self, *, queue: LogQueue, clock: Clock, ids: IdGenerator, limits: Limits, metrics: Metrics) -> None:
        self._queue = queue
        self._clock = clock
        self._ids = ids
        self._limits = limits
        self._metrics = metrics

    def ingest(self, submission: Submission) -> LogEntry:
        """Return the accepted log.

        Raises InvalidLog or LimitExceeded for what can never be accepted, and PassingError where the queue did not
        confirm: the log may then be queued or not, and sending it again under its id is safe.
        """
        entry = LogEntry(
            tenant_id=submission.tenant_id,
            log_id=self._ids.new_log_id() if submission.log_id is None else submission.log_id,
            text=submission.text,
            source=submission.source,
            received_at=self._clock.now(),
            attributes=submission.attributes,
        )
        self._limits.check(entry)
        try:
            self._queue.send([Envelope((entry,), submission.request_id, submission.traceparent)])
        except (CallerError, PassingError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is
            # The log may not be queued, so its client must send it again, as for any other failure here.
            # The class alone is logged, and nothing chained: its words may hold text.
            _log.error("queue_failed", extra={"error": type(error).__name__})
            raise PassingError("unexpected") from None
        self._metrics.count(Metric.ACCEPTED)
        return entry
