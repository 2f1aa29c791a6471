"""A clock that a test winds."""

from datetime import UTC, datetime, timedelta

from application.ports.clock import Clock

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class ManualClock(Clock):
    """Stands still until it is advanced."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start

    def now(self) -> datetime:
        """The moment it was last advanced to."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let so much time pass."""
        self._now += timedelta(seconds=seconds)
