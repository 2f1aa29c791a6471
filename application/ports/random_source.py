"""Chance."""

from abc import ABC, abstractmethod


class RandomSource(ABC):
    """Where the core's random choices come from; none of them guards a secret."""

    @abstractmethod
    def fraction(self) -> float:
        """A number from 0 up to, but never, 1; any as likely as another. Callable from several threads at once."""
