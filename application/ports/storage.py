"""The health of an adapter that keeps state in the embedded run."""

from abc import ABC, abstractmethod


class Storage(ABC):
    """An adapter whose health can be checked. Workers receive no messages while it cannot be used."""

    @property
    @abstractmethod
    def refusals(self) -> int:
        """The number of temporary failures so far."""

    @abstractmethod
    def probe(self) -> None:
        """Raise PassingError unless workers can use the adapter now."""
