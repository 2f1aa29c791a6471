"""Work that is nothing but time."""

import time
from collections.abc import Iterator, Sequence

from application.ports.workload import FinishedWork, Workload
from domain.log_entry import LogEntry


class SimulatedWorkload(Workload):
    """Takes so many seconds a character and does nothing in them."""

    def __init__(self, seconds_per_character: float) -> None:
        self._seconds_per_character = seconds_per_character

    def perform(self, entries: Sequence[LogEntry]) -> Iterator[FinishedWork]:
        start = time.monotonic()
        seconds = [len(entry.text) * self._seconds_per_character for entry in entries]
        for position in sorted(range(len(entries)), key=seconds.__getitem__):
            if (remaining := start + seconds[position] - time.monotonic()) > 0:
                time.sleep(remaining)
            yield FinishedWork(position)
