"""Messages, their deliveries, and the reasons that excuse a failed delivery."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.simulation.faults import Step

if TYPE_CHECKING:
    from tests.simulation.scheduler import Task

# The tenant and the id.
LogKey = tuple[str, str]


# When messages are delivered together for the second time, the worker gives them different delays, so that they do not
# meet a third time, except by chance: two of them in 4,500 seconds may get the same delay.
_MOST_KILLED = 3


@dataclass(frozen=True)
class Body:
    """The content of a message."""

    group_id: str
    text: str = field(repr=False)
    logs: Collection[LogKey]
    by_itself: bool = False


class Message:
    """A message in the queue.

    `logs` are the logs in it. An unreadable message counts as its own only log, with the body as its id. A message of a
    later version always fails, `by_itself`.
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
        # The number of receives that failed because of a fault.
        self.excused = 0
        # The number of receives that failed because a log of another message ended the worker.
        self.killed = 0
        # The latest delivery.
        self.delivery: Delivery | None = None

    @property
    def may_die(self) -> bool:
        """Return whether the message failed only because of faults, and hardly because of other messages."""
        return self.by_itself or (self.excused == self.receive_count and self.killed <= _MOST_KILLED)


class Delivery:
    """One receive of a message.

    `tainted` means that a fault has affected it, so it may fail; `excused` means that a fault may have prevented its
    deletion.
    """

    __slots__ = ("concluded", "excused", "is_held_up", "message", "receipt", "receive_count", "tainted", "unheard")

    def __init__(self, message: Message, *, is_held_up: bool) -> None:
        self.message = message
        # Whether no worker was free when it was due, or a fault has prevented a due time of its own.
        self.is_held_up = is_held_up
        # Whether a fault has prevented the queue from receiving the delay.
        self.unheard = False
        self.receive_count = message.receive_count
        self.receipt = f"{message.message_id}/{message.receive_count}"
        self.tainted = False
        self.excused = False
        # Whether no worker processes it any more.
        self.concluded = False

    def excuse(self) -> None:
        """Excuse the delivery: whatever happens, it has not failed by itself."""
        if not self.excused:
            self.excused = True
            self.message.excused += 1


class Invocation:
    """One run of a Lambda function. It ends with its handler, or when a crash ends all of its tasks."""

    __slots__ = ("deliveries", "ended", "send", "send_many", "waiting", "words")

    def __init__(self, deliveries: Sequence[Delivery] = (), *, send: Step, send_many: Step, words: str = "") -> None:
        self.deliveries = deliveries
        # The raw text of its event.
        self.words = words
        self.send = send
        self.send_many = send_many
        self.ended = False
        # Its first task, while it waits for another task.
        self.waiting: Task | None = None

    def end(self) -> None:
        """End all of its tasks."""
        self.ended = True

    def taint(self, tenant_id: str | None, log_ids: Collection[str]) -> None:
        """Excuse failures of these logs; without a tenant, of all logs; without ids, of all the tenant's logs."""
        for delivery in self.deliveries:
            for owner, log_id in delivery.message.logs:
                if tenant_id is None or (tenant_id == owner and (not log_ids or log_id in log_ids)):
                    delivery.tainted = True

    def excuse(self) -> None:
        """Excuse all of its deliveries."""
        for delivery in self.deliveries:
            delivery.excuse()

    def was_killed_by(self, tenant_id: str, log_id: str) -> None:
        """Record that the work on a log of one delivery has ended the process."""
        # By message, because a message may be delivered twice.
        deliveries = {delivery.message.message_id: delivery for delivery in self.deliveries}.values()
        killers = [delivery for delivery in deliveries if (tenant_id, log_id) in delivery.message.logs]
        if not any(delivery.is_held_up for delivery in killers):
            for delivery in deliveries:
                if delivery not in killers and not delivery.is_held_up:
                    delivery.message.killed += 1
