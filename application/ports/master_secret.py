"""The installation's master secret, from which the keys of all tenants are derived."""

from abc import ABC, abstractmethod

MIN_BYTES = 32


class MasterSecret(ABC):
    """At least `MIN_BYTES` random bytes, which never change during the life of the installation."""

    @abstractmethod
    def read(self) -> bytes:
        """Return the same bytes at every call. Raises PassingError if they cannot be read or are too few."""
