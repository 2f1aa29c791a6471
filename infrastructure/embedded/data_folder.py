"""The folder that holds everything of an embedded run."""

import fcntl
import os
from pathlib import Path
from typing import Self


class DataFolderInUse(Exception):
    """Another process has the folder."""


class DamagedDataFolder(Exception):
    """Something is missing without which the rest cannot be used."""


def make_folder(path: Path) -> None:
    """Make a data folder if it is not there. Queued logs are raw: nobody but the owner may look."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def tenants_database(folder: Path) -> Path:
    """The database of the tenants. The lock is not about it: they are changed while the server runs."""
    return folder / "tenants.sqlite3"


def queue_database(folder: Path) -> Path:
    """The database of the queue. The lock is not about its dead letters: they are sent home while the server runs."""
    return folder / "queue.sqlite3"


class DataFolder:
    """A folder of one process at a time: it is made if it is not there, and locked until `close`.

    The lock is the operating system's, so that it falls with the process however that ends. Raises DataFolderInUse, and
    DamagedDataFolder for one that has logs but not the secret that they were tagged with: a new one in its place would
    take every retry for a conflict.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        make_folder(path)
        self._lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise DataFolderInUse(f"The data folder {path} is in use by another process.") from None
        if self.logs.exists() and not self.master_secret.exists():
            self.close()
            raise DamagedDataFolder(f"{self.master_secret} is missing: put it back, or use another data folder.")

    @property
    def queue(self) -> Path:
        """The database of the queue."""
        return queue_database(self.path)

    @property
    def logs(self) -> Path:
        """The database of the stored logs."""
        return self.path / "logs.sqlite3"

    @property
    def tenants(self) -> Path:
        """The database of the tenants, which other processes may use too."""
        return tenants_database(self.path)

    @property
    def usage(self) -> Path:
        """The database of what tenants have used of their quotas."""
        return self.path / "usage.sqlite3"

    @property
    def master_secret(self) -> Path:
        """The file of the master secret."""
        return self.path / "master-secret"

    def close(self) -> None:
        """Let another process have the folder."""
        os.close(self._lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
