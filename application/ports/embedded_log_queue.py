"""What the embedded run needs of its queue beyond `LogQueue`: on AWS, SQS and Lambda's event source do these things."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import NamedTuple

from application.ports.dead_letter_queue import DeadLetterQueue
from application.ports.log_queue import LogQueue
from application.ports.storage import Storage


@dataclass(frozen=True)
class LeasedMessage:
    """A message as received. It comes again unless it is settled by this receipt handle in time.

    `sent_at` and `first_received_at` are milliseconds since 1970.
    """

    message_id: str
    group_id: str
    body: str = field(repr=False)
    sent_at: int
    receive_count: int
    first_received_at: int
    receipt_handle: str


class CollectedMessage(NamedTuple):
    """A message that is not queued yet."""

    message_id: str
    group_id: str
    body: str
    sent_at: int

    def __repr__(self) -> str:
        return f"CollectedMessage({self.message_id!r}, {self.group_id!r})"


class EmbeddedLogQueue(LogQueue, DeadLetterQueue, Storage):
    """A queue that leases messages to the workers of the embedded run, which may be in several processes.

    Each worker has a name that no other worker has. A tenant holds every worker that has a message of it leased, and
    the tenants share the workers by `domain.fair_share`. Unless told otherwise, methods raise PassingError.
    """

    # Sending together

    @abstractmethod
    def collecting(self) -> AbstractContextManager[list[CollectedMessage]]:
        """Queue nothing that this thread sends in the block: it stands in the list, for `send_collected`.

        So it is not durable when `send` returns. Whoever is to be told that it is must wait for `send_collected`.
        """

    @abstractmethod
    def send_collected(self, messages: Sequence[CollectedMessage]) -> None:
        """Return once all of them are durably queued, at the cost of one send. If it raises, none is queued."""

    # Leases

    @abstractmethod
    def receive(
        self, max_messages: int, *, beside: Sequence[LeasedMessage] = (), worker: str = "", workers: int = 1
    ) -> Sequence[LeasedMessage]:
        """Messages for a batch of at most `max_messages`, which has those in `beside` already; none if there are none.

        They are leased to `worker`, one of `workers`. What a batch of several messages holds stays within
        `MAX_BATCH_BYTES` and `MAX_BATCH_LOGS`.
        """

    @abstractmethod
    def settle(self, *, done: Iterable[str], failed: Iterable[str]) -> None:
        """Tell what came of messages, by their receipts: forget those that are done, and end the other leases.

        Those that have failed come again when `delay` or `give_back` says so, or when their visibility timeout ends. A
        receipt that a later receive has superseded changes nothing.
        """

    @abstractmethod
    def give_back(self, seconds: Mapping[str, int]) -> None:
        """As `delay`, and the receive does not count: it came to nothing through no fault of the message."""

    @abstractmethod
    def take_back(self, workers: Iterable[str]) -> None:
        """End the leases of workers that have ended, so that their messages come again within seconds."""

    @abstractmethod
    def release(self) -> None:
        """Make every message in flight or delayed visible; for when no worker runs. That they were received counts."""

    # Figures

    @abstractmethod
    def count(self) -> int:
        """How many messages are queued or in flight."""

    @abstractmethod
    def oldest_seconds(self) -> int:
        """How long the first message has been queued; 0 where there is none."""

    @abstractmethod
    def count_dead_letters(self) -> int:
        """How many messages are dead letters."""

    @abstractmethod
    def is_idle(self) -> bool:
        """Whether no message waits for a worker."""

    # Upkeep

    @abstractmethod
    def erase_deleted(self) -> None:
        """Leave no trace of the raw text of deleted messages; called again and again while the queue is idle."""
