"""A failed start prints one line with the problem and the solution, and does not change the folder."""

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from domain.errors import PassingError
from entrypoints.cli import main
from infrastructure.embedded.data_folder import DataFolder
from infrastructure.embedded.database import Database
from infrastructure.embedded.schemas import Schema
from infrastructure.embedded.unusable import UnusableDatabase, usable
from tests.support.small_disk import fill, small_disk

Start = Callable[[Path], str]
FULL = "because the disk is full: make room"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder that was in use."""
    DataFolder(tmp_path / "data").close()
    return tmp_path / "data"


@pytest.fixture
def start(capsys: pytest.CaptureFixture[str]) -> Start:
    """Return a function that starts a server in this process, expects it to fail, and returns its message."""

    def start(data: Path) -> str:
        assert main(["serve", "--port", "0", "--data", str(data)]) == 1
        shown = capsys.readouterr()
        assert shown.out == ""
        (line,) = shown.err.splitlines()
        return line

    return start


def test_a_full_disk_is_reported(start: Start, tmp_path: Path) -> None:
    """If the disk is full, for an old folder or a new one, the message says to free space."""
    with small_disk(tmp_path / "disk") as disk:
        DataFolder(disk / "used").close()
        filling = fill(disk)

        assert FULL in start(disk / "used")
        assert FULL in start(disk / "new")

        filling.unlink()
        DataFolder(disk / "used").close()


@pytest.mark.parametrize("name", ["queue.sqlite3", "logs.sqlite3", "tenants.sqlite3"])
def test_a_damaged_database_is_reported(start: Start, data: Path, name: str) -> None:
    """The message names the damaged file, how to restore it, and how to continue without it, which works."""
    content = bytearray((data / name).read_bytes())
    content[100:4096] = os.urandom(3996)
    (data / name).write_bytes(content)

    message = start(data)
    assert name in message
    assert "damaged" in message
    assert "restore it from a backup" in message
    (data / name).rename(data / "damaged")
    DataFolder(data, replace_missing=True).close()


def test_a_locked_database_is_reported(start: Start, data: Path) -> None:
    """The message names a database that another program has locked."""
    with closing(sqlite3.connect(data / "queue.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "queue.sqlite3 is locked by another program: end that" in start(data)


def test_a_folder_in_use_is_reported(start: Start, data: Path) -> None:
    """The message names a folder that another server uses."""
    with DataFolder(data):
        assert "data is in use by another process" in start(data)


def test_a_newer_folder_is_reported(start: Start, data: Path) -> None:
    """A folder of a later version is refused with a solution."""
    with closing(sqlite3.connect(data / "logs.sqlite3", isolation_level=None)) as connection:
        connection.execute("PRAGMA user_version = 99")

    assert "Use the newer program that wrote it" in start(data)


@pytest.mark.parametrize("below", ["", "further/down"])
def test_a_file_at_the_folders_path_is_reported(start: Start, tmp_path: Path, below: str) -> None:
    """If there is a file at the folder's path, the message says so."""
    (tmp_path / "file").touch()

    assert "because a file is in its place" in start(tmp_path / "file" / below)


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "make room"),
        (errno.EDQUOT, "make room"),
        (errno.EROFS, "make it writable"),
        (errno.EACCES, "give this user permission to read and write it"),
        (errno.EPERM, "give this user permission to read and write it"),
        (errno.EIO, "check the disk"),
        (errno.EMFILE, "Too many open files"),
    ],
)
def test_errors_of_the_operating_system_are_explained(tmp_path: Path, number: int, advice: str) -> None:
    """Each error of the operating system is reported with the file and advice."""
    with pytest.raises(UnusableDatabase, match=advice) as refused, usable(tmp_path / "queue.sqlite3"):
        raise OSError(number, os.strerror(number))
    assert str(tmp_path / "queue.sqlite3") in str(refused.value)


def test_errors_of_sqlite_are_explained(tmp_path: Path) -> None:
    """Each error of SQLite is explained, also for a database that is already open."""
    path = tmp_path / "small.sqlite3"
    with closing(Database(path, Schema("small", 1, "CREATE TABLE rows (body)"))) as database:
        with database.transaction() as connection:
            connection.execute("PRAGMA max_page_count = 3")
        with pytest.raises(UnusableDatabase, match=FULL), usable(path), database.transaction() as connection:
            connection.execute("INSERT INTO rows VALUES (zeroblob(100000))")
    with pytest.raises(UnusableDatabase, match="somehow"), usable(path):
        raise PassingError("somehow")
