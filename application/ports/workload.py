"""The expensive work on each log before it is stored."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.log_entry import LogEntry


@dataclass(frozen=True)
class FinishedWork:
    """The work on the entries at `positions` has ended together. `failure` is set if it failed for all of them."""

    positions: Sequence[int]
    failure: Exception | None = None


class Workload(ABC):
    """Works on several logs concurrently: a batch takes as long as its longest log."""

    @abstractmethod
    def perform(self, entries: Sequence[LogEntry]) -> Iterator[FinishedWork]:
        """Yield each position exactly once, within milliseconds after the work on its entry has ended.

        The iterator blocks until then. Entries whose work ends within the same milliseconds may be yielded together.
        """
