"""Creates and upgrades the tables of a database.

- Only `DataFolder` upgrades, when the server starts, while it holds the folder's lock and its upgrade lock. The command
  line refuses a folder of an earlier version and says that `serve` upgrades it.
- A file of a later version, or of one too old to upgrade, is refused before any file of the folder is changed.
- Each database is upgraded in one transaction: a crash leaves it unchanged, and the next start upgrades it.
- Before an upgrade, the logs are copied to `logs.sqlite3.schema-N`, where N is the version of the copy. The copy allows
  to go back after a failed upgrade; the server deletes it when it first stops cleanly. Like `logs.sqlite3`, it contains
  only redacted text.
- The queue is never copied, because it contains raw text. The usage counters are not upgraded but created again.

`schemas.py` explains how to add a migration.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from infrastructure.embedded.connection import connect_for_reading, schema_version, sync
from infrastructure.embedded.schemas import Schema, statements
from infrastructure.embedded.unusable import UnusableDatabase, usable


def check_schema(path: Path, schema: Schema) -> bool:
    """Return whether the file needs an upgrade, without changing it.

    Raises UnusableDatabase if the file cannot be upgraded.
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
    """Create the tables of a new file or upgrade an old one, and store the identity of the installation.

    All in one transaction. If it raises sqlite3.Error, the file is unchanged.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read the version inside the transaction, because another process may create the tables at the same time.
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
    # Empty the write-ahead log, which may still contain raw text that a migration has rewritten.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copy_before_upgrade(path: Path) -> None:
    """Copy a database into its folder, replacing an earlier copy of the same version.

    The copy is written under a temporary name, so that a crash never leaves an incomplete copy. Raises UnusableDatabase
    if it fails, for example because the disk has no room.
    """
    with usable(path):
        copy = path.with_name(f"{path.name}.schema-{schema_version(path)}")
        unfinished = copy.with_name(f"{copy.name}.new")
        unfinished.unlink(missing_ok=True)
        needed, free = _bytes_of(path), shutil.disk_usage(path.parent).free
        if needed > free:
            raise UnusableDatabase(
                f"{path} must be upgraded and is copied first. The copy needs {needed:,} bytes, and the disk has "
                f"{free:,} bytes free: make room, then try again."
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
    """Delete the copies that `copy_before_upgrade` has made of a database."""
    for copy in path.parent.glob(f"{path.name}.schema-*"):
        copy.unlink()


def _bytes_of(path: Path) -> int:
    log = path.with_name(f"{path.name}-wal")
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)
