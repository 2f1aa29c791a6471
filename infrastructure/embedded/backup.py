"""Backing up and restoring a whole data folder, also while a server uses it.

The queue is copied before the logs. A message is deleted from the queue after its logs are stored, so every log that
was accepted before the copy is in the copy of the queue, of the logs, or of both, and then it is stored only once. Each
database is copied in the state of a single moment by SQLite's online backup (https://sqlite.org/backup.html), which
does not block writers.

A backup is a data folder with a manifest. It has the schemas of the program that wrote it, and `serve` upgrades it
after it is restored.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from application.ports.state_files import Backup, CopyProgress
from application.ports.storage import UnusableStorage
from infrastructure.embedded.connection import connect_for_reading, sync
from infrastructure.embedded.data_folder import DataFolderFiles, SharedDataFolder
from infrastructure.embedded.unusable import usable

_MANIFEST = "backup.json"
_FORMAT = 1
_PAGES = 4_096
# The tables whose rows are counted, and the database of each. An earlier version may lack some.
_TABLES = {"messages": "queue", "dead_letters": "queue", "logs": "logs", "tenants": "tenants"}


class BackupRefused(UnusableStorage):
    """A backup cannot be written, read or restored."""


def back_up(folder: Path, target: Path, progress: CopyProgress) -> Backup:
    """Copy a data folder to a new one, also while a server uses it, and verify the copy.

    Raises BackupRefused, UnusableDatabase, and what SharedDataFolder raises.
    """
    with closing(SharedDataFolder(folder)) as source:
        backup = Backup(datetime.now(UTC).isoformat(timespec="seconds"), {})
        return _copied(source, target, backup, progress)


def restore(backup_folder: Path, target: Path, progress: CopyProgress) -> Backup:
    """Create a new data folder from a backup. Raises BackupRefused and UnusableDatabase."""
    backup = _manifest(backup_folder)
    restored = _copied(DataFolderFiles(backup_folder), target, backup, progress)
    (target / _MANIFEST).unlink()
    return restored


def _copied(source: DataFolderFiles, target: Path, backup: Backup, progress: CopyProgress) -> Backup:
    """Copy to a temporary name and rename it at the end, so that no incomplete copy can be mistaken for a whole one."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BackupRefused(f"{target} already exists: name a new folder.")
    unfinished = target.with_name(f"{target.name}.part")
    with usable(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(mode=0o700)
        try:
            found = _copy_files(source, DataFolderFiles(unfinished), progress)
            if backup.rows and found != backup.rows:
                raise BackupRefused(
                    f"{source.path} has changed since the backup ({_differences(backup.rows, found)}): use another one."
                )
            copied = Backup(backup.taken_at, found)
            manifest = unfinished / _MANIFEST
            manifest.write_text(json.dumps({"format": _FORMAT, **asdict(copied)}, indent=2) + "\n")
            manifest.chmod(0o600)
            sync(manifest)
            sync(unfinished)
            if target.exists():
                target.rmdir()
            unfinished.rename(target)
            sync(target.parent)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
    return copied


def _copy_files(source: DataFolderFiles, target: DataFolderFiles, progress: CopyProgress) -> dict[str, int]:
    rows: dict[str, int] = {}
    for path, copy in ((source.queue, target.queue), (source.logs, target.logs), (source.tenants, target.tenants)):
        _copy_database(path, copy, partial(progress, path.name))
        rows |= _read(copy)
        sync(copy)
    secret = os.open(target.master_secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(secret, "wb") as file:
        file.write(source.master_secret.read_bytes())
    sync(target.master_secret)
    return rows


def _copy_database(path: Path, copy: Path, progress: Callable[[float], object]) -> None:
    copy.touch(mode=0o600)
    with usable(path), closing(connect_for_reading(path)) as source, closing(sqlite3.connect(copy)) as target:
        # Within a read transaction, so that the copy does not restart at each write.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        source.backup(target, pages=_PAGES, progress=lambda _, left, pages: progress(1 - left / max(pages, 1)))


def _read(copy: Path) -> dict[str, int]:
    """Check a whole copy, and count its rows. Raises BackupRefused if it is damaged."""
    with closing(sqlite3.connect(copy)) as connection:
        # Without a write-ahead log, so that reading the copy creates no further files.
        connection.execute("PRAGMA journal_mode = DELETE")
        if damage := damage_of(connection):
            raise BackupRefused(f"The copy of {copy.name} is damaged ({damage}): run `check` on the data folder.")
        return row_counts(connection, copy.stem)


def damage_of(connection: sqlite3.Connection) -> str | None:
    """Return SQLite's description of the first error in a database, which contains no data; None if it has none."""
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    return None if found == "ok" else str(found)


def row_counts(connection: sqlite3.Connection, name: str) -> dict[str, int]:
    """Count the rows of each table of the database with this name (`queue`, `logs`, `tenants`)."""
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    return {
        table: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        for table, database in _TABLES.items()
        if database == name and table in there
    }


def _manifest(backup_folder: Path) -> Backup:
    path = backup_folder / _MANIFEST
    try:
        document = json.loads(path.read_text())
        if document["format"] > _FORMAT:
            raise BackupRefused(f"{path} was written by a newer version of this program: restore it with that version.")
        return Backup(str(document["taken_at"]), {str(table): int(rows) for table, rows in document["rows"].items()})
    except FileNotFoundError:
        raise BackupRefused(f"{backup_folder} is not a backup: it has no {_MANIFEST}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BackupRefused(f"{path} cannot be read: use another backup.") from None


def _differences(expected: Mapping[str, int], found: Mapping[str, int]) -> str:
    return ", ".join(
        f"{found.get(table, 0):,} of {rows:,} {table.replace('_', ' ')}"
        for table, rows in expected.items()
        if found.get(table) != rows
    )
