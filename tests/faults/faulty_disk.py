"""A disk that fails on command, for one server process: the Python side of `faulty_disk.c`."""

import ctypes
import errno
import fcntl
import mmap
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntFlag
from pathlib import Path

from tests.faults.journal import begin_journal

_SOURCE = Path(__file__).with_name("faulty_disk.c")
_MILLION = 1_000_000


class Operations(IntFlag):
    """The operations that can fail: the bits of `faulty_disk.c`."""

    READS = 1
    WRITES = 2
    SYNCS = 4
    TRUNCATIONS = 8


@dataclass(frozen=True)
class Fault:
    """A kind of failure.

    `share` of the operations fail with `error`. If `error` is 0, writes are shortened, which is not an error. `files`
    limits the fault to files with this in their names. `growing_only` excludes writes that do not enlarge a file.
    """

    operations: Operations
    share: float = 1.0
    error: int = errno.EIO
    files: str = ""
    growing_only: bool = False


class _Control(ctypes.Structure):
    """The fields of `struct control` in `faulty_disk.c`, in the same order."""

    _fields_ = (
        ("operations", ctypes.c_uint64),
        ("per_million", ctypes.c_uint64),
        ("error", ctypes.c_uint64),
        ("growing_only", ctypes.c_uint64),
        ("lying_syncs", ctypes.c_uint64),
        ("sync_microseconds", ctypes.c_uint64),
        ("seed", ctypes.c_uint64),
        ("draws", ctypes.c_uint64),
        ("faults", ctypes.c_uint64),
        ("records", ctypes.c_uint64),
        ("files", ctypes.c_char * 64),
    )


def missing() -> str:
    """Return what this machine lacks to run it, or an empty text."""
    if sys.platform != "linux":
        return "it is made for Linux"
    if shutil.which("cc") is None:
        return "here is no C compiler: install gcc, or clang, so that `cc` is there"
    return ""


def compile_into(folder: Path) -> Path:
    """Compile the library. Raises CalledProcessError if the compiler fails, which prints the reason."""
    library = folder / "faulty_disk.so"
    command = [
        "cc",
        "-shared",
        "-fPIC",
        "-O2",
        "-Wall",
        "-Wextra",
        "-o",
        str(library),
        str(_SOURCE),
        "-ldl",
        "-lpthread",
    ]
    subprocess.run(command, check=True)  # noqa: S603 - our own source, and no shell
    return library


class FaultyDisk:
    """Replaces the file operations in `folder`, which need not exist, for each process with `environment`.

    Its own files are in `beside`. With `journal`, it records every change and sync of the folder's files there.
    Existing files of the folder count as synced.
    """

    def __init__(self, library: Path, folder: Path, beside: Path, *, seed: int, journal: bool = False) -> None:
        self._library = library
        self._folder = folder.resolve()
        self._control_path = beside / "faulty-disk-control"
        self.journal = beside / "faulty-disk-journal" if journal else None
        self._control_path.write_bytes(bytes(ctypes.sizeof(_Control)))
        with self._control_path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), 0)
        self._control = _Control.from_buffer(self._memory)
        self._control.seed = seed
        if self.journal is not None and self._folder.exists():
            self._control.records = begin_journal(self.journal, self._folder)

    @property
    def environment(self) -> Mapping[str, str]:
        """Return the environment variables that put a process on this disk."""
        return {
            "LD_PRELOAD": str(self._library),
            "FAULTY_DISK_FOLDER": str(self._folder),
            "FAULTY_DISK_CONTROL": str(self._control_path),
            "FAULTY_DISK_JOURNAL": "" if self.journal is None else str(self.journal),
        }

    @property
    def faults(self) -> int:
        """Return the number of failed operations."""
        return int(self._control.faults)

    @property
    def records(self) -> int:
        """Return the number of records in the journal."""
        return int(self._control.records)

    def slow_syncs(self, seconds: float) -> None:
        """Delay every sync by this time. An answer that does not wait for its sync then comes much earlier."""
        self._control.sync_microseconds = round(seconds * _MILLION)

    def lying_syncs(self) -> None:
        """Let syncs do nothing but report success. No program survives a power cut on such a disk."""
        self._control.lying_syncs = 1

    def begin(self, fault: Fault) -> None:
        """Begin to fail."""
        self.end()
        self._control.operations = fault.operations
        self._control.error = fault.error
        self._control.growing_only = fault.growing_only
        self._control.files = fault.files.encode()
        self._control.per_million = round(fault.share * _MILLION)

    def end(self) -> None:
        """Stop failing."""
        self._control.per_million = 0

    @contextmanager
    def failing(self, fault: Fault) -> Iterator[None]:
        """Fail within the block."""
        self.begin(fault)
        try:
            yield
        finally:
            self.end()

    @contextmanager
    def still(self) -> Iterator[None]:
        """Within the block, let no change of the folder be in progress, so that a kill leaves no unrecorded change."""
        assert self.journal
        with self.journal.open("ab") as journal:
            fcntl.flock(journal, fcntl.LOCK_EX)
            yield
