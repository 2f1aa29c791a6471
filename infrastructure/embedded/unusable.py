"""Error messages for files of the data folder that cannot be used."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from application.ports.storage import UnusableStorage
from domain.errors import PassingError

# With less free space the disk counts as full: SQLite then reports some failures as other errors.
_FULL_BYTES = 256 * 1024


# The operating system's error for each kind of SQLite error.
_SQLITE = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_BUSY: errno.EAGAIN,
    sqlite3.SQLITE_LOCKED: errno.EAGAIN,
    sqlite3.SQLITE_CORRUPT: errno.EBADMSG,
    sqlite3.SQLITE_NOTADB: errno.EBADMSG,
    sqlite3.SQLITE_IOERR: errno.EIO,
}
_ADVICE = {
    errno.ENOSPC: "cannot be written, because the disk is full: make room, then try again.",
    errno.EDQUOT: "cannot be written, because this user's disk quota is used up: make room, then try again.",
    errno.EROFS: "is on a read-only disk: make it writable, or use another data folder.",
    errno.EACCES: "cannot be opened for writing: give this user permission to read and write it and its folder.",
    errno.EPERM: "cannot be opened for writing: give this user permission to read and write it and its folder.",
    errno.EAGAIN: "is locked by another program: end that program, then try again.",
    errno.EBADMSG: "is damaged, or not a database of this program: restore it from a backup. If there is none, "
    "move it away and start `serve` once with --replace-missing.",
    errno.EIO: "cannot be used, because the disk reports an error: check the disk, then try again.",
    errno.ENOTDIR: "cannot be a folder, because a file is in its place: use another data folder.",
    errno.EEXIST: "cannot be a folder, because a file is in its place: use another data folder.",
}


class UnusableDatabase(UnusableStorage):
    """A file cannot be opened, is not ours, or has an unsupported schema."""


@contextmanager
def usable(path: Path) -> Iterator[None]:
    """Raise UnusableDatabase for errors of SQLite or the operating system with this file or folder."""
    try:
        yield
    except PassingError as error:
        # From a Database that is already open. SQLite's error is its cause.
        raise UnusableDatabase(_explained(path, error.__cause__ or error)) from error
    except (sqlite3.Error, OSError) as error:
        raise UnusableDatabase(_explained(path, error)) from error


def _explained(path: Path, error: BaseException) -> str:
    if isinstance(error, OSError):
        kind = error.errno
    else:
        # The lowest byte is the kind of error, and the other bytes have details.
        kind = _SQLITE.get(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF)
    if kind in (errno.EACCES, errno.EIO) and _disk_is_full(path):
        kind = errno.ENOSPC
    return f"{path} {_ADVICE[kind]}" if kind in _ADVICE else f"{path} cannot be used: {error}."


def _disk_is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path if path.is_dir() else path.parent).free < _FULL_BYTES
    except OSError:
        return False
