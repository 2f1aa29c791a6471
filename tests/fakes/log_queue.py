"""The queue in memory."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from threading import Lock

from application.envelope import Envelope, decode_envelope
from application.ports.clock import Clock
from application.ports.log_queue import LogQueue
from tests.fakes.clock import ManualClock
from tests.fakes.dead_letter_queue import DeadLetter, InMemoryDeadLetterQueue


@dataclass(frozen=True)
class ReceivedMessage:
    """A received message. It is delivered again unless it is deleted by this receipt."""

    message_id: str
    group_id: str
    body: str
    receive_count: int
    receipt: str

    @property
    def envelope(self) -> Envelope:
        """Return the decoded body."""
        return decode_envelope(self.body)


@dataclass(frozen=True)
class _Queued:
    message_id: str
    group_id: str
    body: str
    visible_at: datetime
    receive_count: int = 0

    @property
    def receipt(self) -> str:
        """Return the receipt of this delivery, which the next delivery makes invalid."""
        return f"{self.message_id}/{self.receive_count}"


class InMemoryLogQueue(LogQueue):
    """Behaves like SQS, by a clock: messages in flight become visible again after `visibility_timeout_seconds`.

    A message that was received `max_receive_count` times moves to `dead_letters` instead of being delivered again.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        dead_letters: InMemoryDeadLetterQueue | None = None,
        visibility_timeout_seconds: float = 60,
        max_receive_count: int = 8,
    ) -> None:
        self._clock = clock or ManualClock()
        self.dead_letters = dead_letters or InMemoryDeadLetterQueue()
        self._visibility_timeout = timedelta(seconds=visibility_timeout_seconds)
        self._max_receive_count = max_receive_count
        self._messages: dict[str, _Queued] = {}
        self._last_served: dict[str, int] = {}
        self._turns = count(1)
        self._sent = count(1)
        self._lock = Lock()
        self.failure: Exception | None = None

    @property
    def envelopes(self) -> list[Envelope]:
        """Return all envelopes that are queued or in flight, in the order of sending."""
        return [decode_envelope(message.body) for message in self._messages.values()]

    def send(self, envelopes: Sequence[Envelope]) -> None:
        """Queue all envelopes, or none if one is too large."""
        if self.failure:
            raise self.failure
        bodies = [(envelope.tenant_id, envelope.encode()) for envelope in envelopes]
        with self._lock:
            for group_id, body in bodies:
                message_id = f"message-{next(self._sent)}"
                self._messages[message_id] = _Queued(message_id, group_id, body, self._clock.now())

    def check(self) -> None:
        """Fail only if `failure` is set."""
        if self.failure:
            raise self.failure

    def delay(self, seconds: Mapping[str, int]) -> None:
        """Delay the next delivery of the messages with these receipts."""
        if self.failure:
            raise self.failure
        now = self._clock.now()
        with self._lock:
            for message_id, message in self._messages.items():
                if message.receipt in seconds:
                    visible_at = now + timedelta(seconds=seconds[message.receipt])
                    self._messages[message_id] = replace(message, visible_at=visible_at)

    def receive(self, max_messages: int = 10) -> list[ReceivedMessage]:
        """Return up to `max_messages` visible messages, tenants in turn, beginning with the one served longest ago."""
        with self._lock:
            self._give_up()
            return [self._lease(message) for message in self._visible_in_turn()[:max_messages]]

    def delete(self, receipts: Iterable[str]) -> None:
        """Delete messages. An invalid receipt deletes nothing."""
        with self._lock:
            by_receipt = {message.receipt: message_id for message_id, message in self._messages.items()}
            for receipt in receipts:
                if receipt in by_receipt:
                    del self._messages[by_receipt.pop(receipt)]

    def _visible(self) -> list[_Queued]:
        now = self._clock.now()
        return [message for message in self._messages.values() if message.visible_at <= now]

    def _visible_in_turn(self) -> list[_Queued]:
        rounds: Counter[str] = Counter()

        def turn(message: _Queued) -> tuple[int, int]:
            rounds[message.group_id] += 1
            return rounds[message.group_id], self._last_served.get(message.group_id, 0)

        return sorted(self._visible(), key=turn)

    def _give_up(self) -> None:
        for message in self._visible():
            if message.receive_count >= self._max_receive_count:
                del self._messages[message.message_id]
                self.dead_letters.letters.append(DeadLetter(message.group_id, message.body, None))

    def _lease(self, message: _Queued) -> ReceivedMessage:
        leased = replace(
            message,
            visible_at=self._clock.now() + self._visibility_timeout,
            receive_count=message.receive_count + 1,
        )
        self._messages[message.message_id] = leased
        self._last_served[message.group_id] = next(self._turns)
        return ReceivedMessage(leased.message_id, leased.group_id, leased.body, leased.receive_count, leased.receipt)
