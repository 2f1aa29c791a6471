"""A queue that delivers at least once, in any order, and sometimes loses its answers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from threading import Lock

from application.envelope import Envelope
from application.ports.log_queue import LogQueue
from domain.errors import PassingError
from domain.identity import derived_log_id, identity_key
from domain.log_entry import LogEntry
from tests.fakes.dead_letter_queue import DeadLetter
from tests.fakes.master_secret import FixedMasterSecret
from tests.simulation.deliveries import Body, Delivery, Message
from tests.simulation.environment import Environment
from tests.simulation.faults import Kind, Step
from tests.simulation.ports.dead_letter_queue import SimulatedDeadLetterQueue

_PROMPTLY = 1_000
_SECRET = FixedMasterSecret().read()


class SimulatedLogQueue(LogQueue):
    """Behaves like SQS in virtual time. The Lambda service calls the methods for the consumer."""

    def __init__(self, environment: Environment, dead_letters: SimulatedDeadLetterQueue) -> None:
        self._environment = environment
        self._scheduler = environment.scheduler
        self.dead_letters = dead_letters
        self.messages: dict[str, Message] = {}
        # The messages that were dead-lettered although one of their deliveries failed without a fault.
        self.wrongly_given_up: list[Message] = []
        self.failure: Exception | None = None
        self._numbers = count(1)
        self._turns = count(1)
        self._last_served: dict[str, int] = {}
        self._lock = Lock()

    def send(self, envelopes: Sequence[Envelope]) -> None:
        """Queue all envelopes, some of them, or one of them twice."""
        bodies = [
            Body(
                envelope.tenant_id,
                envelope.encode(),
                tuple((entry.tenant_id, _final_id(entry)) for entry in envelope.entries),
            )
            for envelope in envelopes
        ]
        kind = self._meet(envelopes)
        if self.failure:
            raise self.failure
        if kind is Kind.PARTLY:
            self._put(bodies[: int(self._environment.random.random() * len(bodies))])
            raise PassingError("partly_refused")
        self._put(bodies, delayed=kind is Kind.DELAYED)
        if kind is Kind.DUPLICATED:
            self._put([self._environment.random.choice(bodies)])
        self._environment.answer(kind)

    def check(self) -> None:
        """Fail only if `failure` is set."""
        if self.failure:
            raise self.failure

    def delay(self, seconds: Mapping[str, int]) -> None:
        """Delay the next delivery of the messages with these receipts, or of some of them."""
        invocation = self._environment.invocation
        deliveries = invocation.deliveries if invocation else ()
        for delivery in deliveries:
            delivery.unheard = True
        kind = self._environment.meet(Step.DELAY, harmless=True) if invocation else None
        if self.failure:
            raise self.failure
        receipts = list(seconds)
        if kind is Kind.PARTLY:
            receipts = receipts[: int(self._environment.random.random() * len(receipts))]
        for receipt in receipts:
            if message := self._in_flight(receipt):
                message.visible_at = self._scheduler.now + seconds[receipt] * 1_000
        if kind is Kind.PARTLY:
            raise PassingError("partly_refused")
        self._environment.answer(kind)
        for delivery in deliveries:
            delivery.unheard = False

    def put(self, body: Body) -> None:
        """Queue a message that our clients do not send."""
        self._put([body])

    def receive(self, max_messages: int = 10) -> list[Delivery]:
        """Receive up to `max_messages` visible messages. Raises PassingError."""
        kind = self._environment.meet(Step.RECEIVE)
        with self._lock:
            visible = self._visible()
            if kind is Kind.REORDERED:
                chosen = self._environment.random.sample(visible, min(max_messages, len(visible)))
            else:
                chosen = visible if len(visible) <= max_messages else self._in_turn(visible)[:max_messages]
            deliveries = [self._lease(message) for message in chosen]
        if kind and deliveries:
            self._misdeliver(kind, deliveries)
        return deliveries

    def delete(self, receipts: Iterable[str]) -> None:
        """Delete messages. An invalid receipt deletes nothing."""
        with self._lock:
            for receipt in receipts:
                if message := self._in_flight(receipt):
                    del self.messages[message.message_id]

    def next_visible_at(self) -> int:
        """Return when a message becomes visible if no other is sent. The queue must not be empty."""
        return min(message.visible_at for message in self.messages.values())

    def _in_flight(self, receipt: str) -> Message | None:
        message = self.messages.get(receipt.partition("/")[0])
        return message if message and message.delivery and message.delivery.receipt == receipt else None

    def _meet(self, envelopes: Sequence[Envelope]) -> Kind | None:
        if not envelopes or not (invocation := self._environment.invocation):
            return None
        step = invocation.send if len(envelopes) == 1 else invocation.send_many
        log_ids = [entry.log_id for envelope in envelopes for entry in envelope.entries]
        return self._environment.meet(step, envelopes[0].tenant_id, log_ids)

    def _put(self, bodies: Iterable[Body], *, delayed: bool = False) -> None:
        for body in bodies:
            message = Message(f"message-{next(self._numbers)}", body, self._scheduler.now)
            if delayed:
                message.visible_at += int(self._environment.random.random() * 2 * self._environment.visibility_timeout)
            self.messages[message.message_id] = message

    def _visible(self) -> list[Message]:
        """Return the visible messages. Those that were received too often are dead-lettered."""
        now, most = self._scheduler.now, self._environment.max_receive_count
        visible = [message for message in self.messages.values() if message.visible_at <= now]
        if any(message.receive_count >= most for message in visible):
            for message in visible:
                if message.receive_count >= most:
                    self._give_up(message)
            visible = [message for message in visible if message.receive_count < most]
        return visible

    def _in_turn(self, visible: list[Message]) -> list[Message]:
        """Return messages by tenants in turn, beginning with the one served longest ago."""
        rounds: Counter[str] = Counter()

        def turn(message: Message) -> tuple[int, int]:
            rounds[message.group_id] += 1
            return rounds[message.group_id], self._last_served.get(message.group_id, 0)

        return sorted(visible, key=turn)

    def _give_up(self, message: Message) -> None:
        _excuse_if_in_work(message.delivery)
        if not message.may_die:
            self.wrongly_given_up.append(message)
        del self.messages[message.message_id]
        self.dead_letters.letters.append(DeadLetter(message.group_id, message.body, None))

    def _lease(self, message: Message) -> Delivery:
        _excuse_if_in_work(message.delivery)
        is_held_up = self._scheduler.now > message.visible_at + _PROMPTLY or (
            message.delivery is not None and message.delivery.unheard
        )
        message.visible_at = self._scheduler.now + self._environment.visibility_timeout
        message.receive_count += 1
        if message.receive_count == 1:
            message.first_received_at = self._scheduler.now
        self._last_served[message.group_id] = next(self._turns)
        message.delivery = Delivery(message, is_held_up=is_held_up)
        return message.delivery

    def _misdeliver(self, kind: Kind, deliveries: list[Delivery]) -> None:
        if kind is Kind.ANSWER_LOST:
            for delivery in deliveries:
                delivery.unheard = True
                delivery.excuse()
            raise PassingError("ReadTimeoutError")
        message = self._environment.random.choice(deliveries).message
        if kind is Kind.DUPLICATED:
            message.visible_at = self._scheduler.now
        elif kind is Kind.TWICE_IN_BATCH and message.receive_count < self._environment.max_receive_count:
            deliveries.append(self._lease(message))


def _final_id(entry: LogEntry) -> str:
    """Return the id that the worker reports. Only excuses depend on it, not whether the result is right."""
    return derived_log_id(identity_key(_SECRET, entry.tenant_id), entry) if entry.awaits_id else entry.log_id


def _excuse_if_in_work(delivery: Delivery | None) -> None:
    """Excuse the deliveries of the message that are still processed, because they are too late."""
    if delivery and not delivery.concluded:
        delivery.excuse()
