"""When a log happened: the sender's time where it is usable, else when the server received the log."""

from datetime import datetime

from domain.timestamps import NANOSECONDS_A_SECOND, nanoseconds

# The year 2262, up to which 64 bits hold nanoseconds.
MAX_TIME = 2**63 - 1
# A sender whose clock is further ahead than this would stay on top of every list.
MAX_LEAD_NANOSECONDS = 600 * NANOSECONDS_A_SECOND


def is_usable(sent_time: int, received_at: datetime) -> bool:
    """Whether a sender's time, in nanoseconds since 1970, orders its log."""
    return 0 <= sent_time <= nanoseconds(received_at) + MAX_LEAD_NANOSECONDS


def received_time(received_at: datetime, ordinal: int) -> int:
    """The time of a log without a usable one, in nanoseconds since 1970.

    No two logs of a request share it: a client that pages by time would stop at a page of one time.
    """
    return nanoseconds(received_at) + ordinal
