"""When a log happened: the sender's time where it is usable, else when the server received the log.

All times are whole nanoseconds since 1970.
"""

from datetime import datetime

from domain.log_entry import LogEntry
from domain.record.reading import MAX_AHEAD_NANOSECONDS
from domain.timestamps import nanoseconds

# The year 2262, up to which 64 bits hold nanoseconds.
MAX_TIME = 2**63 - 1


def log_time(entry: LogEntry, time_inside: int | None) -> int:
    """The time that orders the log; `time_inside` was read of text and attributes (domain.record)."""
    if entry.time is not None and 0 <= entry.time <= nanoseconds(entry.received_at) + MAX_AHEAD_NANOSECONDS:
        return entry.time
    return received_time(entry.received_at, entry.ordinal) if time_inside is None else time_inside


def received_time(received_at: datetime, ordinal: int) -> int:
    """The time of a log without a usable one.

    No two logs of a request share it: a client that pages by time would stop at a page of one time.
    """
    return nanoseconds(received_at) + ordinal
