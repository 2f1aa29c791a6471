"""Accepting the logs of a request."""

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from application.envelope import Envelope, pack
from application.ports.clock import Clock
from application.ports.id_generator import IdGenerator
from application.ports.log_queue import LogQueue
from application.ports.metrics import Metric, Metrics
from domain.errors import CallerError, LimitExceeded, PassingError
from domain.json_value import JsonValue
from domain.limits import MAX_ATTRIBUTES_BYTES, Limits, check_request_messages
from domain.log_entry import LogEntry, check_log_id, provisional_log_id

_log = logging.getLogger(__name__)

_ID_DIGITS = 32


# Not frozen: a batch makes thousands, and freezing doubles what one costs.
@dataclass(slots=True)
class Submission:
    """A log as a caller hands it over.

    `time` is the sender's own, in nanoseconds since 1970; its attributes hold it as well. Without `log_id` the log is
    given one. With an `idempotency_key` of its request that is the same whenever the request is sent, and so it is for
    a log that comes among others and has a `time`. Otherwise it is random. `ordinal` is its place in the request, from
    0.
    """

    tenant_id: str
    text: str = field(repr=False)
    log_id: str | None = None
    attributes: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)
    time: int | None = None
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

    def ingest(
        self, submissions: Sequence[Submission], origin: Origin, *, alone: bool = False
    ) -> list[LogEntry | CallerError]:
        """Return for each log of one request, in order, the accepted entry or what is wrong with it.

        An entry may still await its id, and is cut where it is over a limit. A log that comes `alone` is refused
        instead, and has its id at once: its caller is told both. Raises PassingError where the queue did not confirm:
        any of the logs may then be queued or not, and sending the request again is safe as far as its logs get the same
        ids. Raises LimitExceeded where all together are too large; none is queued then.
        """
        results: list[LogEntry | CallerError] = []
        admitted = self._admitted(submissions, origin, results, alone=alone)
        envelopes = pack(admitted, origin.request_id, origin.traceparent)
        if envelopes:
            self._send(envelopes)
            self._metrics.count(Metric.ACCEPTED, sum(len(envelope.entries) for envelope in envelopes))
        return results

    def _admitted(
        self, submissions: Sequence[Submission], origin: Origin, results: list[LogEntry | CallerError], *, alone: bool
    ) -> Iterator[LogEntry]:
        """Each entry that is accepted, when it is asked for; `results` get what is wrong with the others as well.

        Raises LimitExceeded where those that are refused or cut are too large together: each has cost a look at all
        that it shares with others.
        """
        oversized = 0
        now = self._clock.now()
        repetitions = None if alone else _Repetitions()
        for position, submission in enumerate(submissions):
            try:
                fitting = self._fitting(submission, alone=alone)
                if fitting is not submission:
                    oversized += _size(submission)
                    check_request_messages(oversized)
                # By place: by name each would take a third longer.
                entry = LogEntry(
                    fitting.tenant_id,
                    self._log_id(fitting, origin, position, repetitions),
                    fitting.text,
                    origin.source,
                    now,
                    fitting.attributes,
                    fitting.ordinal,
                    fitting.time,
                )
            except CallerError as error:
                results.append(error)
                oversized += _size(submission)
                check_request_messages(oversized)
            else:
                results.append(entry)
                yield entry

    def _fitting(self, submission: Submission, *, alone: bool) -> Submission:
        """The log, cut where it is over a limit. Raises LimitExceeded for one that cannot or must not be cut."""
        try:
            self._limits.check(submission.text, submission.attributes)
        except LimitExceeded:
            if alone:
                raise
            text, attributes = self._limits.cut(submission.text, submission.attributes)
            self._metrics.count(Metric.CUT)
            return replace(submission, text=text, attributes=attributes)
        return submission

    def _log_id(self, submission: Submission, origin: Origin, position: int, repetitions: "_Repetitions | None") -> str:
        """Raises InvalidLog. Without `repetitions` no id is left to be derived."""
        if submission.log_id is not None:
            return check_log_id(submission.log_id)
        if origin.idempotency_key is not None:
            return _id_of_request(submission.tenant_id, origin.idempotency_key, position)
        if submission.time is not None and repetitions is not None:
            return provisional_log_id(repetitions.number(submission))
        return self._ids.new_log_id()

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


class _Repetitions:
    """Numbers the logs of a request that are alike in everything, so that each gets an id of its own."""

    def __init__(self) -> None:
        # The first log of each text; None once it is counted. Only logs of one text are compared by their attributes.
        self._first: dict[tuple[str, str], Submission | None] = {}
        self._count: Counter[tuple[str, str, str]] = Counter()

    def number(self, submission: Submission) -> int:
        """How many logs before it are the same."""
        text = (submission.tenant_id, submission.text)
        if text not in self._first:
            self._first[text] = submission
            return 0
        first, self._first[text] = self._first[text], None
        if first is not None:
            self._count[*text, _canonical(first)] += 1
        record = (*text, _canonical(submission))
        self._count[record] += 1
        return self._count[record] - 1


def _size(submission: Submission) -> int:
    """About how many bytes a log would take in a message, had it been accepted."""
    try:
        return len(submission.text) + len(json.dumps(submission.attributes))
    except RecursionError:
        return len(submission.text) + MAX_ATTRIBUTES_BYTES


def _canonical(submission: Submission) -> str:
    return json.dumps(submission.attributes, sort_keys=True)


def _id_of_request(tenant_id: str, idempotency_key: str, position: int) -> str:
    """The same whenever the request is sent: made of what its client chose for that, and of no content."""
    chosen = "\0".join((tenant_id, idempotency_key, str(position)))
    return hashlib.sha256(chosen.encode()).hexdigest()[:_ID_DIGITS]
