"""The queue of the embedded run in memory."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from threading import Lock

from application.collecting_log_queue import CollectingLogQueue
from application.envelope import Envelope, log_count
from application.ports.clock import Clock
from application.ports.dead_letters import DeadLetter
from application.ports.embedded_log_queue import CollectedMessage, LeasedMessage
from domain.fair_share import may_hold_another
from domain.limits import MAX_BATCH_BYTES, MAX_BATCH_LOGS
from tests.fakes.clock import ManualClock
from tests.fakes.dead_letters import InMemoryDeadLetters


@dataclass
class _Queued:
    message: CollectedMessage
    # On the monotonic clock.
    visible_at: float = 0.0
    receive_count: int = 0
    first_received_at: int = 0
    receipt: str | None = None
    worker: str | None = None


class InMemoryEmbeddedLogQueue(CollectingLogQueue):
    """Delivers messages in the order in which they were sent, tenants in turn. Dead letters are in `dead_letters`."""

    def __init__(
        self, *, clock: Clock | None = None, visibility_timeout_seconds: float = 60, max_receive_count: int = 8
    ) -> None:
        super().__init__(clock or ManualClock())
        self._visibility_timeout_seconds = visibility_timeout_seconds
        self._max_receive_count = max_receive_count
        self._queued: list[_Queued] = []
        self.dead_letters = InMemoryDeadLetters(queue_again=self._queue_again)
        self.failure: Exception | None = None
        self._refusals = 0
        self._numbers = count(1)
        self._lock = Lock()

    def send_collected(self, messages: Sequence[CollectedMessage]) -> None:
        """Append the messages."""
        self._fail()
        with self._lock:
            self._queued += map(_Queued, messages)

    def check(self) -> None:
        """Fail only if `failure` is set."""
        self._fail()

    def probe(self) -> None:
        """Fail only if `failure` is set."""
        self._fail()

    @property
    def refusals(self) -> int:
        """Return how often `failure` was raised."""
        return self._refusals

    def bury(self, envelope: Envelope, reason: str) -> None:
        """Keep the encoded envelope."""
        self.bury_unread(envelope.encode(), envelope.tenant_id, reason)

    def bury_unread(self, body: str, tenant_id: str | None, reason: str) -> None:
        """Keep the message."""
        self._fail()
        self._bury(f"message-{next(self._numbers)}", tenant_id, self._now(), body, reason)

    def receive(
        self, max_messages: int, *, beside: Sequence[LeasedMessage] = (), worker: str = "", workers: int = 1
    ) -> Sequence[LeasedMessage]:
        """Lease one message of each tenant, then a second of each, until the batch is full."""
        self._fail()
        with self._lock:
            self._give_up()
            turns: Counter[str] = Counter()
            waiting = [each for each in self._visible() if self._admits(each, worker, workers)]
            received: list[LeasedMessage] = []
            for each in sorted(waiting, key=lambda each: _turn(each, turns)):
                if not _fits([*beside, *received], each.message.body, max_messages):
                    break
                received.append(self._lease(each, worker))
            return received

    def settle(self, *, done: Iterable[str], failed: Iterable[str]) -> None:
        """Delete the messages that are done, and end the leases of the failed ones."""
        self._fail()
        with self._lock:
            deleted, ended = set(done), set(failed)
            self._queued = [each for each in self._queued if each.receipt not in deleted]
            for each in self._queued:
                if each.receipt in ended:
                    each.worker = None

    def delay(self, seconds: Mapping[str, int]) -> None:
        """Change when the messages become visible."""
        self._fail()
        with self._lock:
            for each in self._queued:
                if each.receipt is not None and each.receipt in seconds:
                    each.visible_at = self._clock.monotonic() + seconds[each.receipt]

    def give_back(self, seconds: Mapping[str, int]) -> None:
        """Do the same, and decrease the receive count."""
        self.delay(seconds)
        with self._lock:
            for each in self._queued:
                if each.receipt in seconds:
                    each.receive_count -= 1
                    each.receipt = each.worker = None

    def take_back(self, workers: Iterable[str]) -> None:
        """Make the workers' messages visible now."""
        ended = set(workers)
        self._make_visible(lambda each: each.worker in ended)

    def release(self) -> None:
        """Make all messages visible now."""
        self._make_visible(lambda _each: True)

    def count(self) -> int:
        """Count all messages."""
        return len(self._queued)

    def oldest_seconds(self) -> int:
        """Return the age of the first message."""
        return (self._now() - self._queued[0].message.sent_at) // 1_000 if self._queued else 0

    def count_dead_letters(self) -> int:
        """Count all dead letters."""
        return self.dead_letters.count()

    def is_idle(self) -> bool:
        """Return whether no message is visible."""
        return not self._visible()

    def erase_deleted(self) -> None:
        """Do nothing: deleted messages are not kept."""
        self._fail()

    def _visible(self) -> list[_Queued]:
        return [each for each in self._queued if each.visible_at <= self._clock.monotonic()]

    def _admits(self, each: _Queued, worker: str, workers: int) -> bool:
        holdings = {(one.worker, one.message.group_id) for one in self._queued if one.worker is not None}
        if (worker, each.message.group_id) in holdings:
            return True
        others = {(holder, group) for holder, group in holdings if holder != worker}
        free = workers - len({holder for holder, _ in others})
        return may_hold_another(sum(group == each.message.group_id for _, group in others), free)

    def _give_up(self) -> None:
        for each in self._visible():
            if each.receive_count >= self._max_receive_count:
                self._queued.remove(each)
                message = each.message
                self._bury(message.message_id, message.group_id, message.sent_at, message.body, None)

    def _bury(self, message_id: str, tenant_id: str | None, sent_at: int, body: str, reason: str | None) -> None:
        at = datetime.fromtimestamp(sent_at / 1_000, UTC)
        self.dead_letters.letters.append(DeadLetter(message_id, tenant_id or None, at, reason, body))

    def _queue_again(self, letter: DeadLetter) -> None:
        sent_at = round(letter.sent_at.timestamp() * 1_000)
        self.send_collected([CollectedMessage(letter.message_id, letter.tenant_id or "", letter.body, sent_at)])

    def _lease(self, each: _Queued, worker: str) -> LeasedMessage:
        each.receive_count += 1
        each.first_received_at = each.first_received_at or self._now()
        each.visible_at = self._clock.monotonic() + self._visibility_timeout_seconds
        each.receipt, each.worker = f"receipt-{next(self._numbers)}", worker
        return LeasedMessage(
            each.message.message_id,
            each.message.group_id,
            each.message.body,
            each.message.sent_at,
            each.receive_count,
            each.first_received_at,
            each.receipt,
        )

    def _make_visible(self, chosen: Callable[[_Queued], bool]) -> None:
        self._fail()
        with self._lock:
            for each in filter(chosen, self._queued):
                each.visible_at, each.worker = 0.0, None

    def _fail(self) -> None:
        if self.failure:
            self._refusals += 1
            raise self.failure


def _turn(each: _Queued, turns: Counter[str]) -> int:
    turns[each.message.group_id] += 1
    return turns[each.message.group_id]


def _fits(batch: Sequence[LeasedMessage], body: str, max_messages: int) -> bool:
    if len(batch) >= max_messages:
        return False
    bodies = [*(message.body for message in batch), body]
    return not batch or (sum(map(len, bodies)) <= MAX_BATCH_BYTES and sum(map(log_count, bodies)) <= MAX_BATCH_LOGS)
