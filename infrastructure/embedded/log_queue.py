"""The queue in SQLite, with the semantics of SQS that the worker relies on."""

import sqlite3
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from application.collecting_log_queue import CollectingLogQueue
from application.envelope import Envelope
from application.ports.clock import Clock
from application.ports.embedded_log_queue import CollectedMessage, LeasedMessage
from infrastructure.embedded.database import Database
from infrastructure.embedded.dead_letter_rows import bury, give_up
from infrastructure.embedded.message_changes import MessageChanges, delay, delete, end_lease, give_back
from infrastructure.embedded.message_choice import MessageChoice, MessageRow
from infrastructure.embedded.schemas import QUEUE

_INSERT = "INSERT INTO messages (message_id, group_id, body, sent_at, visible_at) VALUES (?, ?, ?, ?, 0)"
_ANYTHING_TO_RECEIVE = """
    SELECT EXISTS (SELECT 1 FROM messages WHERE visible_at = 0),
        EXISTS (SELECT 1 FROM messages WHERE visible_at > 0 AND visible_at <= :now)
"""
# At most 1,000 messages at once, because this statement blocks all other processes.
_END_WAITS = """
    UPDATE messages SET visible_at = 0
    WHERE id IN (
        SELECT id FROM messages WHERE visible_at > 0 AND visible_at <= :now ORDER BY visible_at LIMIT 1000
    )
"""
_LEASE = """
    UPDATE messages SET visible_at = ?, receipt_handle = ?, leased_by = ?, receive_count = receive_count + 1,
        first_received_at = coalesce(first_received_at, ?)
    WHERE id = ?
"""
# The messages of a dead worker become visible now, or at different times in the next seconds if they were received
# before: one of them may have killed the worker, and should not come again together with the others.
_TAKE_BACK = """
    UPDATE messages SET leased_by = NULL,
        visible_at = CASE WHEN receive_count < 2 THEN 0 ELSE :now + (receive_count - 1) * (id * 7919 % 10000) END
    WHERE leased_by = :worker
"""


class SqliteLogQueue(CollectingLogQueue):
    """A queue in SQLite that several processes may use.

    A tenant's messages that were received before come first, then the others, oldest first. A message that was received
    `max_receive_count` times becomes a dead letter instead of being received again.

    Changes by `settle`, `delay` and `give_back` are kept until they are written, even if the methods raise. So a disk
    error does not hide messages until their visibility timeout. Delays are measured by the monotonic clock.
    """

    def __init__(self, path: Path, *, clock: Clock, visibility_timeout_seconds: float, max_receive_count: int) -> None:
        super().__init__(clock)
        self._database = Database(path, QUEUE)
        self._visibility_timeout_seconds = visibility_timeout_seconds
        self._max_receive_count = max_receive_count
        self._choice = MessageChoice()
        self._changes = MessageChanges(self._database)

    def send_collected(self, messages: Sequence[CollectedMessage]) -> None:
        if not messages:
            return
        with self._database.transaction() as connection:
            connection.executemany(_INSERT, messages)

    def check(self) -> None:
        self._database.check()

    def probe(self) -> None:
        self._database.probe()

    @property
    def refusals(self) -> int:
        return self._database.refusals

    def delay(self, seconds: Mapping[str, int]) -> None:
        self._changes.make(delay(receipt, self._in(pause)) for receipt, pause in seconds.items())

    def give_back(self, seconds: Mapping[str, int]) -> None:
        self._changes.make(give_back(receipt, self._in(pause)) for receipt, pause in seconds.items())

    def settle(self, *, done: Iterable[str], failed: Iterable[str]) -> None:
        self._changes.make([*map(delete, done), *map(end_lease, failed)])

    def bury(self, envelope: Envelope, reason: str) -> None:
        self.bury_unread(envelope.encode(), envelope.tenant_id, reason)

    def bury_unread(self, body: str, tenant_id: str | None, reason: str) -> None:
        now = self._now()
        with self._database.transaction() as connection:
            bury(connection, body=body, group_id=tenant_id or "", now=now, reason=reason)

    def receive(
        self, max_messages: int, *, beside: Sequence[LeasedMessage] = (), worker: str = "", workers: int = 1
    ) -> list[LeasedMessage]:
        """Like EmbeddedLogQueue.receive. Pending changes to earlier messages are written first."""
        self._changes.write_owed()
        now = {"now": self._in(0)}
        with self._database.reading() as connection:
            if not self._anything_for(connection, now, worker, workers):
                return []
        with self._database.transaction() as connection:
            connection.execute(_END_WAITS, now)
            chosen = self._choice.choose(connection, max_messages, beside=beside, worker=worker, workers=workers)
            for row in chosen:
                if row.receive_count >= self._max_receive_count:
                    give_up(connection, row.id, now=self._now())
            return self._lease(
                connection, worker, [row for row in chosen if row.receive_count < self._max_receive_count]
            )

    def is_idle(self) -> bool:
        with self._database.reading() as connection:
            return not any(connection.execute(_ANYTHING_TO_RECEIVE, {"now": self._in(0)}).fetchone())

    def delete(self, receipt_handles: Iterable[str]) -> None:
        """Delete messages. A receipt has no effect after the message was received again."""
        self.settle(done=receipt_handles, failed=())

    def take_back(self, workers: Iterable[str]) -> None:
        now = self._in(0)
        with self._database.transaction() as connection:
            connection.executemany(_TAKE_BACK, [{"now": now, "worker": worker} for worker in workers])

    def release(self) -> None:
        self._changes.write_owed()
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE messages SET visible_at = 0, leased_by = NULL WHERE visible_at > 0 OR leased_by IS NOT NULL"
            )

    def erase_deleted(self) -> None:
        self._database.erase_deleted()

    def count(self) -> int:
        return self._count("messages")

    def oldest_seconds(self) -> int:
        with self._database.reading() as connection:
            found = connection.execute("SELECT sent_at FROM messages ORDER BY id LIMIT 1").fetchone()
        return max(0, self._now() - found[0]) // 1000 if found else 0

    def count_dead_letters(self) -> int:
        return self._count("dead_letters")

    def close(self) -> None:
        """Close the file. Every later call raises PassingError."""
        self._database.close()

    def _anything_for(self, connection: sqlite3.Connection, now: Mapping[str, int], worker: str, workers: int) -> bool:
        """Whether a receive would find messages. This does not write."""
        ready, waited = connection.execute(_ANYTHING_TO_RECEIVE, now).fetchone()
        if not ready or waited:
            return bool(waited)
        return self._choice.finds_any(connection, worker, workers)

    def _lease(self, connection: sqlite3.Connection, worker: str, rows: Sequence[MessageRow]) -> list[LeasedMessage]:
        now, visible_at = self._now(), self._in(self._visibility_timeout_seconds)
        messages = [
            LeasedMessage(
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

    def _count(self, table: str) -> int:
        with self._database.reading() as connection:
            return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def _in(self, seconds: float) -> int:
        return round((self._clock.monotonic() + seconds) * 1000)
