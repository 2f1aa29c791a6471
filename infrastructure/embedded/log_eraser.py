"""Deleting logs from a data folder, also while a server uses it."""

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from application.ports.log_eraser import LogEraser, Portion
from domain.errors import PassingError
from domain.timestamps import format_timestamp
from infrastructure.embedded.connection import connect
from infrastructure.embedded.data_folder import DataFolderFiles
from infrastructure.embedded.migrations import delete_copies

T = TypeVar("T")

# Logs deleted per transaction, which blocks a server that stores logs.
_BATCH = 2_000
# How long to retry: the files can only be rewritten in a moment in which the server neither reads nor writes.
_PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 0.1
# The approximate speed of VACUUM and the checkpoint on a laptop's disk.
BYTES_A_SECOND = 50_000_000


class SqliteLogEraser(LogEraser):
    """Overwrites deleted data: secure_delete overwrites rows, and VACUUM removes what moved rows have left behind."""

    def __init__(self, files: DataFolderFiles) -> None:
        self._files = files

    def delete(self, tenant_id: str, log_ids: Sequence[str]) -> None:
        _write(self._files.logs, lambda connection: _delete(connection, tenant_id, log_ids))

    def delete_received_before(self, tenant_id: str, moment: datetime, after: str | None = None) -> Portion:
        def work(connection: sqlite3.Connection) -> Portion:
            log_ids = [
                log_id
                for (log_id,) in connection.execute(
                    "SELECT log_id FROM logs WHERE tenant_id = ? AND log_id > ? AND received_at < ? "
                    "ORDER BY log_id LIMIT ?",
                    (tenant_id, after or "", format_timestamp(moment), _BATCH),
                )
            ]
            _delete(connection, tenant_id, log_ids)
            return Portion(len(log_ids), log_ids[-1] if len(log_ids) == _BATCH else None)

        return _write(self._files.logs, work)

    def delete_queued(self, tenant_id: str, moment: datetime) -> int:
        milliseconds = int(moment.timestamp() * 1000)
        return _write(
            self._files.queue,
            lambda connection: (
                connection.execute(
                    "DELETE FROM messages WHERE group_id = ? AND sent_at < ?", (tenant_id, milliseconds)
                ).rowcount
            ),
        )

    def purge(self) -> None:
        delete_copies(self._files.logs)
        for path in (self._files.logs, self._files.queue):
            _rewrite(path)


def _delete(connection: sqlite3.Connection, tenant_id: str, log_ids: Sequence[str]) -> None:
    connection.executemany(
        "DELETE FROM logs WHERE tenant_id = ? AND log_id = ?", [(tenant_id, log_id) for log_id in log_ids]
    )


def _write(path: Path, work: Callable[[sqlite3.Connection], T]) -> T:
    try:
        with closing(connect(path)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            result = work(connection)
            connection.execute("COMMIT")
            return result
    except (sqlite3.Error, OSError) as error:
        raise PassingError(getattr(error, "sqlite_errorname", type(error).__name__)) from error


def _rewrite(path: Path) -> None:
    """Rewrite the file without what was deleted, and empty its write-ahead log. Raises PassingError (`busy`)."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    vacuumed = False
    while True:
        try:
            with closing(connect(path)) as connection:
                if not vacuumed:
                    connection.execute("VACUUM")
                    vacuumed = True
                (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise PassingError(error.sqlite_errorname) from error
        if time.monotonic() > deadline:
            raise PassingError("busy")
        time.sleep(_PAUSE_SECONDS)
