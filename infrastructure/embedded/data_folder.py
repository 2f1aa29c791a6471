"""The folder that holds everything of an embedded run: queue, logs, tenants, usage counters and the master secret.

Every database names the installation that it belongs to, by a value derived from the master secret. A folder is usable
if all of them name the same one: under another secret logs have other tags and ids, so a retry would be stored twice.

A new folder is made in an order that a crash cannot confuse: the secret under another name, the databases, and at last
the secret's own name. So a folder with a `master-secret` was complete once, and whatever is missing was lost.

`migrations.py` has the rules by which the folder of an earlier version is upgraded.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from application.ports.master_secret import MIN_BYTES
from domain.identity import installation_identity
from infrastructure.embedded.connection import check_regular, connect, schema_version, stored_identity, sync
from infrastructure.embedded.master_secret import begin_secret, finish_secret, unfinished_secret
from infrastructure.embedded.migrations import check_schema, copy_before_upgrade, delete_copies, make_tables
from infrastructure.embedded.schemas import LOGS, QUEUE, TENANTS, USAGE, Schema
from infrastructure.embedded.unusable import usable


class DataFolderInUse(Exception):
    """Another process has the folder; the message says what to do."""


class DamagedDataFolder(Exception):
    """Something is missing, or belongs to another installation; the message says what to do."""


class DataFolderFiles:
    """Where things are in a data folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._locks: list[int] = []

    def close(self) -> None:
        """Let others have the folder."""
        while self._locks:
            os.close(self._locks.pop())

    @property
    def queue(self) -> Path:
        """The database of the queue, whose dead letters the command line sends home while the server runs."""
        return self.path / "queue.sqlite3"

    @property
    def logs(self) -> Path:
        """The database of the stored logs."""
        return self.path / "logs.sqlite3"

    @property
    def tenants(self) -> Path:
        """The database of the tenants, which the command line changes while the server runs."""
        return self.path / "tenants.sqlite3"

    @property
    def usage(self) -> Path:
        """The database of what tenants have used of their quotas."""
        return self.path / "usage.sqlite3"

    @property
    def master_secret(self) -> Path:
        """The file of the master secret."""
        return self.path / "master-secret"

    @property
    def erasures(self) -> Path:
        """The receipts of what was erased, one JSON document a line."""
        return self.path / "erasures.ndjson"

    @property
    def lock(self) -> Path:
        """The file that the server locks."""
        return self.path / "lock"

    @property
    def upgrade_lock(self) -> Path:
        """The file that commands lock together, and alone whoever makes or upgrades the folder."""
        return self.path / "upgrade-lock"

    @property
    def names(self) -> set[str]:
        """The names of all files that a data folder has, beside those that SQLite adds to a database."""
        databases = {self.queue, self.logs, self.tenants, self.usage}
        return {path.name for path in databases | {self.master_secret, self.erasures, self.lock, self.upgrade_lock}}

    @property
    def _kept(self) -> dict[Path, Schema]:
        """The databases whose loss would cost something. Usage counters are made anew instead."""
        return {self.queue: QUEUE, self.logs: LOGS, self.tenants: TENANTS}

    def _check_identity(self, identity: str) -> None:
        """Raises DamagedDataFolder where a database belongs to another installation, or to none."""
        for path, schema in self._kept.items():
            with usable(path):
                version = schema_version(path)
                found = None if version is None else stored_identity(path)
            if version is None or (version < schema.version and found is None):
                # Made or upgraded later, and given the identity then.
                continue
            if found != identity:
                raise DamagedDataFolder(
                    f"{path} and {self.master_secret} are not of the same installation: put back the one that belongs "
                    "to the other, for example from the backup that both were in, or use another data folder."
                )


class SharedDataFolder(DataFolderFiles):
    """A folder whose databases a command opens beside the server; while it is open nobody upgrades the folder.

    Raises DataFolderInUse while a server makes or upgrades it, DamagedDataFolder for a folder that is not complete, and
    UnusableDatabase.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        with _closed_on_error(self):
            self._locks.append(_open_lock(self.upgrade_lock))
            if not _lock(self._locks[0], fcntl.LOCK_SH):
                raise DataFolderInUse(f"A server that starts makes or upgrades {path}: try again in a moment.")
            if missing := [each for each in (self.master_secret, *self._kept) if not each.exists()]:
                raise DamagedDataFolder(
                    f"{path} is no complete data folder: {_names(missing)} is missing. `serve` makes it, or says what "
                    "to do."
                )
            self._check_identity(installation_identity(_read_secret(self.master_secret)))


class DataFolder(DataFolderFiles):
    """A folder of one process at a time: made if it is not there, upgraded if an earlier version made it, and locked.

    The locks are the operating system's, so that they fall with the process however that ends. With `replace_missing`,
    what has been lost is made anew and empty; otherwise it is refused. Raises DataFolderInUse, DamagedDataFolder and
    UnusableDatabase.

    As a context manager it ends cleanly, unless an exception leaves the block.
    """

    def __init__(self, path: Path, *, replace_missing: bool = False) -> None:
        super().__init__(path)
        with _closed_on_error(self):
            # Queued logs are raw: nobody but the owner may look.
            _make_folder(path)
            self._locks.append(_open_lock(self.lock))
            if not _lock(self._locks[0], fcntl.LOCK_EX):
                raise DataFolderInUse(f"The data folder {path} is in use by another process.")
            self._locks.append(_open_lock(self.upgrade_lock))
            self._complete(replace_missing=replace_missing)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            delete_copies(self.logs)
        self.close()

    def _complete(self, *, replace_missing: bool) -> None:
        """Make, upgrade and check every file. Everything is looked at before anything is changed."""
        complete = not _is_lost(self.master_secret)
        kept = self._kept
        old = {path for path, schema in kept.items() if check_schema(path, schema)}
        missing = {path for path in kept if schema_version(path) is None}
        if not replace_missing:
            self._check_that_nothing_is_lost(missing, complete=complete)
        identity = installation_identity(
            _read_secret(self.master_secret) if complete else begin_secret(self.master_secret)
        )
        changed = old | missing
        if replace_missing and not complete:
            # The new secret takes the place of a lost one, so every database gets a new identity.
            changed = set(kept)
        else:
            self._check_identity(identity)
        with usable(self.usage):
            replace_usage = self._usage_is_of_no_use(identity)
        if changed or replace_usage:
            self._lock_out_commands()
        if self.logs in old:
            copy_before_upgrade(self.logs)
        for path in changed:
            _make_tables(path, kept[path], identity)
        if replace_usage:
            for file in self.path.glob(f"{self.usage.name}*"):
                file.unlink()
            _make_tables(self.usage, USAGE, identity)
        if not complete:
            finish_secret(self.master_secret)
        # As a command has it: from here on nobody upgrades the folder.
        _lock(self._locks[1], fcntl.LOCK_SH)

    def _check_that_nothing_is_lost(self, missing: set[Path], *, complete: bool) -> None:
        if complete:
            if missing:
                raise DamagedDataFolder(
                    f"{_names(missing)} is missing or empty, although {self.path} has been in use: put it back from a "
                    "backup. If it is lost for good, start once with --replace-missing, and it is made anew, empty."
                )
            return
        # Earlier versions registered tenants in a folder without a secret.
        without = {self.tenants} if self.tenants not in missing and stored_identity(self.tenants) is None else set()
        belonging = self._kept.keys() - missing - without
        if belonging and not unfinished_secret(self.master_secret).exists():
            raise DamagedDataFolder(
                f"{self.master_secret} is missing or empty, and {_names(belonging)} belongs to it: put it back from a "
                "backup. If it is lost for good, start once with --replace-missing, and another is made; what is sent "
                "again after that is kept twice."
            )

    def _usage_is_of_no_use(self, identity: str) -> bool:
        """Whether the counters are lost, damaged, of an earlier version or of another installation.

        Raises UnusableDatabase for those of a later version.
        """
        try:
            version = schema_version(self.usage)
            if version is not None and version > USAGE.version:
                check_schema(self.usage, USAGE)
            return version != USAGE.version or stored_identity(self.usage) != identity
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                return True
            raise

    def _lock_out_commands(self) -> None:
        if not _lock(self._locks[1], fcntl.LOCK_EX):
            raise DataFolderInUse(
                f"The data folder {self.path} has to be made or upgraded, and a command is using it: start again when "
                "the command has ended."
            )


@contextmanager
def _closed_on_error(folder: DataFolderFiles) -> Iterator[None]:
    """Close the folder where it cannot be opened. Raises UnusableDatabase for what the operating system reports."""
    try:
        with usable(folder.path):
            yield
    except BaseException:
        folder.close()
        raise


def _make_folder(path: Path) -> None:
    """Make a folder, and those that it is in, so that a power cut does not undo it."""
    new = [each for each in (path, *path.parents) if not each.exists()]
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in new:
        sync(each.parent)


def _make_tables(path: Path, schema: Schema, identity: str) -> None:
    with usable(path), closing(connect(path)) as connection:
        make_tables(connection, schema, identity)


def _is_lost(secret: Path) -> bool:
    return not secret.exists() or (secret.is_file() and secret.stat().st_size == 0)


def _read_secret(path: Path) -> bytes:
    with usable(path):
        check_regular(path)
        secret = path.read_bytes()
    if len(secret) < MIN_BYTES:
        raise DamagedDataFolder(f"{path} has less than {MIN_BYTES} bytes: put the right one back from a backup.")
    return secret


def _names(paths: Iterable[Path]) -> str:
    return " and ".join(sorted(path.name for path in paths))


def _open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
