"""Version 5 of the logs' schema: logs have a time, a place in their request, a level, a service and trace ids."""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from domain.log_time import received_time
from domain.timestamps import parse_timestamp

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
INDEXES = """
    CREATE INDEX logs_by_time ON logs (tenant_id, time, ordinal, log_id);
    CREATE INDEX logs_by_expiry ON logs (expires_at) WHERE expires_at IS NOT NULL
"""
_KEPT = (
    "tenant_id, received_at, log_id, text, source, attributes, processed_at, redactions, policy_version, content_tag, "
    "conflicts_with, expires_at"
)
_INSERT = f"""
    INSERT INTO logs ({_KEPT}, time, ordinal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def upgrade(connection: sqlite3.Connection) -> None:
    """Upgrade version 4, in which logs were listed by the moment they were received and by their id."""
    connection.execute("ALTER TABLE logs RENAME TO logs_4")
    connection.execute(TABLE)
    connection.executemany(_INSERT, _upgraded(connection))
    connection.execute("DROP TABLE logs_4")
    for statement in INDEXES.split(";"):
        connection.execute(statement)


def _upgraded(connection: sqlite3.Connection) -> Iterator[Sequence[Any]]:
    """Logs that were received at one moment are numbered in the order in which they were listed."""
    # The order of an index, so that nothing is sorted in memory.
    rows = connection.execute(f"SELECT {_KEPT} FROM logs_4 ORDER BY tenant_id, received_at, log_id")
    for (_, received_at), request in groupby(rows, key=lambda row: row[:2]):
        moment = parse_timestamp(received_at)
        for ordinal, row in enumerate(request):
            yield (*row, received_time(moment, ordinal), ordinal)
