"""SQLite connections whose commits survive a power cut and whose deleted data is overwritten."""

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

# WAL with FULL syncs the log at every commit, so that a commit survives a power cut (https://sqlite.org/pragma.html).
# fullfsync makes macOS write to the disk itself. secure_delete overwrites deleted rows, which contained raw text.
# Random ids change many pages repeatedly, and a longer log (in pages of 4 KiB) writes them back less often.
_PRAGMAS = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA secure_delete = ON;
    PRAGMA wal_autocheckpoint = 8000;
    PRAGMA temp_store = MEMORY;
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open a file for its owner only, creating it if it is missing. Raises sqlite3.Error and OSError."""
    check_regular(path)
    # SQLite creates its additional files with the same mode.
    path.touch(mode=0o600)
    path.chmod(0o600)
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    try:
        connection.executescript(_PRAGMAS)
    except BaseException:
        connection.close()
        raise
    return connection


def check_regular(path: Path) -> None:
    """Raise OSError unless the path is a regular file: opening a named pipe would block."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EBADMSG, "no regular file", str(path))


def connect_for_reading(path: Path) -> sqlite3.Connection:
    """Open an existing file for reading. Raises sqlite3.Error and OSError.

    Threads may use the connection one after another.
    """
    check_regular(path)
    # SQLite creates additional files with the same mode for this connection too.
    path.chmod(0o600)
    if path.with_name(f"{path.name}-journal").exists():
        _roll_back(path)
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
    )


def _roll_back(path: Path) -> None:
    """Roll back a transaction that a crash has interrupted before the file had a write-ahead log. It needs a writer."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # SQLite rolls back before the first read.
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def schema_version(path: Path) -> int | None:
    """Return the version of a file's schema; None if the file is missing or has no tables, for example after a crash.

    Raises sqlite3.Error and OSError.
    """
    if not path.exists():
        return None
    with closing(connect_for_reading(path)) as connection:
        # In one transaction, because another process may create the tables meanwhile.
        connection.execute("BEGIN")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return int(version) if tables else None


def stored_identity(path: Path) -> str | None:
    """Return the identity of the installation that a file belongs to, or None. Raises sqlite3.Error and OSError."""
    with closing(connect_for_reading(path)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'installation'").fetchone():
            return None
        row = connection.execute("SELECT identity FROM installation").fetchone()
    return None if row is None else str(row[0])


def sync(path: Path) -> None:
    """Make a file's content, or a folder's entries, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
