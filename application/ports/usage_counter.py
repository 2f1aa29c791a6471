"""Counting what tenants send per minute."""

from abc import ABC, abstractmethod

from domain.quota import Usage


class UsageCounter(ABC):
    """Keeps a sum for each tenant and minute. A sum may be deleted a few minutes after its minute."""

    @abstractmethod
    def add(self, tenant_id: str, minute: int, usage: Usage) -> Usage:
        """Add the usage and return the new sum. Concurrent calls are all counted.

        Raises PassingError if the counter cannot answer; the usage may have been counted.
        """
