"""Messages, their deliveries, and what excuses a delivery that came to nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.simulation.faults import Step

if TYPE_CHECKING:
    from tests.simulation.scheduler import Task

# Tenant and id.
LogKey = tuple[str, str]


# When messages come together for the second time, the worker sees to it that they do not meet a third time, unless by
# chance: two in 4,500 seconds may have the same one.
_MOST_KILLED = 3


@dataclass(frozen=True)
class Body:
    """What is sent as a message."""

    group_id: str
    text: str = field(repr=False)
    logs: Collection[LogKey]
    by_itself: bool = False


class Message:
    """A message in the queue.

    `logs` are those that it carries. A message that nobody can read is its own only log, whose id is its body. What a
    later version has written fails `by_itself`, each time.
    """

    __slots__ = (
        "body",
        "by_itself",
        "delivery",
        "excused",
        "first_received_at",
        "group_id",
        "killed",
        "logs",
        "message_id",
        "receive_count",
        "sent_at",
        "visible_at",
    )

    def __init__(self, message_id: str, body: Body, now: int) -> None:
        self.message_id = message_id
        self.group_id = body.group_id
        self.body = body.text
        self.logs = body.logs
        self.by_itself = body.by_itself
        self.sent_at = now
        self.visible_at = now
        self.receive_count = 0
        self.first_received_at = now
        # Of its receives those that a fault has brought to nothing.
        self.excused = 0
        # Of its receives those that another message's log has brought to nothing by ending the worker.
        self.killed = 0
        # The latest.
        self.delivery: Delivery | None = None

    @property
    def may_die(self) -> bool:
        """Whether nothing but faults has kept it from being worked, and hardly another message."""
        return self.by_itself or (self.excused == self.receive_count and self.killed <= _MOST_KILLED)


class Delivery:
    """One receive of a message.

    `tainted` if a fault has struck what it does, so that it may fail; `excused` if a fault may have kept it from being
    deleted.
    """

    __slots__ = ("concluded", "excused", "is_held_up", "message", "receipt", "receive_count", "tainted", "unheard")

    def __init__(self, message: Message, *, is_held_up: bool) -> None:
        self.message = message
        # Whether no worker was free when it was due, or a fault has kept it from being due at a time of its own.
        self.is_held_up = is_held_up
        # Whether a fault has kept the queue from hearing when its message shall come again.
        self.unheard = False
        self.receive_count = message.receive_count
        self.receipt = f"{message.message_id}/{message.receive_count}"
        self.tainted = False
        self.excused = False
        # Nobody works it any more.
        self.concluded = False

    def excuse(self) -> None:
        """Whatever becomes of it, it did not fail by itself."""
        if not self.excused:
            self.excused = True
            self.message.excused += 1


class Invocation:
    """One run of a Lambda function. It ends with its handler, or by a crash with all of its tasks."""

    __slots__ = ("deliveries", "ended", "send", "send_many", "waiting", "words")

    def __init__(self, deliveries: Sequence[Delivery] = (), *, send: Step, send_many: Step, words: str = "") -> None:
        self.deliveries = deliveries
        # Raw text that it was given.
        self.words = words
        self.send = send
        self.send_many = send_many
        self.ended = False
        # Its first task, while that waits for another.
        self.waiting: Task | None = None

    def end(self) -> None:
        """No task of it goes on."""
        self.ended = True

    def taint(self, tenant_id: str | None, log_ids: Collection[str]) -> None:
        """Excuse the deliveries of these logs from failing; without a tenant all, without ids all of the tenant's."""
        for delivery in self.deliveries:
            for owner, log_id in delivery.message.logs:
                if tenant_id is None or (tenant_id == owner and (not log_ids or log_id in log_ids)):
                    delivery.tainted = True

    def excuse(self) -> None:
        """Excuse all of its deliveries."""
        for delivery in self.deliveries:
            delivery.excuse()

    def was_killed_by(self, tenant_id: str, log_id: str) -> None:
        """The work on a log of one delivery has ended all of them."""
        # By message, because one may be there twice.
        deliveries = {delivery.message.message_id: delivery for delivery in self.deliveries}.values()
        killers = [delivery for delivery in deliveries if (tenant_id, log_id) in delivery.message.logs]
        if not any(delivery.is_held_up for delivery in killers):
            for delivery in deliveries:
                if delivery not in killers and not delivery.is_held_up:
                    delivery.message.killed += 1
