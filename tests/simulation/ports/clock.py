"""Virtual time."""

from datetime import datetime, timedelta

from application.ports.clock import Clock
from tests.fakes.clock import START
from tests.simulation.scheduler import Scheduler


class VirtualClock(Clock):
    """The scheduler's time."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler

    def now(self) -> datetime:
        """Return the virtual time."""
        return START + timedelta(milliseconds=self._scheduler.now)

    def monotonic(self) -> float:
        """Return the seconds since the history began."""
        return self._scheduler.now / 1_000
