"""What to say and do when a file of the data folder cannot be used."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.errors import PassingError

# A disk with less than this is full for SQLite, which reports some of its failures there as others.
_FULL_BYTES = 256 * 1024


# SQLite's kinds of errors in the operating system's words.
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
    errno.EDQUOT: "cannot be written, because this user's share of the disk is used up: make room, then try again.",
    errno.EROFS: "is on a disk that can only be read: make it writable, or use another data folder.",
    errno.EACCES: "cannot be opened for writing: let this user read and write it and its folder, then try again.",
    errno.EPERM: "cannot be opened for writing: let this user read and write it and its folder, then try again.",
    errno.EAGAIN: "is locked by another program: end that, then try again.",
    errno.EBADMSG: "is damaged, or no database of this program: put it back from a backup. If it is lost for good, "
    "move it away and start `serve` once with --replace-missing.",
    errno.EIO: "cannot be used, because the disk reports an error: check the disk, then try again.",
    errno.ENOTDIR: "cannot be a folder, because a file is in its place: use another data folder.",
    errno.EEXIST: "cannot be a folder, because a file is in its place: use another data folder.",
}


class UnusableDatabase(Exception):
    """A file cannot be opened, is not ours, or has a schema that we cannot use; the message says what to do."""


@contextmanager
def usable(path: Path) -> Iterator[None]:
    """Raise UnusableDatabase where SQLite or the operating system refuses what is done with this file or folder."""
    try:
        yield
    except PassingError as error:
        # Raised by a database that is open already; SQLite's own error is its cause.
        raise UnusableDatabase(_explained(path, error.__cause__ or error)) from error
    except (sqlite3.Error, OSError) as error:
        raise UnusableDatabase(_explained(path, error)) from error


def _explained(path: Path, error: BaseException) -> str:
    if isinstance(error, OSError):
        kind = error.errno
    else:
        # The lowest byte is the kind of error; the others tell it more exactly.
        kind = _SQLITE.get(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF)
    if kind in (errno.EACCES, errno.EIO) and _disk_is_full(path):
        kind = errno.ENOSPC
    return f"{path} {_ADVICE[kind]}" if kind in _ADVICE else f"{path} cannot be used: {error}."


def _disk_is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path if path.is_dir() else path.parent).free < _FULL_BYTES
    except OSError:
        return False
