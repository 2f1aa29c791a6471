"""Work that is nothing but time."""

import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from application.ports.workload import FinishedWork, Workload
from domain.log_entry import LogEntry

# The work of two logs that ends so close together is reported together, when the later of it ends.
_TOGETHER_SECONDS = 0.005


class SimulatedWorkload(Workload):
    """Takes so many seconds a character and does nothing in them."""

    def __init__(self, seconds_per_character: float) -> None:
        self._seconds_per_character = seconds_per_character

    def perform(self, entries: Sequence[LogEntry]) -> Iterator[FinishedWork]:
        start = time.monotonic()
        seconds = [len(entry.text) * self._seconds_per_character for entry in entries]
        positions = sorted(range(len(entries)), key=seconds.__getitem__)
        ends = [seconds[position] for position in positions]
        begun = 0
        while begun < len(positions):
            passed = time.monotonic() - start
            ended = bisect_right(ends, max(passed, ends[begun] + _TOGETHER_SECONDS), lo=begun)
            if (remaining := ends[ended - 1] - passed) > 0:
                time.sleep(remaining)
            yield FinishedWork(positions[begun:ended])
            begun = ended
