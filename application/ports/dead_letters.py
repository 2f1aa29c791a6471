"""Inspecting the dead-letter queue, sending messages back, and erasing them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class DeadLetter:
    """A message in the dead-letter queue. The body is raw, unredacted text.

    `reason` is a code, or None if the message was received too often. `tenant_id` is the message group under which it
    was queued, or None.
    """

    message_id: str
    tenant_id: str | None
    sent_at: datetime
    reason: str | None
    body: str = field(repr=False)


class DeadLetters(ABC):
    """Inspects dead letters, sends them back to the queue, and erases them."""

    @abstractmethod
    def count(self) -> int:
        """Return the queue's own count of dead letters, which may be approximate. Raises PassingError."""

    @abstractmethod
    def sample(self, most: int) -> Sequence[DeadLetter]:
        """Return up to `most` dead letters without removing them. Raises PassingError.

        If there are more, the queue decides which are returned.
        """

    @abstractmethod
    def find(self, message_id: str, looked_at: Callable[[int], object]) -> DeadLetter | None:
        """Return the dead letter with this id without removing it, or None.

        Calls `looked_at` with the number of dead letters inspected so far. Raises PassingError.
        """

    @abstractmethod
    def redrive(self, tenant_id: str | None, moved: Callable[[int], object]) -> int:
        """Send the dead letters of the tenant, or of all tenants if it is None, back to the queue; return their number.

        Dead letters that arrive meanwhile stay. The receive counts start again from zero. Calls `moved` with the number
        moved so far. After a PassingError some are moved, and one may be in both queues, which is safe because logs are
        stored once; call again to move the rest.
        """

    @abstractmethod
    def erase(self, tenant_id: str, wanted: Callable[[DeadLetter], bool], looked_at: Callable[[int], object]) -> int:
        """Delete the tenant's dead letters for which `wanted` returns True; return their number.

        Calls `looked_at` with the number inspected so far. After a PassingError call again to delete the rest.
        """
