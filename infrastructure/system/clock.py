"""The machine's clock."""

from datetime import UTC, datetime

from application.ports.clock import Clock


class SystemClock(Clock):
    """The time of day as the operating system has it."""

    def now(self) -> datetime:
        return datetime.now(UTC)
