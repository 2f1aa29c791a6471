"""Stores logs in SQLite."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from application.ports.clock import Clock
from application.ports.embedded_log_store import EmbeddedLogStore
from application.ports.log_repository import AddAnswer
from domain.errors import FinalError, FinalReason
from domain.processed_log import ProcessedLog
from domain.retention import DeletionClock
from domain.timestamps import parse_timestamp
from infrastructure.embedded.database import Database
from infrastructure.embedded.log_reader import SqliteLogReader
from infrastructure.embedded.log_rows import COLUMNS, LIVE, row_of
from infrastructure.embedded.schemas import LOGS
from infrastructure.embedded.unusable import usable

_PLACES = ", ".join("?" for _ in COLUMNS.split(","))
_INSERT = f"INSERT INTO logs ({COLUMNS}) VALUES ({_PLACES}) ON CONFLICT DO NOTHING"
_EXPIRED_AT_ONCE = 1_000
# Much shorter than the clock jump that pauses deletion, but rare enough that an idle server hardly writes.
_TRUSTED_TIME_IS_KEPT_EVERY_SECONDS = 3600


class SqliteLogRepository(SqliteLogReader, EmbeddedLogStore):
    """Reads and writes logs, and deletes expired ones."""

    def __init__(self, path: Path, *, clock: Clock) -> None:
        super().__init__(Database(path, LOGS), clock=clock)
        with usable(path), self._database.reading() as connection:
            trusted = _trusted_time(connection)
        self._deletion = DeletionClock(None if trusted is None else datetime.fromtimestamp(trusted, UTC))
        self._deletion_paused = False

    def add(self, logs: Sequence[ProcessedLog]) -> Sequence[AddAnswer]:
        rows = [row_of(log) for log in logs]

        def insert_all(connection: sqlite3.Connection) -> list[str | None]:
            until = self._deletable_until()
            return [_insert(connection, row, until) for row in rows]

        try:
            return self._database.write_together(insert_all)
        except UnicodeEncodeError:
            # Without the cause, because its message contains the log.
            raise FinalError(FinalReason.ITEM_REFUSED) from None

    def content_tags(self, tenant_id: str, log_ids: Sequence[str]) -> Sequence[str | None]:
        with self._database.reading() as connection:
            found = dict(
                connection.execute(
                    "SELECT log_id, content_tag FROM logs "
                    "WHERE tenant_id = ? AND log_id IN (SELECT value FROM json_each(?))",
                    (tenant_id, json.dumps(list(log_ids))),
                )
            )
        return [found.get(log_id) for log_id in log_ids]

    def delete_expired(self) -> int:
        with self._database.reading() as connection:
            until, now = self._deletable_until(), self._now()
            expired = connection.execute("SELECT 1 FROM logs WHERE expires_at <= ? LIMIT 1", (now,)).fetchone()
            kept = _trusted_time(connection)
        self._deletion_paused = until is None and expired is not None
        if until is None:
            return 0
        if not expired and kept is not None and abs(until - kept) < _TRUSTED_TIME_IS_KEPT_EVERY_SECONDS:
            return 0
        with self._database.transaction() as connection:
            # Check again, because the clock may have been changed while the transaction waited.
            until = self._deletable_until()
            if until is None:
                return 0
            connection.execute("DELETE FROM trusted_time")
            connection.execute("INSERT INTO trusted_time VALUES (?)", (until,))
            return connection.execute(
                "DELETE FROM logs WHERE seq IN (SELECT seq FROM logs WHERE expires_at <= ? LIMIT ?)",
                (until, _EXPIRED_AT_ONCE),
            ).rowcount

    @property
    def deletion_paused(self) -> bool:
        return self._deletion_paused

    def check(self) -> None:
        self._database.check()

    def probe(self) -> None:
        self._database.probe()

    @property
    def refusals(self) -> int:
        return self._database.refusals

    def kept_of(self, tenant_id: str) -> tuple[int, datetime | None]:
        with self._database.reading() as connection:
            number, oldest = connection.execute(
                f"SELECT count(*), min(received_at) FROM logs WHERE {LIVE} AND tenant_id = ?",
                (self._now(), tenant_id),
            ).fetchone()
        return number, None if oldest is None else parse_timestamp(oldest)

    def count(self) -> int:
        """Return the number of stored logs of all tenants."""
        with self._database.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM logs").fetchone()[0])

    def erase_deleted(self) -> None:
        """Empty the write-ahead log; `secure_delete` has overwritten the rows."""
        self._database.truncate_log()

    def close(self) -> None:
        """Close the file. Every later call raises PassingError."""
        self._database.close()

    def _deletable_until(self) -> int | None:
        """The second up to which expired logs may be deleted now, or None. Call it while holding the connection."""
        now = self._clock.now()
        return int(now.timestamp()) if self._deletion.may_delete(now, self._clock.monotonic()) else None


def _insert(connection: sqlite3.Connection, row: Sequence[str | int | None], deletable_until: int | None) -> str | None:
    """Insert a log and return None, or return the content tag of the log that already has its id."""
    if connection.execute(_INSERT, row).rowcount:
        return None
    tenant_id, log_id, *_ = row
    tag, expires_at = connection.execute(
        "SELECT content_tag, expires_at FROM logs WHERE tenant_id = ? AND log_id = ?", (tenant_id, log_id)
    ).fetchone()
    # While the clock is not trusted, an expired log occupies its id, so the new log is a repetition or a conflict.
    if deletable_until is None or expires_at is None or expires_at > deletable_until:
        return str(tag)
    connection.execute("DELETE FROM logs WHERE tenant_id = ? AND log_id = ?", (tenant_id, log_id))
    connection.execute(_INSERT, row)
    return None


def _trusted_time(connection: sqlite3.Connection) -> int | None:
    row = connection.execute("SELECT seconds FROM trusted_time").fetchone()
    return None if row is None else int(row[0])
