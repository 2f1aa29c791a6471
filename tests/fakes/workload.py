"""Work that takes no time."""

from collections.abc import Iterator, Mapping, Sequence

from application.ports.workload import FinishedWork, Workload
from domain.log_entry import LogEntry


class ImmediateWorkload(Workload):
    """Ends in the order of the texts' lengths, as if it had taken its time; texts of one length end together.

    `failures` says by position or by log id whose work fails, and how.
    """

    def __init__(self, failures: Mapping[int | str, Exception] | None = None) -> None:
        self._failures = dict(failures or {})

    def perform(self, entries: Sequence[LogEntry]) -> Iterator[FinishedWork]:
        """Yield every position at once, the shortest texts' first."""
        by_length: dict[int, list[int]] = {}
        for position in sorted(range(len(entries)), key=lambda position: len(entries[position].text)):
            if failure := self._failures.get(position) or self._failures.get(entries[position].log_id):
                yield FinishedWork([position], failure)
            else:
                by_length.setdefault(len(entries[position].text), []).append(position)
        for positions in by_length.values():
            yield FinishedWork(positions)
