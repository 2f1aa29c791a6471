"""Opening the state of the embedded run, and the health of the adapters that keep it."""

from abc import ABC, abstractmethod


class UnusableStorage(Exception):
    """Stored state cannot be opened, read or written. The message says why, and what to do."""


class StorageInUse(UnusableStorage):
    """Another process uses the state."""


class NoStorage(UnusableStorage):
    """There is no state yet, and the caller does not want it to be created."""


class Storage(ABC):
    """An adapter whose health can be checked. Workers receive no messages while it cannot be used."""

    @property
    @abstractmethod
    def refusals(self) -> int:
        """The number of temporary failures so far."""

    @abstractmethod
    def probe(self) -> None:
        """Raise PassingError unless workers can use the adapter now."""
