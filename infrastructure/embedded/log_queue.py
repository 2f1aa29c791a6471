"""The queue in SQLite, with the semantics of SQS that the worker relies on."""

import sqlite3
import uuid
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from threading import Lock, local
from typing import NamedTuple

from application.envelope import Envelope, log_count
from application.ports.clock import Clock
from application.ports.dead_letter_queue import DeadLetterQueue
from application.ports.log_queue import LogQueue
from domain.fair_share import may_hold_another
from domain.limits import MAX_BATCH_BYTES, MAX_BATCH_LOGS
from infrastructure.embedded.database import Database
from infrastructure.embedded.schemas import QUEUE

_INSERT = "INSERT INTO messages (message_id, group_id, body, sent_at, visible_at) VALUES (?, ?, ?, ?, 0)"
_ANYTHING_TO_RECEIVE = """
    SELECT EXISTS (SELECT 1 FROM messages WHERE visible_at = 0),
        EXISTS (SELECT 1 FROM messages WHERE visible_at > 0 AND visible_at <= :now)
"""
# Not everything at once where very much has waited long enough: everybody waits for this statement.
_END_WAITS = """
    UPDATE messages SET visible_at = 0
    WHERE id IN (
        SELECT id FROM messages WHERE visible_at > 0 AND visible_at <= :now ORDER BY visible_at LIMIT 1000
    )
"""
_NEXT_GROUP = "SELECT group_id FROM messages WHERE visible_at = 0 AND group_id >= ? ORDER BY group_id LIMIT 1"
_OF_GROUP = """
    SELECT id, message_id, group_id, body, sent_at, receive_count, first_received_at FROM messages
    WHERE visible_at = 0 AND group_id = ? ORDER BY receive_count DESC, id LIMIT ?
"""
_LEASE = """
    UPDATE messages SET visible_at = ?, receipt_handle = ?, leased_by = ?, receive_count = receive_count + 1,
        first_received_at = coalesce(first_received_at, ?)
    WHERE id = ?
"""
_HOLDINGS = "SELECT DISTINCT leased_by, group_id FROM messages WHERE leased_by IS NOT NULL"
# What a worker has left behind comes again now; if it has come before, some time in the next seconds. One of these
# messages may have ended the worker, and must not meet the same neighbours again.
_TAKE_BACK = """
    UPDATE messages SET leased_by = NULL,
        visible_at = CASE WHEN receive_count < 2 THEN 0 ELSE :now + (receive_count - 1) * (id * 7919 % 10000) END
    WHERE leased_by = :worker
"""
RECEIVED_TOO_OFTEN = "received_too_often"
# What becomes of a message in flight.
_DELETE = "DELETE FROM messages WHERE receipt_handle = :receipt"
_DELAY = "UPDATE messages SET visible_at = :visible_at WHERE receipt_handle = :receipt"
_END_LEASE = "UPDATE messages SET leased_by = NULL WHERE receipt_handle = :receipt"
_GIVE_BACK = (
    "UPDATE messages SET visible_at = :visible_at, receive_count = receive_count - 1, receipt_handle = NULL, "
    "leased_by = NULL WHERE receipt_handle = :receipt"
)


@dataclass(frozen=True)
class _Change:
    """What is to become of a message in flight; `visible_at` says when it may be received again."""

    receipt: str
    statement: str
    visible_at: int = 0


@dataclass(frozen=True)
class Message:
    """A message as received; it comes again unless it is deleted by this receipt handle in time."""

    message_id: str
    group_id: str
    body: str = field(repr=False)
    sent_at: int
    receive_count: int
    first_received_at: int
    receipt_handle: str


class CollectedMessage(NamedTuple):
    """A message that is not queued yet."""

    message_id: str
    group_id: str
    body: str
    sent_at: int

    def __repr__(self) -> str:
        return f"CollectedMessage({self.message_id!r}, {self.group_id!r})"


class _Row(NamedTuple):
    id: int
    message_id: str
    group_id: str
    body: str
    sent_at: int
    receive_count: int
    first_received_at: int | None


class _Room:
    """How much more a batch takes."""

    def __init__(self, messages: Sequence[Message], max_messages: int) -> None:
        self.messages = max_messages - len(messages)
        self._is_empty = not messages
        self._bytes = MAX_BATCH_BYTES - sum(len(message.body) for message in messages)
        self._logs = MAX_BATCH_LOGS - sum(log_count(message.body) for message in messages)

    def takes(self, row: _Row) -> bool:
        """Whether there is room for this one too, which is then taken. An empty batch has room for any one."""
        size, logs = len(row.body), log_count(row.body)
        fits = self.messages > 0 and (self._is_empty or (size <= self._bytes and logs <= self._logs))
        if fits:
            self.messages -= 1
            self._bytes -= size
            self._logs -= logs
            self._is_empty = False
        return fits


class _Shares:
    """How the workers are shared: a group holds each of them that has a message of it leased."""

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
        """Whether the worker may lease messages of the group: it has some already, or `may_hold_another` says so."""
        return group in self._own or may_hold_another(self._held[group], self._free)


class SqliteLogQueue(LogQueue, DeadLetterQueue):
    """Durable when `send` returns; tenants are served in turn, and share the workers by `domain.fair_share`.

    Of a tenant's messages those that were received before come first, and then the others, oldest first. A message that
    was received `max_receive_count` times and not deleted goes to the dead letters instead of being received again.
    Several processes may use the file: each lease has the name of its worker, which has to be unique among them.

    What `delete`, `delay` and `give_back` are told is remembered until it is written, also where they raise: so a fault
    of the disk hides no message until its visibility timeout. Waits are measured by the monotonic clock.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock,
        visibility_timeout_seconds: float,
        max_receive_count: int,
        synced: bool = True,
    ) -> None:
        """A queue that only workers use need not be `synced`.

        What a worker changes may be forgotten in a power cut: later changes are forgotten with it, so a message is as
        it was before and comes again, and its logs are stored once all the same.
        """
        self._database = Database(path, QUEUE, synced=synced)
        self._clock = clock
        self._visibility_timeout_seconds = visibility_timeout_seconds
        self._max_receive_count = max_receive_count
        self._of_thread = local()
        self._last_group = ""
        # What could not be written yet, in the order in which it was told.
        self._owed: dict[tuple[str, str], _Change] = {}
        self._owing = Lock()
        self._paying = Lock()

    def send(self, envelopes: Sequence[Envelope]) -> None:
        now = self._now()
        messages = [
            CollectedMessage(str(uuid.uuid4()), envelope.tenant_id, envelope.encode(), now) for envelope in envelopes
        ]
        collected: list[CollectedMessage] | None = getattr(self._of_thread, "collected", None)
        if collected is None:
            self.send_collected(messages)
        else:
            collected += messages

    @contextmanager
    def collecting(self) -> Iterator[list[CollectedMessage]]:
        """Send nothing that this thread sends in the block: it stands in the list, for `send_collected`.

        So it is not durable when `send` returns. Whoever is to be told that it is must wait for `send_collected`.
        """
        collected: list[CollectedMessage] = []
        self._of_thread.collected = collected
        try:
            yield collected
        finally:
            self._of_thread.collected = None

    def send_collected(self, messages: Sequence[CollectedMessage]) -> None:
        """Return once all of them are durably queued, by one commit. Raises PassingError if none is."""
        if not messages:
            return
        with self._database.transaction() as connection:
            connection.executemany(_INSERT, messages)

    def check(self) -> None:
        self._database.check()

    def probe(self) -> None:
        """Raise PassingError unless a write is possible now; see `Database.probe`."""
        self._database.probe()

    @property
    def refusals(self) -> int:
        """How often the file could not be used so far; see `Database.refusals`."""
        return self._database.refusals

    def delay(self, seconds: Mapping[str, int]) -> None:
        self._change(_Change(receipt, _DELAY, self._in(pause)) for receipt, pause in seconds.items())

    def give_back(self, seconds: Mapping[str, int]) -> None:
        """As `delay`, and the receive does not count: it came to nothing through no fault of the message."""
        self._change(_Change(receipt, _GIVE_BACK, self._in(pause)) for receipt, pause in seconds.items())

    def settle(self, *, done: Iterable[str], failed: Iterable[str]) -> None:
        """Tell what came of messages, by their receipts: forget those that are done, and end the other leases.

        Those that have failed come again when `delay` or `give_back` says so, or when their visibility timeout ends.
        """
        self._change([*(_Change(each, _DELETE) for each in done), *(_Change(each, _END_LEASE) for each in failed)])

    def bury(self, envelope: Envelope, reason: str) -> None:
        self.bury_unread(envelope.encode(), envelope.tenant_id, reason)

    def bury_unread(self, body: str, tenant_id: str | None, reason: str) -> None:
        now = self._now()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO dead_letters (message_id, group_id, body, sent_at, receive_count, dead_at, reason) "
                "VALUES (?, ?, ?, ?, 0, ?, ?)",
                (str(uuid.uuid4()), tenant_id or "", body, now, now, reason),
            )

    def receive(
        self, max_messages: int, *, beside: Sequence[Message] = (), worker: str = "", workers: int = 1
    ) -> list[Message]:
        """Messages for a batch of at most `max_messages`, which has those in `beside` already; none if there are none.

        They are leased to `worker`, one of `workers`. What a batch of several messages holds stays within
        `MAX_BATCH_BYTES` and `MAX_BATCH_LOGS`. None is received before everything is written that became of earlier
        ones.
        """
        self._pay()
        now = {"now": self._in(0)}
        with self._database.reading() as connection:
            if not self._anything_for(connection, now, worker, workers):
                return []
        with self._database.transaction() as connection:
            connection.execute(_END_WAITS, now)
            shares = _Shares(connection.execute(_HOLDINGS), worker, workers)
            chosen = self._choose(connection, max_messages, beside, shares)
            self._give_up(connection, [row.id for row in chosen if row.receive_count >= self._max_receive_count])
            return self._lease(
                connection, worker, [row for row in chosen if row.receive_count < self._max_receive_count]
            )

    def is_idle(self) -> bool:
        """Whether no message waits for a worker."""
        with self._database.reading() as connection:
            return not any(connection.execute(_ANYTHING_TO_RECEIVE, {"now": self._in(0)}).fetchone())

    def delete(self, receipt_handles: Iterable[str]) -> None:
        """Forget messages for good; a receipt that has been superseded by a later receive deletes nothing."""
        self.settle(done=receipt_handles, failed=())

    def take_back(self, workers: Iterable[str]) -> None:
        """End the leases of workers that have ended, so that their messages come again within seconds."""
        now = self._in(0)
        with self._database.transaction() as connection:
            connection.executemany(_TAKE_BACK, [{"now": now, "worker": worker} for worker in workers])

    def release(self) -> None:
        """Make every message in flight or delayed visible; for when no worker runs. That they were received counts."""
        self._pay()
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE messages SET visible_at = 0, leased_by = NULL WHERE visible_at > 0 OR leased_by IS NOT NULL"
            )

    def erase_deleted(self) -> None:
        """Leave no byte of the raw text of deleted messages in any file."""
        self._database.erase_deleted()

    def count(self) -> int:
        """How many messages are queued or in flight."""
        return self._count("messages")

    def oldest_seconds(self) -> int:
        """How long the first message has been queued; 0 where there is none."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT sent_at FROM messages ORDER BY id LIMIT 1").fetchone()
        return max(0, self._now() - found[0]) // 1000 if found else 0

    def count_dead_letters(self) -> int:
        """How many messages are dead letters."""
        return self._count("dead_letters")

    def close(self) -> None:
        """Release the file; every later call raises PassingError."""
        self._database.close()

    def _change(self, changes: Iterable[_Change]) -> None:
        with self._owing:
            self._owed |= {(change.receipt, change.statement): change for change in changes}
        self._pay()

    def _pay(self) -> None:
        """Write what is owed, for all threads that wait here at once. Raises PassingError, and owes it still."""
        with self._paying:
            with self._owing:
                owed = dict(self._owed)
            if not owed:
                return
            with self._database.transaction() as connection:
                for change in owed.values():
                    connection.execute(change.statement, {"receipt": change.receipt, "visible_at": change.visible_at})
            with self._owing:
                for key, change in owed.items():
                    if self._owed[key] is change:
                        del self._owed[key]

    def _anything_for(self, connection: sqlite3.Connection, now: Mapping[str, int], worker: str, workers: int) -> bool:
        """Whether a receive would find something; it costs no write."""
        ready, waited = connection.execute(_ANYTHING_TO_RECEIVE, now).fetchone()
        if not ready or waited:
            return bool(waited)
        shares = _Shares(connection.execute(_HOLDINGS), worker, workers)
        return any(map(shares.admit, self._groups(connection)))

    def _choose(
        self,
        connection: sqlite3.Connection,
        max_messages: int,
        beside: Sequence[Message],
        shares: _Shares,
    ) -> list[_Row]:
        """One message of each group, then a second of each, until the batch is full."""
        chosen: list[_Row] = []
        room = _Room(beside, max_messages)
        groups = islice(filter(shares.admit, self._groups(connection)), room.messages)
        turns = deque((group, connection.execute(_OF_GROUP, (group, room.messages))) for group in groups)
        while turns:
            group, rows = turns.popleft()
            found = rows.fetchone()
            if found and room.takes(row := _Row(*found)):
                chosen.append(row)
                turns.append((group, rows))
                self._last_group = group
            else:
                rows.close()
        return chosen

    def _groups(self, connection: sqlite3.Connection) -> Iterator[str]:
        """Groups with messages to receive, starting behind the one that was served last and going round once."""
        last = self._last_group
        # The smallest text that is greater than another is that one with a NUL behind it.
        start = f"{last}\0"
        while row := connection.execute(_NEXT_GROUP, (start,)).fetchone():
            yield row[0]
            start = f"{row[0]}\0"
        start = ""
        while (row := connection.execute(_NEXT_GROUP, (start,)).fetchone()) and row[0] <= last:
            yield row[0]
            start = f"{row[0]}\0"

    def _lease(self, connection: sqlite3.Connection, worker: str, rows: Sequence[_Row]) -> list[Message]:
        now, visible_at = self._now(), self._in(self._visibility_timeout_seconds)
        messages = [
            Message(
                message_id=row.message_id,
                group_id=row.group_id,
                body=row.body,
                sent_at=row.sent_at,
                receive_count=row.receive_count + 1,
                first_received_at=now if row.first_received_at is None else row.first_received_at,
                receipt_handle=str(uuid.uuid4()),
            )
            for row in rows
        ]
        connection.executemany(
            _LEASE,
            [
                (visible_at, message.receipt_handle, worker, now, row.id)
                for row, message in zip(rows, messages, strict=True)
            ],
        )
        return messages

    def _give_up(self, connection: sqlite3.Connection, row_ids: Sequence[int]) -> None:
        now = self._now()
        for row_id in row_ids:
            connection.execute(
                "INSERT INTO dead_letters (message_id, group_id, body, sent_at, receive_count, dead_at, reason) "
                "SELECT message_id, group_id, body, sent_at, receive_count, ?, ? FROM messages WHERE id = ?",
                (now, RECEIVED_TOO_OFTEN, row_id),
            )
            connection.execute("DELETE FROM messages WHERE id = ?", (row_id,))

    def _count(self, table: str) -> int:
        with self._database.reading() as connection:
            return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)

    def _in(self, seconds: float) -> int:
        return round((self._clock.monotonic() + seconds) * 1000)
