"""A clock that a test sets."""

from datetime import UTC, datetime, timedelta

from application.ports.clock import Clock

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class ManualClock(Clock):
    """A clock that stands still until it is advanced or set."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._monotonic = 0.0

    def now(self) -> datetime:
        """Return the moment to which it was last advanced or set."""
        return self._now

    def monotonic(self) -> float:
        """Return the seconds by which it was advanced."""
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Let this much time pass."""
        assert seconds >= 0
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    def jump(self, seconds: float) -> None:
        """Set the clock forward, or back with a negative number, without time passing."""
        self._now += timedelta(seconds=seconds)
