"""A part of the embedded run that keeps state, as far as its health goes."""

from abc import ABC, abstractmethod


class Storage(ABC):
    """Workers receive nothing while a storage refuses what they do with it."""

    @property
    @abstractmethod
    def refusals(self) -> int:
        """How often the storage could not be used so far, for a reason that may pass."""

    @abstractmethod
    def probe(self) -> None:
        """Raise PassingError unless what the workers do with the storage is possible now."""
