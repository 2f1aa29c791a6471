"""What tenants have sent in a minute."""

from abc import ABC, abstractmethod

from domain.quota import Usage


class UsageCounter(ABC):
    """A sum for each tenant and minute, which may be forgotten a few minutes later."""

    @abstractmethod
    def add(self, tenant_id: str, minute: int, usage: Usage) -> Usage:
        """Add, without any condition, and return the sum with it: of what is added at once every part is counted.

        Raises PassingError where it cannot be counted now; it may have been counted then.
        """
