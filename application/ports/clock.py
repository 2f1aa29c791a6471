"""What time it is."""

from abc import ABC, abstractmethod
from datetime import datetime


class Clock(ABC):
    """The server's time; the core never reads another."""

    @abstractmethod
    def now(self) -> datetime:
        """An aware datetime in UTC."""
