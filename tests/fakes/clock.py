"""A clock that a test winds."""

from datetime import UTC, datetime, timedelta

from application.ports.clock import Clock

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class ManualClock(Clock):
    """Stands still until it is advanced, or set."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._monotonic = 0.0

    def now(self) -> datetime:
        """The moment it was last advanced to, or set to."""
        return self._now

    def monotonic(self) -> float:
        """The seconds that it was advanced by."""
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Let so much time pass."""
        assert seconds >= 0
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    def jump(self, seconds: float) -> None:
        """Set the clock forward, or back by a negative number, without any time passing."""
        self._now += timedelta(seconds=seconds)
