"""SQLite connections, set up so that what is committed survives a power cut and what is deleted is gone."""

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

# WAL with FULL syncs the log at every commit, so that a commit outlives a power cut (https://sqlite.org/pragma.html);
# fullfsync makes macOS reach the disk itself. Deleted rows held raw text: secure_delete overwrites them. Random ids
# touch many pages again and again, and a longer log (in pages of 4 KiB) writes each of them back less often.
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
    """Open a file, which is made if it is not there, for its owner alone. Raises sqlite3.Error and OSError."""
    check_regular(path)
    # SQLite gives the files that it puts beside it the same mode.
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
    """Raise OSError for what cannot be read like a file: opening a named pipe would wait for a writer."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EBADMSG, "no regular file", str(path))


def connect_for_reading(path: Path) -> sqlite3.Connection:
    """Open a file that must be there, and whose content stays as it is. Raises sqlite3.Error and OSError.

    Threads may use the connection in turn.
    """
    check_regular(path)
    # Also this connection puts files beside it.
    path.chmod(0o600)
    if path.with_name(f"{path.name}-journal").exists():
        _roll_back(path)
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
    )


def _roll_back(path: Path) -> None:
    """Undo what a crash has left half done in a file that had no write-ahead log yet; only a writer may do that."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # SQLite rolls back before it reads.
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def schema_version(path: Path) -> int | None:
    """The version of a file's schema; None for a file that is not there, or has no table yet (after a crash, say).

    Raises sqlite3.Error and OSError.
    """
    if not path.exists():
        return None
    with closing(connect_for_reading(path)) as connection:
        # One transaction: between the two questions another process may make its tables.
        connection.execute("BEGIN")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return int(version) if tables else None


def stored_identity(path: Path) -> str | None:
    """The installation that a file belongs to; None where it does not say. Raises sqlite3.Error and OSError."""
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
