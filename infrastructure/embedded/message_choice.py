"""Choosing the messages that a worker receives next: tenants in turn, within the limits of a batch."""

import sqlite3
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from application.envelope import log_count
from application.ports.embedded_log_queue import LeasedMessage
from domain.fair_share import may_hold_another
from domain.limits import MAX_BATCH_BYTES, MAX_BATCH_LOGS

_NEXT_GROUP = "SELECT group_id FROM messages WHERE visible_at = 0 AND group_id >= ? ORDER BY group_id LIMIT 1"
_OF_GROUP = """
    SELECT id, message_id, group_id, body, sent_at, receive_count, first_received_at FROM messages
    WHERE visible_at = 0 AND group_id = ? ORDER BY receive_count DESC, id LIMIT ?
"""
_HOLDINGS = "SELECT DISTINCT leased_by, group_id FROM messages WHERE leased_by IS NOT NULL"


class MessageRow(NamedTuple):
    """A message that can be leased."""

    id: int
    message_id: str
    group_id: str
    body: str
    sent_at: int
    receive_count: int
    first_received_at: int | None


class MessageChoice:
    """Remembers which tenant's turn it is. Use it only while holding the connection."""

    def __init__(self) -> None:
        self._last_group = ""

    def finds_any(self, connection: sqlite3.Connection, worker: str, workers: int) -> bool:
        """Whether there is a message that the worker may lease."""
        return any(map(_shares(connection, worker, workers).admit, self._groups(connection)))

    def choose(
        self,
        connection: sqlite3.Connection,
        max_messages: int,
        *,
        beside: Sequence[LeasedMessage],
        worker: str,
        workers: int,
    ) -> list[MessageRow]:
        """Choose one message of each group, then a second of each, and so on until the batch is full."""
        chosen: list[MessageRow] = []
        room = _Room(beside, max_messages)
        shares = _shares(connection, worker, workers)
        groups = islice(filter(shares.admit, self._groups(connection)), room.messages)
        turns = deque((group, connection.execute(_OF_GROUP, (group, room.messages))) for group in groups)
        while turns:
            group, rows = turns.popleft()
            found = rows.fetchone()
            if found and room.takes(row := MessageRow(*found)):
                chosen.append(row)
                turns.append((group, rows))
                self._last_group = group
            else:
                rows.close()
        return chosen

    def _groups(self, connection: sqlite3.Connection) -> Iterator[str]:
        """Yield the groups with visible messages, beginning after the group that was served last."""
        last = self._last_group
        # A text followed by NUL is the next greater text.
        start = f"{last}\0"
        while row := connection.execute(_NEXT_GROUP, (start,)).fetchone():
            yield row[0]
            start = f"{row[0]}\0"
        start = ""
        while (row := connection.execute(_NEXT_GROUP, (start,)).fetchone()) and row[0] <= last:
            yield row[0]
            start = f"{row[0]}\0"


class _Room:
    """The remaining room of a batch."""

    def __init__(self, messages: Sequence[LeasedMessage], max_messages: int) -> None:
        self.messages = max_messages - len(messages)
        self._is_empty = not messages
        self._bytes = MAX_BATCH_BYTES - sum(len(message.body) for message in messages)
        self._logs = MAX_BATCH_LOGS - sum(log_count(message.body) for message in messages)

    def takes(self, row: MessageRow) -> bool:
        """Reserve room for a message. Return whether it fits; an empty batch has room for any message."""
        size, logs = len(row.body), log_count(row.body)
        fits = self.messages > 0 and (self._is_empty or (size <= self._bytes and logs <= self._logs))
        if fits:
            self.messages -= 1
            self._bytes -= size
            self._logs -= logs
            self._is_empty = False
        return fits


class _Shares:
    """How groups share the workers: a group holds each worker that leases one of its messages."""

    def __init__(self, holdings: Iterable[tuple[str, str]], worker: str, workers: int) -> None:
        own: set[str] = set()
        self._held: Counter[str] = Counter()
        others: set[str] = set()
        for holder, group in holdings:
            if holder == worker:
                own.add(group)
            else:
                others.add(holder)
                self._held[group] += 1
        self._own = own
        self._free = workers - len(others)

    def admit(self, group: str) -> bool:
        """Whether the worker may lease messages of the group: it already does, or `may_hold_another` permits it."""
        return group in self._own or may_hold_another(self._held[group], self._free)


def _shares(connection: sqlite3.Connection, worker: str, workers: int) -> _Shares:
    return _Shares(connection.execute(_HOLDINGS), worker, workers)
