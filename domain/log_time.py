"""The time of a log: the sender's timestamp if it is plausible, otherwise the time at which the server received it.

All times are whole nanoseconds since 1970.
"""

from datetime import datetime

from domain.log_entry import LogEntry
from domain.record.reading import MAX_AHEAD_NANOSECONDS
from domain.timestamps import nanoseconds

# A signed 64-bit integer holds nanoseconds until the year 2262.
MAX_TIME = 2**63 - 1


def log_time(entry: LogEntry, time_inside: int | None) -> int:
    """Return the time by which the log is ordered. `time_inside` was read from text and attributes (domain.record)."""
    if entry.time is not None and 0 <= entry.time <= nanoseconds(entry.received_at) + MAX_AHEAD_NANOSECONDS:
        return entry.time
    return received_time(entry.received_at, entry.ordinal) if time_inside is None else time_inside


def received_time(received_at: datetime, ordinal: int) -> int:
    """Return the time of a log without a plausible timestamp.

    It differs for each log of a request: a client that pages by time would get stuck on a page with a single time.
    """
    return nanoseconds(received_at) + ordinal
