"""Accepting the logs of a request."""

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from application.envelope import Envelope, pack
from application.ports.clock import Clock
from application.ports.id_generator import IdGenerator
from application.ports.log_queue import LogQueue
from application.ports.metrics import Metric, Metrics
from domain.errors import CallerError, PassingError
from domain.json_value import JsonValue
from domain.limits import KIB, MAX_ATTRIBUTES_BYTES, MAX_ENVELOPE_BYTES, Limits, check_request_messages
from domain.log_entry import LogEntry, check_log_id, provisional_log_id

_log = logging.getLogger(__name__)

_ID_DIGITS = 32
# A character takes at most twelve bytes of a message, as two escapes.
_SURELY_FITS_CHARACTERS = (MAX_ENVELOPE_BYTES - MAX_ATTRIBUTES_BYTES - 2 * KIB) // 12


# Not frozen: a batch makes thousands, and freezing doubles what one costs.
@dataclass(slots=True)
class Submission:
    """A log as a caller hands it over.

    Without `log_id` it is given one. With an `idempotency_key` of its request that is the same whenever the request is
    sent, and so it is for a log that comes among others and is `timed`: its attributes hold a time of the sender's own.
    Otherwise it is random. `ordinal` is its place in the request, from 0.
    """

    tenant_id: str
    text: str = field(repr=False)
    log_id: str | None = None
    attributes: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)
    timed: bool = False
    ordinal: int = 0


@dataclass(frozen=True)
class Origin:
    """The request that logs came in, and `source`, the form that it had."""

    source: str
    request_id: str
    traceparent: str | None = None
    idempotency_key: str | None = field(default=None, repr=False)


class IngestLogs:
    """Logs are accepted once they are durably queued, and only if everything after the queue can take them.

    One that breaks a rule costs the others nothing. All that are accepted are queued, or the request has failed.
    """

    def __init__(self, *, queue: LogQueue, clock: Clock, ids: IdGenerator, limits: Limits, metrics: Metrics) -> None:
        self._queue = queue
        self._clock = clock
        self._ids = ids
        self._limits = limits
        self._metrics = metrics

    def ingest(self, submissions: Sequence[Submission], origin: Origin) -> list[LogEntry | CallerError]:
        """Return for each log of one request, in order, the accepted entry or what is wrong with it.

        An entry may still await its id. Raises PassingError where the queue did not confirm: any of the logs may then
        be queued or not, and sending the request again is safe as far as its logs get the same ids. Raises
        LimitExceeded where all together are too large; none is queued then.
        """
        results: list[LogEntry | CallerError] = []
        admitted = self._admitted(submissions, origin, results)
        envelopes = pack(admitted, origin.request_id, origin.traceparent)
        if envelopes:
            self._send(envelopes)
            self._metrics.count(Metric.ACCEPTED, sum(len(envelope.entries) for envelope in envelopes))
        return results

    def _admitted(
        self, submissions: Sequence[Submission], origin: Origin, results: list[LogEntry | CallerError]
    ) -> Iterator[LogEntry]:
        """Each entry that is accepted, when it is asked for; `results` get what is wrong with the others as well.

        Raises LimitExceeded where those others are too large together: each has cost a look at all that it shares.
        """
        refused = 0
        now = self._clock.now()
        alike: Counter[tuple[str, str, str]] = Counter()
        for position, submission in enumerate(submissions):
            try:
                entry = self._admit(submission, origin, position, now, alike)
            except CallerError as error:
                results.append(error)
                refused += len(submission.text) + len(json.dumps(submission.attributes))
                check_request_messages(refused)
            else:
                results.append(entry)
                yield entry

    def _admit(
        self,
        submission: Submission,
        origin: Origin,
        position: int,
        now: datetime,
        alike: Counter[tuple[str, str, str]],
    ) -> LogEntry:
        """Raises InvalidLog or LimitExceeded. `alike` counts what is to be told apart by its number only."""
        if submission.log_id is not None:
            log_id = check_log_id(submission.log_id)
        elif origin.idempotency_key is not None:
            log_id = _id_of_request(submission.tenant_id, origin.idempotency_key, position)
        elif submission.timed:
            record = (submission.tenant_id, submission.text, json.dumps(submission.attributes, sort_keys=True))
            log_id = provisional_log_id(alike[record])
            alike[record] += 1
        else:
            log_id = self._ids.new_log_id()
        entry = LogEntry(
            tenant_id=submission.tenant_id,
            log_id=log_id,
            text=submission.text,
            source=origin.source,
            received_at=now,
            attributes=submission.attributes,
            ordinal=submission.ordinal,
        )
        self._limits.check(entry)
        if len(entry.text) > _SURELY_FITS_CHARACTERS:
            # Raises LimitExceeded for what no message can hold.
            Envelope((entry,), origin.request_id, origin.traceparent).encode()
        return entry

    def _send(self, envelopes: Sequence[Envelope]) -> None:
        try:
            self._queue.send(envelopes)
        except (CallerError, PassingError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is
            # The logs may not be queued, so their client must send them again, as for any other failure here.
            # The class alone is logged, and nothing chained: its words may hold text.
            _log.error("queue_failed", extra={"error": type(error).__name__})
            raise PassingError("unexpected") from None


def _id_of_request(tenant_id: str, idempotency_key: str, position: int) -> str:
    """The same whenever the request is sent: made of what its client chose for that, and of no content."""
    chosen = "\0".join((tenant_id, idempotency_key, str(position)))
    return hashlib.sha256(chosen.encode()).hexdigest()[:_ID_DIGITS]
