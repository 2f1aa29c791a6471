"""Simulated work, which only waits."""

import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from application.ports.workload import FinishedWork, Workload
from domain.log_entry import LogEntry

# Logs whose work ends within this time are reported together, when the last of them ends.
_TOGETHER_SECONDS = 0.005


class SimulatedWorkload(Workload):
    """Waits for `seconds_per_character` for each character of a text."""

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
