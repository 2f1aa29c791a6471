"""The operations that the embedded run needs in addition to `LogQueue`. On AWS, SQS and Lambda perform them."""

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
    """A received message. It is delivered again unless it is settled in time with this receipt handle.

    `sent_at` and `first_received_at` are in milliseconds since 1970.
    """

    message_id: str
    group_id: str
    body: str = field(repr=False)
    sent_at: int
    receive_count: int
    first_received_at: int
    receipt_handle: str


class CollectedMessage(NamedTuple):
    """A message that was sent within `collecting` and is not queued yet."""

    message_id: str
    group_id: str
    body: str
    sent_at: int

    def __repr__(self) -> str:
        return f"CollectedMessage({self.message_id!r}, {self.group_id!r})"


class EmbeddedLogQueue(LogQueue, DeadLetterQueue, Storage):
    """A queue that leases messages to the workers of the embedded run, which may be in several processes.

    Each worker has a unique name. A worker that leases a message of a tenant counts as held by that tenant, and tenants
    share the workers by the rule of `domain.fair_share`. Every method may raise PassingError.
    """

    # Sending together

    @abstractmethod
    def collecting(self) -> AbstractContextManager[list[CollectedMessage]]:
        """Within the block, `send` in this thread only appends to the list, for a later `send_collected`.

        The messages are not durable when `send` returns: do not confirm them before `send_collected` has returned.
        """

    @abstractmethod
    def send_collected(self, messages: Sequence[CollectedMessage]) -> None:
        """Queue all messages durably, at the cost of one send. If this raises, none is queued."""

    # Leases

    @abstractmethod
    def receive(
        self, max_messages: int, *, beside: Sequence[LeasedMessage] = (), worker: str = "", workers: int = 1
    ) -> Sequence[LeasedMessage]:
        """Lease messages to fill a batch of at most `max_messages` that already contains those in `beside`.

        They are leased to `worker`; `workers` is the number of all workers. A batch of several messages stays within
        `MAX_BATCH_BYTES` and `MAX_BATCH_LOGS`.
        """

    @abstractmethod
    def settle(self, *, done: Iterable[str], failed: Iterable[str]) -> None:
        """Delete the messages that are done, and end the leases of those that failed, all given by receipt.

        A failed message is delivered again after its `delay` or `give_back`, or when its visibility timeout ends. A
        receipt has no effect after the message was received again.
        """

    @abstractmethod
    def give_back(self, seconds: Mapping[str, int]) -> None:
        """Like `delay`, but also undo the increase of the receive count, because the message is not to blame."""

    @abstractmethod
    def take_back(self, workers: Iterable[str]) -> None:
        """End the leases of dead workers, so that their messages are delivered again within seconds."""

    @abstractmethod
    def release(self) -> None:
        """Make all messages in flight or delayed visible; their receive counts stay. For when no worker is running."""

    # Figures

    @abstractmethod
    def count(self) -> int:
        """Return the number of messages that are queued or in flight."""

    @abstractmethod
    def oldest_seconds(self) -> int:
        """Return the age of the oldest message in seconds; 0 if there is none."""

    @abstractmethod
    def count_dead_letters(self) -> int:
        """Return the number of dead letters."""

    @abstractmethod
    def is_idle(self) -> bool:
        """Return whether no message waits for a worker."""

    # Upkeep

    @abstractmethod
    def erase_deleted(self) -> None:
        """Overwrite the raw text of deleted messages. It is called repeatedly while the queue is idle."""
