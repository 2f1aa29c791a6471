"""Faults that begin and end while the server runs and clients send."""

import errno
import os
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.faults.account import DRAIN_SECONDS, Account, drained, expect_sound, take_account
from tests.faults.faulty_disk import Fault, FaultyDisk, Operations
from tests.faults.traffic import Traffic, wait

_BEFORE_SECONDS = 1.5
_AFTER_SECONDS = 1.0
_TMPFS_MIB = 64
# A few hundred logs a second, so that they are stored soon.
_PAUSE_SECONDS = 0.05


@dataclass(frozen=True)
class Scenario:
    """`trouble` creates and ends the fault, given the disk and the data folder."""

    name: str
    what: str
    trouble: Callable[[FaultyDisk, Path], object]
    on_tmpfs: bool = False

    @property
    def missing(self) -> str:
        """Return what this machine lacks for it, or an empty text."""
        return "only root can mount a tmpfs" if self.on_tmpfs and os.geteuid() != 0 else ""


@dataclass(frozen=True)
class Outcome:
    """`unavailable` counts the requests that got 503 or no answer; `faults` counts failed disk operations."""

    account: Account
    unavailable: int
    faults: int


def run(scenario: Scenario, library: Path, folder: Path, *, seed: int) -> Outcome:
    """Send during the fault, and count when the queue is empty, at most a minute after its end.

    Raises CheckFailed if the server does not stop properly, or a database is damaged.
    """
    data = folder / "data"
    data.mkdir(mode=0o700)
    with _tmpfs(data) if scenario.on_tmpfs else nullcontext():
        disk = FaultyDisk(library, data, folder, seed=seed)
        with LocalServer(folder, seconds_per_character=0, environment=disk.environment) as server:
            with Traffic(lambda: Client(server.endpoint), pause_seconds=_PAUSE_SECONDS) as traffic:
                wait(_BEFORE_SECONDS)
                scenario.trouble(disk, data)
                ended = time.monotonic()
                wait(_AFTER_SECONDS)
            client = Client(server.endpoint)
            in_time = drained(client, ended + DRAIN_SECONDS - time.monotonic())
            seconds = time.monotonic() - ended if in_time else None
            account = take_account(client, data, sent=traffic.end, promised=traffic.promised, seconds=seconds)
        expect_sound(data)
        return Outcome(account, traffic.unavailable, disk.faults)


def _failing(disk: FaultyDisk, data: Path, *, fault: Fault, seconds: float, times: int = 1) -> None:
    del data
    for time_ in range(times):
        if time_:
            wait(seconds / 2)
        with disk.failing(fault):
            wait(seconds)


def _locked(disk: FaultyDisk, data: Path, *, database: str, seconds: float) -> None:
    """Let another process, here this one, hold a write lock on a database."""
    del disk
    with closing(sqlite3.connect(data / database, isolation_level=None, timeout=seconds)) as other:
        other.execute("BEGIN EXCLUSIVE")
        wait(seconds)
        other.execute("ROLLBACK")


def _filled(disk: FaultyDisk, data: Path, *, seconds: float, times: int) -> None:
    """Let a file take all free space; afterwards it is deleted."""
    del disk
    ballast = data / "ballast"
    for time_ in range(times):
        if time_:
            wait(seconds / 2)
        with ballast.open("wb", buffering=0) as file:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                try:
                    file.write(bytes(4096))
                except OSError:
                    # Space that others free in the meantime is taken too.
                    wait(0.01)
        ballast.unlink()


@contextmanager
def _tmpfs(folder: Path) -> Iterator[None]:
    size = f"size={_TMPFS_MIB}m,mode=0700"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], check=True)  # noqa: S603, S607 - no shell, and mount is where the system has it
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S603, S607 - as above


SCENARIOS = (
    Scenario(
        "read-errors",
        "5 % of reads fail for 5 s",
        partial(_failing, fault=Fault(Operations.READS, share=0.05), seconds=5),
    ),
    Scenario(
        "write-errors",
        "1 % of writes fail for 10 s",
        partial(_failing, fault=Fault(Operations.WRITES, share=0.01), seconds=10),
    ),
    Scenario(
        "no-writes",
        "every write fails for 2 s, three times",
        partial(_failing, fault=Fault(Operations.WRITES), seconds=2, times=3),
    ),
    Scenario(
        "full-disk",
        "no file can grow for 2 s, three times",
        partial(_failing, fault=Fault(Operations.WRITES, error=errno.ENOSPC, growing_only=True), seconds=2, times=3),
    ),
    Scenario(
        "full-tmpfs",
        "a real file system is full for 2 s, three times",
        partial(_filled, seconds=2, times=3),
        on_tmpfs=True,
    ),
    Scenario(
        "short-writes",
        "20 % of writes are shortened for 5 s",
        partial(_failing, fault=Fault(Operations.WRITES, share=0.2, error=0), seconds=5),
    ),
    Scenario(
        "sync-errors",
        "10 % of syncs fail for 5 s",
        partial(_failing, fault=Fault(Operations.SYNCS, share=0.1), seconds=5),
    ),
    Scenario(
        "truncate-errors",
        "every truncation fails for 5 s",
        partial(_failing, fault=Fault(Operations.TRUNCATIONS), seconds=5),
    ),
    Scenario(
        "locked-queue",
        "another process keeps the queue's database locked for 8 s",
        partial(_locked, database="queue.sqlite3", seconds=8),
    ),
    Scenario(
        "locked-logs",
        "another process keeps the logs' database locked for 8 s",
        partial(_locked, database="logs.sqlite3", seconds=8),
    ),
)
