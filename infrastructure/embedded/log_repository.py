"""Stored logs in SQLite."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from application.ports.log_repository import LogQuery, LogRepository
from domain.errors import FinalError
from domain.identity import CONFLICT_SEPARATOR
from domain.processed_log import ProcessedLog
from domain.timestamps import format_timestamp, parse_timestamp
from infrastructure.embedded.database import Database

_VERSION = 1
_SCHEMA = """
    CREATE TABLE logs (
        tenant_id TEXT NOT NULL,
        log_id TEXT NOT NULL,
        text TEXT NOT NULL,
        source TEXT NOT NULL,
        attributes TEXT NOT NULL,
        received_at TEXT NOT NULL,
        processed_at TEXT NOT NULL,
        redactions TEXT NOT NULL,
        policy_version TEXT NOT NULL,
        content_tag TEXT NOT NULL,
        conflicts_with TEXT,
        PRIMARY KEY (tenant_id, log_id)
    ) STRICT;
    CREATE INDEX logs_by_time ON logs (tenant_id, received_at, log_id)
"""
_COLUMNS = (
    "tenant_id, log_id, text, source, attributes, received_at, processed_at, redactions, policy_version, content_tag, "
    "conflicts_with"
)
_INSERT = f"INSERT INTO logs ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_SELECT = f"SELECT {_COLUMNS} FROM logs WHERE tenant_id = ?"


class SqliteLogRepository(LogRepository):
    """Lists are strongly consistent here."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, schema=_SCHEMA, version=_VERSION)

    def add(self, log: ProcessedLog) -> str | None:
        row = _row(log)

        def insert(connection: sqlite3.Connection) -> str | None:
            if connection.execute(_INSERT, row).rowcount:
                return None
            holder = connection.execute(
                "SELECT content_tag FROM logs WHERE tenant_id = ? AND log_id = ?", (log.tenant_id, log.log_id)
            ).fetchone()
            return str(holder[0])

        try:
            return self._database.write_together(insert)
        except UnicodeEncodeError:
            # From None: the error's words hold the item.
            raise FinalError("item_refused") from None

    def find(self, tenant_id: str, log_id: str) -> ProcessedLog | None:
        with self._database.reading() as connection:
            row = connection.execute(f"{_SELECT} AND log_id = ?", (tenant_id, log_id)).fetchone()
        return None if row is None else _log(row)

    def conflicts(self, tenant_id: str, log_id: str, limit: int) -> Sequence[str]:
        first = log_id + CONFLICT_SEPARATOR
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT log_id FROM logs WHERE tenant_id = ? AND log_id >= ? AND log_id < ? ORDER BY log_id LIMIT ?",
                (tenant_id, first, first + "\U0010ffff", limit),
            ).fetchall()
        return [log_id for (log_id,) in rows]

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

    def page(self, query: LogQuery, limit: int) -> Sequence[ProcessedLog]:
        conditions, values = [_SELECT], [query.tenant_id]
        if query.since:
            conditions.append("received_at >= ?")
            values.append(format_timestamp(query.since))
        if query.until:
            conditions.append("received_at < ?")
            values.append(format_timestamp(query.until))
        if query.before:
            conditions.append("(received_at, log_id) < (?, ?)")
            values += (format_timestamp(query.before.received_at), query.before.log_id)
        statement = f"{' AND '.join(conditions)} ORDER BY received_at DESC, log_id DESC LIMIT ?"
        with self._database.reading() as connection:
            rows = connection.execute(statement, (*values, limit)).fetchall()
        return [_log(row) for row in rows]

    def count(self) -> int:
        """How many logs are stored, of all tenants."""
        with self._database.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM logs").fetchone()[0])

    def truncate_log(self) -> None:
        """Empty the write-ahead log."""
        self._database.truncate_log()

    def close(self) -> None:
        """Release the file; every later call raises PassingError."""
        self._database.close()


def _row(log: ProcessedLog) -> tuple[str | None, ...]:
    return (
        log.tenant_id,
        log.log_id,
        log.text,
        log.source,
        json.dumps(log.attributes, ensure_ascii=False),
        format_timestamp(log.received_at),
        format_timestamp(log.processed_at),
        json.dumps(log.redactions),
        log.policy_version,
        log.content_tag,
        log.conflicts_with,
    )


def _log(row: tuple[str, ...]) -> ProcessedLog:
    (tenant_id, log_id, text, source, attributes, received_at, processed_at, redactions, policy, tag, conflicts) = row
    return ProcessedLog(
        tenant_id=tenant_id,
        log_id=log_id,
        text=text,
        source=source,
        attributes=json.loads(attributes),
        received_at=parse_timestamp(received_at),
        processed_at=parse_timestamp(processed_at),
        redactions=json.loads(redactions),
        policy_version=policy,
        content_tag=tag,
        conflicts_with=conflicts,
    )
