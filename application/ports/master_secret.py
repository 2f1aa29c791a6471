"""The installation's one secret, from which every tenant's keys are derived."""

from abc import ABC, abstractmethod

MIN_BYTES = 32


class MasterSecret(ABC):
    """At least `MIN_BYTES` random bytes that stay the same for the life of the installation."""

    @abstractmethod
    def read(self) -> bytes:
        """The same bytes at every call. Raises PassingError where they cannot be had, or are too few."""
