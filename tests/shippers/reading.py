"""Checking how a library's record is read."""

import time

from domain.level import Level
from domain.record.reading import read_raw
from tests.support.batch import Batch

# The coarsest clock of the libraries writes whole milliseconds, rounded down.
_COARSEST_NANOSECONDS = 1_000_000


def check_written(line: str, text: str, start: int) -> None:
    """Check that the line is one log: a warning with this text, written between `start` and now."""
    batch = Batch(seconds_per_character=0.05)
    assert batch.answer(line)["accepted"] == 1
    (entry,) = batch.entries
    assert text in entry.text
    now = time.time_ns()
    raw = read_raw(entry.text, entry.attributes, now)
    assert raw.level is Level.WARN
    assert raw.time is not None
    assert start - _COARSEST_NANOSECONDS <= raw.time <= now
    # A retry is stored once, because the id is derived from the sender's time.
    assert entry.log_id == "~0"
