"""Work that takes no time."""

from collections.abc import Iterator, Mapping, Sequence

from application.ports.workload import FinishedWork, Workload
from domain.log_entry import LogEntry


class ImmediateWorkload(Workload):
    """Yields entries in the order of their texts' lengths without waiting; texts of the same length end together.

    `failures` gives the errors of failing work by position or by log id.
    """

    def __init__(self, failures: Mapping[int | str, Exception] | None = None) -> None:
        self._failures = dict(failures or {})

    def perform(self, entries: Sequence[LogEntry]) -> Iterator[FinishedWork]:
        """Yield every position immediately, the shortest texts first."""
        by_length: dict[int, list[int]] = {}
        for position in sorted(range(len(entries)), key=lambda position: len(entries[position].text)):
            if failure := self._failures.get(position) or self._failures.get(entries[position].log_id):
                yield FinishedWork([position], failure)
            else:
                by_length.setdefault(len(entries[position].text), []).append(position)
        for positions in by_length.values():
            yield FinishedWork(positions)
