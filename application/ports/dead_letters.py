"""What is in the dead-letter queue, for the people who mend its cause."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class DeadLetter:
    """A message that was given up. `reason` is a code, or None where it was received too often; the body is raw text.

    `tenant_id` is the group that it was queued under, None where it had none.
    """

    message_id: str
    tenant_id: str | None
    sent_at: datetime
    reason: str | None
    body: str = field(repr=False)


class DeadLetters(ABC):
    """Looking at dead letters, and sending them home."""

    @abstractmethod
    def count(self) -> int:
        """How many there are, as far as the queue knows. Raises PassingError."""

    @abstractmethod
    def sample(self, most: int) -> Sequence[DeadLetter]:
        """Up to so many of them, which stay where they are. Raises PassingError.

        A queue is no table: where there are more, nobody chooses which are shown.
        """

    @abstractmethod
    def find(self, message_id: str, looked_at: Callable[[int], object]) -> DeadLetter | None:
        """The one of this id, which stays where it is, or None; `looked_at` is told how many were looked at so far.

        Raises PassingError.
        """

    @abstractmethod
    def redrive(self, tenant_id: str | None, moved: Callable[[int], object]) -> int:
        """Queue again what was there when it began, of that tenant or of all; returns how many that were.

        Each is counted as never received, and `moved` is told how many are done. Raises PassingError: some are moved
        then, and one may be both moved and there still. Sending it home twice is safe, because logs are stored once.
        The next call goes on with what is left.
        """

    @abstractmethod
    def erase(self, tenant_id: str, wanted: Callable[[DeadLetter], bool], looked_at: Callable[[int], object]) -> int:
        """Delete the letters of this tenant of which `wanted` says so; returns how many that were.

        `looked_at` is told how many were looked at so far. Raises PassingError: the next call goes on.
        """
