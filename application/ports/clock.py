"""What time it is, and how much time has passed."""

from abc import ABC, abstractmethod
from datetime import datetime


class Clock(ABC):
    """The server's time; the core never reads another.

    `now` is for what people and other machines read. Waits are measured by `monotonic`, which nobody can set.
    """

    @abstractmethod
    def now(self) -> datetime:
        """An aware datetime in UTC. It jumps when somebody sets the clock."""

    @abstractmethod
    def monotonic(self) -> float:
        """Seconds since some moment; never less than before, whatever the clock is set to.

        All processes of one machine count from the same moment, until the machine starts again.
        """
