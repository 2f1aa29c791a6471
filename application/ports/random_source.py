"""Random numbers."""

from abc import ABC, abstractmethod


class RandomSource(ABC):
    """The only source of random numbers for domain and application. They need not be cryptographically secure."""

    @abstractmethod
    def fraction(self) -> float:
        """Return a uniformly distributed number from 0 (inclusive) to 1 (exclusive). Thread-safe."""
