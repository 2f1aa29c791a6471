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


# Not frozen: a batch creates thousands of submissions, and a frozen dataclass takes twice the time to create.
@dataclass(slots=True)
class Submission:
    """A log as a caller sends it.

    `time` is the sender's timestamp in nanoseconds since 1970, which the attributes contain as well. `ordinal` is the
    log's position in its request, from 0. A log without a `log_id` is given one. It is derived if the request has an
    `idempotency_key`, or if the log has a `time` and is not alone in its request: the same request always gives the
    same ids. Otherwise it is random.
    """

    tenant_id: str
    text: str = field(repr=False)
    log_id: str | None = None
    attributes: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)
    time: int | None = None
    ordinal: int = 0


@dataclass(frozen=True)
class Origin:
    """The request with the logs. `source` is its format."""

    source: str
    request_id: str
    traceparent: str | None = None
    idempotency_key: str | None = field(default=None, repr=False)


class IngestLogs:
    """Checks the logs of a request and queues them durably.

    A log that breaks a rule does not affect the others. Either all accepted logs are queued, or the request fails.
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
        """Return for each log, in order, the accepted entry or the error for which it was refused.

        A log over a limit is cut, and an entry may still await its id. A log that is `alone` in its request is refused
        instead of cut and gets its id immediately, because the answer tells the caller. Raises PassingError if the
        queue did not confirm: each log may or may not be queued, and sending the request again is safe if its logs get
        the same ids. Raises LimitExceeded if the logs together are too large; then none is queued.
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
        """Yield the accepted entries. Append each entry, and the error of each refused log, to `results`.

        Raises LimitExceeded if the refused and cut logs together are too large: checking each of them takes time for
        all labels or resources that it shares with others.
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
                # Positional arguments, because keywords take a third more time.
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
        """Return the log, cut if it is over a limit. Raises LimitExceeded if it is alone or cannot be cut."""
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
        """Return the log's id, or a provisional one unless `repetitions` is None. Raises InvalidLog."""
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
        except Exception as error:  # noqa: BLE001 - after any error the client must send the logs again
            # Only the class is logged, and the error is not chained, because its message may contain log text.
            _log.error("queue_failed", extra={"error": type(error).__name__})
            raise PassingError("unexpected") from None


class _Repetitions:
    """Numbers identical logs of a request, so that each gets an id of its own."""

    def __init__(self) -> None:
        # The first log of each text, or None once it is counted. Attributes are compared only for logs of equal text.
        self._first: dict[tuple[str, str], Submission | None] = {}
        self._count: Counter[tuple[str, str, str]] = Counter()

    def number(self, submission: Submission) -> int:
        """Return how many earlier logs are identical."""
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
    """Estimate how many bytes the log would take in a message."""
    try:
        return len(submission.text) + len(json.dumps(submission.attributes))
    except RecursionError:
        return len(submission.text) + MAX_ATTRIBUTES_BYTES


def _canonical(submission: Submission) -> str:
    return json.dumps(submission.attributes, sort_keys=True)


def _id_of_request(tenant_id: str, idempotency_key: str, position: int) -> str:
    """Derive the id from what the client chose, not from the content: the same whenever the request is sent."""
    chosen = "\0".join((tenant_id, idempotency_key, str(position)))
    return hashlib.sha256(chosen.encode()).hexdigest()[:_ID_DIGITS]
