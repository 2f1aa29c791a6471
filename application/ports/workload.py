"""The heavy work that each log costs before it is stored."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.log_entry import LogEntry


@dataclass(frozen=True)
class FinishedWork:
    """The work of `entries[position]` is over; `failure` is set if it did not succeed."""

    position: int
    failure: Exception | None = None


class Workload(ABC):
    """Work on several logs goes on side by side: a batch takes as long as its longest log, not their sum."""

    @abstractmethod
    def perform(self, entries: Sequence[LogEntry]) -> Iterator[FinishedWork]:
        """Yield each position exactly once, at the moment when its own work ends. Blocks until the next one does."""
