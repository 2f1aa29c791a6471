"""All faults, the steps at which they occur, and how often they occurred."""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from random import Random


class Kind(StrEnum):
    """A kind of fault."""

    THROTTLED = "throttled"
    FAILED = "failed"
    # An exception that no port documents, with the log's raw text in its message.
    BROKEN = "broke"
    REFUSED = "refused for good"
    ANSWER_LOST = "done, answer lost"
    PARTLY = "partly done"
    DUPLICATED = "done twice"
    DELAYED = "delayed"
    CRASHED_BEFORE = "crash before"
    CRASHED_AFTER = "crash after"
    STALLED = "visibility expired"
    REORDERED = "reordered"
    TWICE_IN_BATCH = "twice in a batch"
    LOST = "lost"
    ABORTED = "all that is left aborted"
    SENT_AGAIN = "sent again"
    # Contents of the queue
    NOT_JSON = "not JSON"
    NOT_AN_ENVELOPE = "not an envelope"
    UNKNOWN_VERSION = "unknown version"
    MALFORMED = "malformed envelope"
    WORK_ALWAYS_FAILS = "work always fails"
    ALWAYS_REFUSED = "always refused"
    KILLS_WORKER = "kills its worker"
    # Actions of clients
    CONFLICT = "another record under the id"
    SAME_BUT_NUMBER = "the same but for a number"
    BAD_REQUEST = "bad request"


class Step(StrEnum):
    """A step at which a fault can occur, in the order of a log's life."""

    CLIENT = "client: request"
    INGEST_SEND = "ingest: send"
    BATCH_SEND = "ingest: send several logs"
    BATCH_SEND_MANY = "ingest: send several messages"
    ANSWER = "ingest: answer"
    MESSAGE = "queue: message"
    RECEIVE = "queue: receive"
    LOOK_UP = "worker: look up"
    WORK = "worker: work"
    DIRECTORY = "worker: read tenant"
    MASTER_KEY = "worker: read secret"
    PUT_MANY = "worker: put several"
    PUT = "worker: put"
    PUT_CONFLICT = "worker: put conflict"
    SEND_ON = "worker: send on"
    SEND_ON_MANY = "worker: send several on"
    BURY = "worker: bury"
    BURY_UNREAD = "worker: bury what it cannot read"
    DELAY = "worker: delay failed"
    REPORT = "worker: answer"
    DELETE = "queue: delete"
    MARK = "erase: mark"
    ERASE_FIND = "erase: find"
    ERASE = "erase: delete"
    # Steps of the histories in `outage`, which choose their own faults.
    DATABASE = "embedded run: statement"


_CALL = (Kind.THROTTLED, Kind.FAILED)
_WORKER = (Kind.CRASHED_BEFORE, Kind.STALLED)
_SEND = (*_CALL, Kind.ANSWER_LOST, Kind.DUPLICATED, Kind.DELAYED, Kind.CRASHED_BEFORE, Kind.CRASHED_AFTER)
_BURY = (*_CALL, *_WORKER, Kind.BROKEN, Kind.ANSWER_LOST, Kind.DUPLICATED, Kind.CRASHED_AFTER)
_ERASE = (*_CALL, Kind.ANSWER_LOST, Kind.CRASHED_BEFORE, Kind.CRASHED_AFTER)
_PUT = (*_CALL, *_WORKER, Kind.BROKEN, Kind.REFUSED, Kind.ANSWER_LOST, Kind.CRASHED_AFTER)

# Every fault with every step at which it can occur.
FAULTS: Mapping[Step, tuple[Kind, ...]] = {
    Step.CLIENT: (Kind.CONFLICT, Kind.SAME_BUT_NUMBER, Kind.SENT_AGAIN, Kind.BAD_REQUEST),
    Step.INGEST_SEND: (*_SEND, Kind.BROKEN),
    Step.BATCH_SEND: (*_SEND, Kind.BROKEN),
    Step.BATCH_SEND_MANY: (*_SEND, Kind.BROKEN, Kind.PARTLY),
    Step.ANSWER: (Kind.LOST,),
    Step.MESSAGE: (
        Kind.NOT_JSON,
        Kind.NOT_AN_ENVELOPE,
        Kind.UNKNOWN_VERSION,
        Kind.MALFORMED,
        Kind.WORK_ALWAYS_FAILS,
        Kind.ALWAYS_REFUSED,
        Kind.KILLS_WORKER,
    ),
    Step.RECEIVE: (Kind.THROTTLED, Kind.ANSWER_LOST, Kind.DUPLICATED, Kind.TWICE_IN_BATCH, Kind.REORDERED),
    Step.LOOK_UP: (*_CALL, *_WORKER, Kind.BROKEN),
    Step.WORK: (Kind.FAILED, Kind.BROKEN, Kind.ABORTED, Kind.REFUSED, *_WORKER),
    Step.DIRECTORY: (*_CALL, *_WORKER, Kind.BROKEN),
    Step.MASTER_KEY: (*_CALL, *_WORKER, Kind.BROKEN),
    Step.PUT_MANY: (*_CALL, *_WORKER, Kind.BROKEN, Kind.ANSWER_LOST, Kind.CRASHED_AFTER),
    Step.PUT: _PUT,
    Step.PUT_CONFLICT: _PUT,
    Step.SEND_ON: (*_SEND, Kind.BROKEN, Kind.STALLED),
    Step.SEND_ON_MANY: (*_SEND, Kind.BROKEN, Kind.STALLED, Kind.PARTLY),
    Step.BURY: _BURY,
    Step.BURY_UNREAD: _BURY,
    Step.DELAY: (*_CALL, *_WORKER, Kind.BROKEN, Kind.PARTLY, Kind.ANSWER_LOST, Kind.CRASHED_AFTER),
    Step.REPORT: (Kind.LOST, Kind.STALLED),
    Step.DELETE: (Kind.LOST,),
    Step.MARK: _ERASE,
    Step.ERASE_FIND: _ERASE,
    Step.ERASE: _ERASE,
}

Counts = Counter[tuple[Step, Kind]]

# Faults that few histories reach, and those that redeliver everything, are more frequent.
_OFTEN = {
    Step.BATCH_SEND,
    Step.BATCH_SEND_MANY,
    Step.MASTER_KEY,
    Step.PUT_MANY,
    Step.PUT_CONFLICT,
    Step.SEND_ON,
    Step.SEND_ON_MANY,
    Step.BURY,
    Step.BURY_UNREAD,
    Step.RECEIVE,
    Step.REPORT,
    Step.DELETE,
    Step.MARK,
    Step.ERASE_FIND,
    Step.ERASE,
}
_HOW_OFTEN = 3

_RATES = (0.0, 0.02, 0.05, 0.15, 0.3)


class Faults:
    """Chooses faults until it is stopped.

    Each history has its own rate and its own selection of faults. With all faults at once, most logs would fail at the
    first steps, and later steps would never be reached.
    """

    def __init__(self, random: Random) -> None:
        self._random = random.random
        self.counts: Counts = Counter()
        self.rate = random.choice(_RATES)
        self._chosen = {step: [kind for kind in kinds if random.random() < 0.6] for step, kinds in FAULTS.items()}

    def draw(self, step: Step) -> Kind | None:
        """Return the fault that occurs now, or None."""
        chance = self._random()
        # This order is fast, because looking up the step costs more than everything else.
        if chance >= self.rate * _HOW_OFTEN or (chance >= self.rate and step not in _OFTEN):
            return None
        return self.draw_at(step, 1.0)

    def draw_at(self, step: Step, rate: float) -> Kind | None:
        """Do the same with another rate."""
        if not self.rate or (rate < 1.0 and self._random() >= rate) or not (kinds := self._chosen[step]):
            return None
        kind = kinds[int(self._random() * len(kinds))]
        self.counts[step, kind] += 1
        return kind

    def stop(self) -> None:
        """Let no more faults occur."""
        self.rate = 0.0
