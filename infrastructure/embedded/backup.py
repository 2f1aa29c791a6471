"""Copies of a whole data folder, taken while a server uses it, and put back.

The queue is copied before the logs: a message leaves the queue once its logs are stored, so what was accepted before
the copy began is in the copy of the queue, or of the logs, or in both, and then it is stored once. Each database is
copied as of one moment by SQLite's online backup (https://sqlite.org/backup.html), which writers need not wait for.

A backup is a data folder with a manifest beside it, so it has the schemas of the program that wrote it, and `serve`
upgrades what is restored.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from infrastructure.embedded.connection import connect_for_reading, sync
from infrastructure.embedded.data_folder import DataFolderFiles, SharedDataFolder
from infrastructure.embedded.unusable import usable

_MANIFEST = "backup.json"
_FORMAT = 1
_PAGES = 4_096
# What is counted, and by which name it is told. In a folder of an earlier version a table may not be there.
_TABLES = {"messages": "queue", "dead_letters": "queue", "logs": "logs", "tenants": "tenants"}

# Is told the file that is being copied, and how much of it is copied, from 0 to 1.
Progress = Callable[[str, float], object]


class BackupRefused(Exception):
    """A backup cannot be written, read or put back; the message says what to do."""


@dataclass(frozen=True)
class Backup:
    """What a backup holds: when it was begun (RFC 3339), and how many rows of each table."""

    taken_at: str
    rows: Mapping[str, int]


def back_up(folder: Path, target: Path, progress: Progress) -> Backup:
    """Copy a data folder to a new one, also while a server uses it, and read the copy.

    Raises BackupRefused, UnusableDatabase, and what SharedDataFolder raises.
    """
    with closing(SharedDataFolder(folder)) as source:
        backup = Backup(datetime.now(UTC).isoformat(timespec="seconds"), {})
        return _copied(source, target, backup, progress)


def restore(backup_folder: Path, target: Path, progress: Progress) -> Backup:
    """Make a data folder of a backup, where none is yet.

    Raises BackupRefused and UnusableDatabase.
    """
    backup = _manifest(backup_folder)
    restored = _copied(DataFolderFiles(backup_folder), target, backup, progress)
    (target / _MANIFEST).unlink()
    return restored


def _copied(source: DataFolderFiles, target: Path, backup: Backup, progress: Progress) -> Backup:
    """Written under another name first, so that it is whole or not there."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BackupRefused(f"{target} is there already: name a folder that is not.")
    unfinished = target.with_name(f"{target.name}.part")
    with usable(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(mode=0o700)
        try:
            found = _copy_files(source, DataFolderFiles(unfinished), progress)
            if backup.rows and found != backup.rows:
                raise BackupRefused(f"{source.path} is not what was backed up: {_differences(backup.rows, found)}.")
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


def _copy_files(source: DataFolderFiles, target: DataFolderFiles, progress: Progress) -> dict[str, int]:
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
        # One moment: as long as this transaction reads, the copy does not begin anew at each write.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        source.backup(target, pages=_PAGES, progress=lambda _, left, pages: progress(1 - left / max(pages, 1)))


def _read(copy: Path) -> dict[str, int]:
    """Read a whole copy, and count its rows. Raises BackupRefused where it is damaged."""
    with closing(sqlite3.connect(copy)) as connection:
        # Without a write-ahead log, so that whoever only reads it leaves no files behind.
        connection.execute("PRAGMA journal_mode = DELETE")
        if damage := damage_of(connection):
            raise BackupRefused(f"{copy.name} could not be copied whole: {damage}.")
        return row_counts(connection, copy.stem)


def damage_of(connection: sqlite3.Connection) -> str | None:
    """The first thing that is wrong in a database file, in SQLite's words, which name no content; None for none."""
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    return None if found == "ok" else str(found)


def row_counts(connection: sqlite3.Connection, name: str) -> dict[str, int]:
    """How many rows each table of the database with this name (`queue`, `logs`, `tenants`) has."""
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
            raise BackupRefused(f"{path} was written by a later program: restore it with that one.")
        return Backup(str(document["taken_at"]), {str(table): int(rows) for table, rows in document["rows"].items()})
    except FileNotFoundError:
        raise BackupRefused(f"{backup_folder} is no backup: it has no {_MANIFEST}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BackupRefused(f"{path} cannot be read: use another backup.") from None


def _differences(expected: Mapping[str, int], found: Mapping[str, int]) -> str:
    return ", ".join(
        f"{found.get(table, 0):,} of {rows:,} {table.replace('_', ' ')}"
        for table, rows in expected.items()
        if found.get(table) != rows
    )
