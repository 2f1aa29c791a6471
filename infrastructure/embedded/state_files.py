"""Backing up, restoring and checking a data folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

from application.ports.state_files import Backup, CopyProgress, Finding, StateFiles
from application.ports.storage import NoStorage
from infrastructure.embedded.backup import back_up, restore
from infrastructure.embedded.data_folder import DataFolderFiles
from infrastructure.embedded.inspection import inspect
from infrastructure.embedded.unusable import usable


class SqliteStateFiles(StateFiles):
    """The files of one data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def back_up(self, target: Path, progress: CopyProgress) -> Backup:
        check_existing(self._folder)
        return back_up(self._folder, target, progress)

    def restore(self, backup: Path, progress: CopyProgress) -> Backup:
        return restore(backup, self._folder, progress)

    def inspect(self, progress: Callable[[str], object]) -> Iterator[Finding]:
        check_existing(self._folder)
        yield from inspect(self._folder, progress)


def check_existing(folder: Path) -> None:
    """Raise NoStorage unless there is a data folder at this path, even if it is damaged."""
    with usable(folder):
        if not folder.is_dir():
            raise NoStorage(f"the data folder {folder} does not exist. Name another one with --data.")
        files = DataFolderFiles(folder)
        if not any(path.exists() for path in (files.master_secret, files.queue, files.logs, files.tenants)):
            raise NoStorage(
                f"{folder} is not a data folder. Name another one with --data, or run `serve`, which creates one."
            )
