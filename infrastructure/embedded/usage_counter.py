"""Counting usage in SQLite."""

import math
import time
from pathlib import Path

from application.ports.usage_counter import UsageCounter
from domain.errors import PassingError
from domain.quota import Usage
from infrastructure.embedded.database import Database
from infrastructure.embedded.schemas import USAGE

_KEPT_MINUTES = 5
_PATIENCE_SECONDS = 0.2
_REFUSAL_HOLDS_SECONDS = 1.0
_ADD = """
    INSERT INTO usage (tenant_id, minute, requests, bytes) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET requests = requests + excluded.requests, bytes = bytes + excluded.bytes
    RETURNING requests, bytes
"""


class SqliteUsageCounter(UsageCounter):
    """Counts without syncing to disk: a power cut may reset the current minute.

    Requests wait for it one after another. So it waits only briefly for another process, and after a failure it refuses
    for a second without waiting.
    """

    def __init__(self, path: Path) -> None:
        self._database = Database(path, USAGE, synced=False, patience_seconds=_PATIENCE_SECONDS)
        # By the monotonic clock.
        self._refuses_until = -math.inf

    def add(self, tenant_id: str, minute: int, usage: Usage) -> Usage:
        if time.monotonic() < self._refuses_until:
            raise PassingError("refused")
        try:
            with self._database.transaction() as connection:
                connection.execute("DELETE FROM usage WHERE minute < ?", (minute - _KEPT_MINUTES,))
                (row,) = connection.execute(_ADD, (tenant_id, minute, usage.requests, usage.bytes)).fetchall()
        except PassingError:
            self._refuses_until = time.monotonic() + _REFUSAL_HOLDS_SECONDS
            raise
        return Usage(*row)

    def close(self) -> None:
        """Release the file; every later call raises PassingError."""
        self._database.close()
