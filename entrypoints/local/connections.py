"""All HTTP connections of the embedded run: how many there may be, and which of them have waited too long."""

import asyncio
import logging
import resource
from collections import Counter
from collections.abc import Callable
from typing import Protocol

_log = logging.getLogger(__name__)

MOST_CONNECTIONS = 4_096
# For databases, their logs and temporary files, sockets and pipes of the event loop, and whatever libraries open.
OTHER_FILES = 256
# How long a client may leave unread what it was sent.
READER_SECONDS = 30.0
_LOOK_SECONDS = 0.5


class Connection(Protocol):
    """What a connection does when it is told."""

    def close_if_overdue(self, now: float) -> None:
        """Close if the client is too slow."""

    def make_room(self) -> None:
        """Close in favour of another."""


class Connections:
    """At most `most` connections. Beyond that, the one that has waited longest for a request to arrive is closed.

    So clients that send nothing, or a head byte by byte, keep nobody out. Where every connection is busy with a
    request, the new one is closed.
    """

    def __init__(self, most: int, count_refusal: Callable[[str], None]) -> None:
        self._most = most
        self.count_refusal = count_refusal
        self._open: set[Connection] = set()
        # In the order in which their waiting began.
        self._waiting: dict[Connection, None] = {}
        self._cut: Counter[str] = Counter()
        self._looking = False

    def add(self, connection: Connection) -> None:
        """Take a new connection; `waits` was called for it already if it waits for a request."""
        self._open.add(connection)
        if len(self._open) > self._most:
            longest = next(iter(self._waiting), connection)
            # Its end is reported later; until then it must not count.
            self.remove(longest)
            longest.make_room()
        if not self._looking:
            self._looking = True
            self._look()

    def remove(self, connection: Connection) -> None:
        """Forget one that is closed."""
        self._open.discard(connection)
        self._waiting.pop(connection, None)

    def waits(self, connection: Connection) -> None:
        """Remember that it has no request."""
        self._waiting[connection] = None

    def is_busy(self, connection: Connection) -> None:
        """Remember that the head of a request has come."""
        self._waiting.pop(connection, None)

    def count_cut(self, reason: str) -> None:
        """Count one that was ended before its time; one line tells of all of them."""
        self._cut[reason] += 1

    def tell_cuts(self) -> None:
        """Write one line about those that were cut since the last one, if there were any."""
        if self._cut:
            _log.warning("connections_cut", extra=dict(self._cut))
            self._cut.clear()

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        for connection in list(self._open):
            connection.close_if_overdue(now)
        self.tell_cuts()
        self._looking = bool(self._open)
        if self._looking:
            loop.call_later(_LOOK_SECONDS, self._look)


def connections_that_fit() -> int:
    """Raise this process's limit of open files as far as needed and allowed; returns how many connections then fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else max(1, min(wanted, soft) - OTHER_FILES)
