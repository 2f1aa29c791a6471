"""The failing disk, tested with processes that only access files."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.faulty_disk import Fault, FaultyDisk, Operations
from tests.faults.journal import Disk, Kind, read_journal

_MUCH = """
import os, shutil, sqlite3, sys
folder = sys.argv[1]
path = lambda name: os.path.join(folder, name)
with open(path("appended"), "wb") as file:
    file.write(b"a" * 5000)
with open(path("appended"), "ab") as file:
    file.write(b"b" * 10)
with open(path("appended"), "r+b") as file:
    file.seek(100)
    file.write(b"c" * 10)
    file.truncate(3000)
with open(path("emptied"), "wb") as file:
    file.write(b"x")
open(path("emptied"), "wb").close()
shutil.copyfile(path("appended"), path("copied"))
os.rename(path("copied"), path("renamed"))
open(path("deleted"), "wb").close()
os.unlink(path("deleted"))
connection = sqlite3.connect(path("a.sqlite3"), isolation_level=None)
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("CREATE TABLE numbers (n)")
connection.executemany("INSERT INTO numbers VALUES (?)", [(n,) for n in range(3000)])
connection.execute("VACUUM")
"""
_ATTEMPTS = """
import os, sys
errors = []
def attempt(call, *arguments):
    try:
        return call(*arguments)
    except OSError as error:
        errors.append(error.errno)
for name in ("one", "two"):
    file = os.open(os.path.join(sys.argv[1], name), os.O_RDWR | os.O_CREAT)
    errors.clear()
    written = attempt(os.pwrite, file, b"x" * 100, 0)
    attempt(os.pread, file, 100, 0)
    attempt(os.ftruncate, file, 50)
    attempt(os.fsync, file)
    print(name, written, *errors)
"""


def run(script: str, disk: FaultyDisk, folder: Path) -> list[str]:
    """Return the lines that the script prints when it runs on the disk."""
    command = [sys.executable, "-c", script, str(folder)]
    environment = {**os.environ, **disk.environment}
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.splitlines()  # noqa: S603 - our own script


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder whose files are on the disk."""
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


def test_the_journal_records_all_changes_of_the_files(library: Path, folder: Path, tmp_path: Path) -> None:
    """Applying the records of the journal reproduces all files that Python and SQLite have written."""
    faulty = FaultyDisk(library, folder, tmp_path, seed=1, journal=True)
    run(_MUCH, faulty, folder)
    assert faulty.journal
    disk = Disk()
    records = list(read_journal(faulty.journal))
    for record in records:
        disk.do(record)
    found = {each.name: each.read_bytes() for each in folder.iterdir() if not each.name.endswith("-shm")}
    assert disk.as_it_is() == found
    assert faulty.records == len(records)
    assert {record.kind for record in records} >= {Kind.SYNCED, Kind.UNLINKED, Kind.RENAMED, Kind.TRUNCATED}


@pytest.mark.parametrize(
    ("fault", "printed"),
    [
        (Fault(Operations.WRITES, error=errno.ENOSPC), [f"one None {errno.ENOSPC}", f"two None {errno.ENOSPC}"]),
        (Fault(Operations.READS), [f"one 100 {errno.EIO}", f"two 100 {errno.EIO}"]),
        (
            Fault(Operations.TRUNCATIONS | Operations.SYNCS, files="two"),
            ["one 100", f"two 100 {errno.EIO} {errno.EIO}"],
        ),
        (Fault(Operations.SYNCS, share=0), ["one 100", "two 100"]),
    ],
)
def test_the_selected_operations_fail(
    fault: Fault, printed: list[str], library: Path, folder: Path, tmp_path: Path
) -> None:
    """Exactly the selected operations of the selected files fail with the selected error, and `faults` counts them."""
    disk = FaultyDisk(library, folder, tmp_path, seed=1)
    with disk.failing(fault):
        assert run(_ATTEMPTS, disk, folder) == printed
    assert disk.faults == sum(len(line.split()) - 2 for line in printed)
    assert run(_ATTEMPTS, disk, folder) == ["one 100", "two 100"]


def test_short_writes_are_no_errors(library: Path, folder: Path, tmp_path: Path) -> None:
    """A short write returns the number of written bytes: at least one, but not all."""
    disk = FaultyDisk(library, folder, tmp_path, seed=1)
    with disk.failing(Fault(Operations.WRITES, error=0)):
        written = [int(line.split()[1]) for line in run(_ATTEMPTS, disk, folder)]
    assert all(0 < number < 100 for number in written)


def test_a_full_disk_lets_files_be_overwritten(library: Path, folder: Path, tmp_path: Path) -> None:
    """On a full disk, only writes that enlarge a file fail."""
    disk = FaultyDisk(library, folder, tmp_path, seed=1)
    (folder / "one").write_bytes(bytes(100))
    with disk.failing(Fault(Operations.WRITES, error=errno.ENOSPC, growing_only=True)):
        assert run(_ATTEMPTS, disk, folder) == ["one 100", f"two None {errno.ENOSPC}"]
