"""The system clock and the monotonic clock."""

from abc import ABC, abstractmethod
from datetime import datetime


class Clock(ABC):
    """The only source of time for domain and application.

    Use `now` for timestamps that people and other machines read, and `monotonic` to measure durations.
    """

    @abstractmethod
    def now(self) -> datetime:
        """Return an aware datetime in UTC. It jumps when somebody sets the clock."""

    @abstractmethod
    def monotonic(self) -> float:
        """Return seconds since a fixed moment. The value never decreases, even if somebody sets the clock.

        All processes of a machine count from the same moment until the machine restarts.
        """
