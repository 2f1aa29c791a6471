"""Limits on the HTTP connections of the embedded run: how many are open, and how long each may wait."""

import asyncio
import logging
import resource
from collections import Counter
from collections.abc import Callable
from typing import Protocol

_log = logging.getLogger(__name__)

MOST_CONNECTIONS = 4_096
# File descriptors kept for databases and their temporary files, for the event loop, and for libraries.
OTHER_FILES = 256
# How long a client may leave an answer unread.
READER_SECONDS = 30.0
_LOOK_SECONDS = 0.5


class Connection(Protocol):
    """What `Connections` asks of a connection."""

    def close_if_overdue(self, now: float) -> None:
        """Close if the client is too slow."""

    def make_room(self) -> None:
        """Close, because a new connection needs the place."""


class Connections:
    """At most `most` open connections. A new one beyond that closes the one that has waited longest for a request.

    Clients that send nothing, or send a request's head very slowly, therefore cannot keep others out. If every
    connection is busy with a request, the new one is closed.
    """

    def __init__(self, most: int, count_refusal: Callable[[str], None]) -> None:
        self._most = most
        self.count_refusal = count_refusal
        self._open: set[Connection] = set()
        # Ordered by the time since which they wait.
        self._waiting: dict[Connection, None] = {}
        self._cut: Counter[str] = Counter()
        self._looking = False

    def add(self, connection: Connection) -> None:
        """Register a new connection. Call `waits` first if it waits for a request."""
        self._open.add(connection)
        if len(self._open) > self._most:
            longest = next(iter(self._waiting), connection)
            # The event loop reports the close later; do not count the connection until then.
            self.remove(longest)
            longest.make_room()
        if not self._looking:
            self._looking = True
            self._look()

    def remove(self, connection: Connection) -> None:
        """Forget a connection that is closed."""
        self._open.discard(connection)
        self._waiting.pop(connection, None)

    def waits(self, connection: Connection) -> None:
        """Record that the connection waits for a request."""
        self._waiting[connection] = None

    def is_busy(self, connection: Connection) -> None:
        """Record that the head of a request has arrived."""
        self._waiting.pop(connection, None)

    def count_cut(self, reason: str) -> None:
        """Count a connection that was cut; one log line reports all of them together."""
        self._cut[reason] += 1

    def tell_cuts(self) -> None:
        """Log how many connections were cut since the last call, if any were."""
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
    """Raise this process's limit of open files as far as needed and allowed, and return how many connections fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else max(1, min(wanted, soft) - OTHER_FILES)
