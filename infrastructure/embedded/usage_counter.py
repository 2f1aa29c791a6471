"""What tenants have used of their quotas, in SQLite."""

from pathlib import Path

from application.ports.usage_counter import UsageCounter
from domain.quota import Usage
from infrastructure.embedded.database import Database
from infrastructure.embedded.schemas import USAGE

_KEPT_MINUTES = 5
_ADD = """
    INSERT INTO usage (tenant_id, minute, requests, bytes) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET requests = requests + excluded.requests, bytes = bytes + excluded.bytes
    RETURNING requests, bytes
"""


class SqliteUsageCounter(UsageCounter):
    """Not synced to disk: after a power cut the minute begins anew."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, USAGE, synced=False)

    def add(self, tenant_id: str, minute: int, usage: Usage) -> Usage:
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM usage WHERE minute < ?", (minute - _KEPT_MINUTES,))
            (row,) = connection.execute(_ADD, (tenant_id, minute, usage.requests, usage.bytes)).fetchall()
        return Usage(*row)

    def close(self) -> None:
        """Release the file; every later call raises PassingError."""
        self._database.close()
