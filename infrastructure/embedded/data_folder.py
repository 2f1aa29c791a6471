"""The data folder of an embedded run: queue, logs, tenants, usage counters and the master secret.

Each database contains the identity of its installation, which is derived from the master secret. All must have the same
identity: with another secret, logs get other tags and ids, so a retry would be stored twice.

A new folder is created in this order: the secret under a temporary name, the databases, and at last the secret is
renamed. So in a folder with a `master-secret`, a missing database was lost, even after a crash.

`migrations.py` has the rules for upgrading the folder of an earlier version.
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
from application.ports.storage import StorageInUse, UnusableStorage
from domain.identity import installation_identity
from infrastructure.embedded.connection import check_regular, connect, schema_version, stored_identity, sync
from infrastructure.embedded.master_secret import begin_secret, finish_secret, unfinished_secret
from infrastructure.embedded.migrations import check_schema, copy_before_upgrade, delete_copies, make_tables
from infrastructure.embedded.schemas import LOGS, QUEUE, TENANTS, USAGE, Schema
from infrastructure.embedded.unusable import usable


class DataFolderInUse(StorageInUse):
    """Another process uses the folder."""


class DamagedDataFolder(UnusableStorage):
    """A file is missing, or belongs to another installation."""


class DataFolderFiles:
    """The paths of the files in a data folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._locks: list[int] = []

    def close(self) -> None:
        """Release the locks."""
        while self._locks:
            os.close(self._locks.pop())

    @property
    def queue(self) -> Path:
        """The database of the queue and the dead letters. The command line uses it while the server runs."""
        return self.path / "queue.sqlite3"

    @property
    def logs(self) -> Path:
        """The database of the stored logs."""
        return self.path / "logs.sqlite3"

    @property
    def tenants(self) -> Path:
        """The database of the tenants. The command line changes it while the server runs."""
        return self.path / "tenants.sqlite3"

    @property
    def usage(self) -> Path:
        """The database of the usage counters for quotas."""
        return self.path / "usage.sqlite3"

    @property
    def master_secret(self) -> Path:
        """The file of the master secret."""
        return self.path / "master-secret"

    @property
    def erasures(self) -> Path:
        """The receipts of erasures, one JSON document per line."""
        return self.path / "erasures.ndjson"

    @property
    def lock(self) -> Path:
        """The file that the server locks."""
        return self.path / "lock"

    @property
    def upgrade_lock(self) -> Path:
        """The file that commands share a lock on. Creating or upgrading the folder needs an exclusive lock on it."""
        return self.path / "upgrade-lock"

    @property
    def names(self) -> set[str]:
        """The names of all files that a data folder has, beside those that SQLite adds to a database."""
        databases = {self.queue, self.logs, self.tenants, self.usage}
        return {path.name for path in databases | {self.master_secret, self.erasures, self.lock, self.upgrade_lock}}

    @property
    def _kept(self) -> dict[Path, Schema]:
        """The databases that must not be lost. Lost usage counters are simply created again."""
        return {self.queue: QUEUE, self.logs: LOGS, self.tenants: TENANTS}

    def _check_identity(self, identity: str) -> None:
        """Raise DamagedDataFolder if a database has another identity, or none."""
        for path, schema in self._kept.items():
            with usable(path):
                version = schema_version(path)
                found = None if version is None else stored_identity(path)
            if version is None or (version < schema.version and found is None):
                # The database gets the identity when it is created or upgraded.
                continue
            if found != identity:
                raise DamagedDataFolder(
                    f"{path} and {self.master_secret} do not belong to the same installation: restore the matching "
                    "file from the backup that contains both, or use another data folder."
                )


class SharedDataFolder(DataFolderFiles):
    """A folder that a command opens while a server may use it. As long as it is open, no server upgrades the folder.

    Raises DataFolderInUse while a server creates or upgrades the folder, DamagedDataFolder for an incomplete folder,
    and UnusableDatabase.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        with _closed_on_error(self):
            self._locks.append(_open_lock(self.upgrade_lock))
            if not _lock(self._locks[0], fcntl.LOCK_SH):
                raise DataFolderInUse(f"A starting server is creating or upgrading {path}: try again in a moment.")
            if missing := [each for each in (self.master_secret, *self._kept) if not each.exists()]:
                raise DamagedDataFolder(
                    f"{path} is not a complete data folder: {_names(missing)} is missing. Run `serve`, which creates "
                    "it or says what to do."
                )
            self._check_identity(installation_identity(_read_secret(self.master_secret)))


class DataFolder(DataFolderFiles):
    """A folder that is locked for one server, created if it is missing, and upgraded if an earlier version wrote it.

    The operating system releases the locks when the process ends in any way. With `replace_missing`, lost files are
    replaced by new ones; without it they are an error. Raises DataFolderInUse, DamagedDataFolder and UnusableDatabase.

    At the end of its `with` block it deletes the copies from before an upgrade, unless the block raises an exception.
    """

    def __init__(self, path: Path, *, replace_missing: bool = False) -> None:
        super().__init__(path)
        with _closed_on_error(self):
            # Only the owner may read the folder, because queued logs are raw.
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
        """Create, upgrade and check all files. Everything is checked before anything is changed."""
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
            # The secret is replaced, so every database gets a new identity.
            changed = set(kept)
        else:
            self._check_identity(identity)
        with usable(self.usage):
            replace_usage = self._usage_is_unusable(identity)
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
        # Downgrade to the shared lock of commands, which prevents further upgrades.
        _lock(self._locks[1], fcntl.LOCK_SH)

    def _check_that_nothing_is_lost(self, missing: set[Path], *, complete: bool) -> None:
        if complete:
            if missing:
                raise DamagedDataFolder(
                    f"{_names(missing)} is missing or empty, although {self.path} has been in use: restore it from a "
                    "backup. If there is none, start once with --replace-missing to create an empty one."
                )
            return
        # Earlier versions registered tenants in a folder without a secret.
        without = {self.tenants} if self.tenants not in missing and stored_identity(self.tenants) is None else set()
        belonging = self._kept.keys() - missing - without
        if belonging and not unfinished_secret(self.master_secret).exists():
            raise DamagedDataFolder(
                f"{self.master_secret} is missing or empty, and {_names(belonging)} depends on it: restore it from a "
                "backup. If there is none, start once with --replace-missing to create a new one; logs that are sent "
                "again after that are stored twice."
            )

    def _usage_is_unusable(self, identity: str) -> bool:
        """Whether the usage counters are lost, damaged, or from an earlier version or another installation.

        Raises UnusableDatabase if they are from a newer version.
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
                f"The data folder {self.path} must be created or upgraded, but a command is using it: start again when "
                "the command has ended."
            )


@contextmanager
def _closed_on_error(folder: DataFolderFiles) -> Iterator[None]:
    """Close the folder if an error occurs. Raises UnusableDatabase for errors of the operating system."""
    try:
        with usable(folder.path):
            yield
    except BaseException:
        folder.close()
        raise


def _make_folder(path: Path) -> None:
    """Create a folder and its parents, durably."""
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
        raise DamagedDataFolder(f"{path} has less than {MIN_BYTES} bytes: restore it from a backup.")
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
