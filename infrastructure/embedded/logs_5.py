"""Version 5 of the logs' schema: adds a time, an ordinal within the request, a level, a service and trace ids."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from domain.log_time import received_time
from domain.record.reading import read_both
from domain.timestamps import nanoseconds, parse_timestamp

TABLE = """
    CREATE TABLE logs (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        tenant_id TEXT NOT NULL,
        log_id TEXT NOT NULL,
        time INTEGER NOT NULL,
        ordinal INTEGER NOT NULL,
        level TEXT,
        service TEXT,
        trace_id TEXT,
        span_id TEXT,
        text TEXT NOT NULL,
        source TEXT NOT NULL,
        attributes TEXT NOT NULL,
        received_at TEXT NOT NULL,
        processed_at TEXT NOT NULL,
        redactions TEXT NOT NULL,
        policy_version TEXT NOT NULL,
        content_tag TEXT NOT NULL,
        conflicts_with TEXT,
        expires_at INTEGER,
        UNIQUE (tenant_id, log_id)
    ) STRICT
"""
BY_EXPIRY = "CREATE INDEX logs_by_expiry ON logs (expires_at) WHERE expires_at IS NOT NULL"
_INDEXES = ("CREATE INDEX logs_by_time ON logs (tenant_id, time, ordinal, log_id)", BY_EXPIRY)
_KEPT = (
    "tenant_id, received_at, log_id, text, source, attributes, processed_at, redactions, policy_version, content_tag, "
    "conflicts_with, expires_at"
)
_READ = "time, ordinal, level, service, trace_id, span_id"
_PLACES = ", ".join("?" for _ in f"{_KEPT}, {_READ}".split(","))
_INSERT = f"INSERT INTO logs ({_KEPT}, {_READ}) VALUES ({_PLACES})"


def upgrade(connection: sqlite3.Connection) -> None:
    """Upgrade version 4, which ordered logs by when they were received and by their ids."""
    connection.execute("ALTER TABLE logs RENAME TO logs_4")
    connection.execute(TABLE)
    connection.executemany(_INSERT, _upgraded(connection))
    connection.execute("DROP TABLE logs_4")
    for statement in _INDEXES:
        connection.execute(statement)


def _upgraded(connection: sqlite3.Connection) -> Iterator[Sequence[Any]]:
    """Yield each log with the values that are read from its stored text and attributes.

    Logs that were received at the same moment are numbered in the order in which version 4 listed them.
    """
    # This is the order of an index, so SQLite sorts nothing in memory.
    rows = connection.execute(f"SELECT {_KEPT} FROM logs_4 ORDER BY tenant_id, received_at, log_id")
    for (_, received_at), request in groupby(rows, key=lambda row: row[:2]):
        moment = parse_timestamp(received_at)
        for ordinal, row in enumerate(request):
            record = row[3], json.loads(row[5])
            raw, redacted = read_both(record, record, nanoseconds(moment))
            time = received_time(moment, ordinal) if raw.time is None else raw.time
            yield (*row, time, ordinal, raw.level, redacted.service, redacted.trace_id, redacted.span_id)
