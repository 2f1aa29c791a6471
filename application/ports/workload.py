"""The heavy work that each log costs before it is stored."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.log_entry import LogEntry


@dataclass(frozen=True)
class FinishedWork:
    """The work of the entries at `positions` has ended together; `failure` is set if none of it succeeded."""

    positions: Sequence[int]
    failure: Exception | None = None


class Workload(ABC):
    """Work on several logs goes on side by side: a batch takes as long as its longest log, not their sum."""

    @abstractmethod
    def perform(self, entries: Sequence[LogEntry]) -> Iterator[FinishedWork]:
        """Yield each position exactly once, within milliseconds after its own work has ended and never before.

        Blocks until the work of another entry has ended. Entries whose work ends in the same few milliseconds may be
        yielded together.
        """
