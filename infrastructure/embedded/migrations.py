"""Making and upgrading the tables of a database.

- Only `DataFolder` upgrades, at the server's start, while it holds the folder's lock and its schema lock. The command
  line refuses a folder of an earlier schema and says that `serve` upgrades it.
- A file of a later schema, or of one too old to be upgraded, is refused before any file of the folder is changed.
- Each database is upgraded in one transaction: a crash leaves it as it was, and the next start upgrades it.
- Before the logs are upgraded they are copied, whole and synced, to `logs.sqlite3.schema-N`, where N is the version of
  the copy. It is for the case that an upgrade goes wrong, and deleted when the server first stops cleanly. It holds
  redacted text only, as `logs.sqlite3` does.
- The queue is never copied, because it holds raw text. The usage counters are not upgraded but made anew.

`schemas.py` says how to add a migration.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from infrastructure.embedded.connection import connect_for_reading, schema_version, sync
from infrastructure.embedded.schemas import Schema, statements
from infrastructure.embedded.unusable import UnusableDatabase, usable


def check_schema(path: Path, schema: Schema) -> bool:
    """Whether the file has to be upgraded before it is used. It stays as it is.

    Raises UnusableDatabase where it cannot be.
    """
    with usable(path):
        version = schema_version(path)
    if version is None or version == schema.version:
        return False
    if version > schema.version:
        raise UnusableDatabase(
            f"{path} has schema version {version}; this program knows versions up to {schema.version}. "
            "Use the newer program that wrote it, or another data folder."
        )
    if any(each not in schema.migrations for each in range(version, schema.version)):
        raise UnusableDatabase(
            f"{path} has schema version {version}, which is too old for this program to upgrade. "
            "Use the program that wrote it, or another data folder."
        )
    return True


def make_tables(connection: sqlite3.Connection, schema: Schema, identity: str | None = None) -> None:
    """Make the tables of a new file, or upgrade an old one, and say which installation it belongs to.

    In one transaction. Raises sqlite3.Error, and leaves the file as it was.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked inside the transaction: another process may be the first to open a new file.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            statements(*schema.text.split(";"))(connection)
        else:
            for each in range(version, schema.version):
                schema.migrations[each](connection)
        connection.execute(f"PRAGMA user_version = {schema.version}")
        if identity is not None:
            connection.execute("DELETE FROM installation")
            connection.execute("INSERT INTO installation VALUES (?)", (identity,))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    # A migration may have rewritten raw text, which lives on in the write-ahead log until that is emptied.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copy_before_upgrade(path: Path) -> None:
    """Copy a database beside itself, replacing an earlier copy of the same version.

    Written under another name first, so that after a crash a copy is either whole or not there. Raises UnusableDatabase
    where that fails, for example because the disk has no room for it.
    """
    with usable(path):
        copy = path.with_name(f"{path.name}.schema-{schema_version(path)}")
        unfinished = copy.with_name(f"{copy.name}.new")
        unfinished.unlink(missing_ok=True)
        needed, free = _bytes_of(path), shutil.disk_usage(path.parent).free
        if needed > free:
            raise UnusableDatabase(
                f"{path} has to be upgraded, and is copied before that. The copy takes {needed:,} bytes, and the disk "
                f"has {free:,} free: make room, then try again."
            )
        unfinished.touch(mode=0o600)
        try:
            with closing(connect_for_reading(path)) as source, closing(sqlite3.connect(unfinished)) as target:
                source.backup(target)
            sync(unfinished)
            unfinished.rename(copy)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        sync(path.parent)


def delete_copies(path: Path) -> None:
    """Delete what `copy_before_upgrade` has made of this database."""
    for copy in path.parent.glob(f"{path.name}.schema-*"):
        copy.unlink()


def _bytes_of(path: Path) -> int:
    log = path.with_name(f"{path.name}-wal")
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)
