"""Copying and checking the files in which a backend of the embedded run keeps its state."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# Called with the name of the file that is being copied, and the copied part, from 0 to 1.
CopyProgress = Callable[[str, float], object]


@dataclass(frozen=True)
class Backup:
    """The time at which a backup was begun (RFC 3339), and the number of records of each kind, such as `logs`."""

    taken_at: str
    rows: Mapping[str, int]


@dataclass(frozen=True)
class Finding:
    """A sentence about stored files. If something is `wrong`, it says what to do."""

    text: str
    wrong: bool = False


class StateFiles(ABC):
    """Backs up, restores and checks the files of an embedded run. Every method may raise UnusableStorage."""

    @abstractmethod
    def back_up(self, target: Path, progress: CopyProgress) -> Backup:
        """Copy the files to a new folder, also while a server uses them, and verify the copy."""

    @abstractmethod
    def restore(self, backup: Path, progress: CopyProgress) -> Backup:
        """Create the files, which must not exist yet, from a folder that `back_up` has written."""

    @abstractmethod
    def inspect(self, progress: Callable[[str], object]) -> Iterator[Finding]:
        """Read all files, also while a server uses them, and yield the findings.

        Calls `progress` with the name of each file.
        """
