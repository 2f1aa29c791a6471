"""Checking a data folder, also while a server uses it: its contents and any damage."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from application.ports.state_files import Finding
from application.ports.storage import UnusableStorage
from infrastructure.embedded.backup import damage_of, row_counts
from infrastructure.embedded.connection import connect_for_reading
from infrastructure.embedded.data_folder import DataFolderFiles, SharedDataFolder
from infrastructure.embedded.migrations import check_schema
from infrastructure.embedded.schemas import LOGS, QUEUE, TENANTS
from infrastructure.embedded.unusable import usable

_OF_A_DATABASE = ("-wal", "-shm", "-journal")


def inspect(folder: Path, progress: Callable[[str], object]) -> Iterator[Finding]:
    """Read all files and yield the findings. Calls `progress` with the name of each file."""
    try:
        shared = SharedDataFolder(folder)
    except UnusableStorage as error:
        yield Finding(str(error), wrong=True)
        return
    with closing(shared):
        for path, schema in ((shared.queue, QUEUE), (shared.logs, LOGS), (shared.tenants, TENANTS)):
            progress(path.name)
            try:
                if check_schema(path, schema):
                    yield Finding(f"{path.name} is from an earlier version: `serve` upgrades it when it starts.")
                yield from _database(path)
            except UnusableStorage as error:
                yield Finding(str(error), wrong=True)
        yield from _others(shared)


def _database(path: Path) -> Iterator[Finding]:
    with usable(path), closing(connect_for_reading(path)) as connection:
        if damage := damage_of(connection):
            cure = "stop the server, and restore the folder from a backup"
            yield Finding(f"{path.name} is damaged ({damage}): {cure}.", wrong=True)
            return
        counts = row_counts(connection, path.stem)
        words = ", ".join(f"{table.replace('_', ' ')} {rows:,}" for table, rows in counts.items())
        if counts.get("messages"):
            words += f"; the oldest message is from {_oldest(connection)}"
        if counts.get("dead_letters"):
            words += "; `dlq list` shows the reasons of dead letters, `dlq redrive` queues them again"
        yield Finding(f"{path.name} is sound: {words}.")


def _oldest(connection: sqlite3.Connection) -> str:
    (milliseconds,) = connection.execute("SELECT min(sent_at) FROM messages").fetchone()
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")


def _others(folder: DataFolderFiles) -> Iterator[Finding]:
    copies = f"{folder.logs.name}.schema-"
    for path in sorted(folder.path.iterdir()):
        name = path.name
        for ending in _OF_A_DATABASE:
            name = name.removesuffix(ending)
        if name.startswith(copies):
            yield Finding(f"{path.name} is a copy from before an upgrade: it is deleted when `serve` stops cleanly.")
        elif name not in folder.names:
            yield Finding(f"{path.name} is not a file of a data folder: move it elsewhere.", wrong=True)
