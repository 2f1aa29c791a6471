"""Deleting logs from memory."""

from collections.abc import Sequence
from datetime import datetime

from application.ports.log_eraser import LogEraser, Portion
from tests.fakes.log_repository import InMemoryLogRepository


class InMemoryLogEraser(LogEraser):
    """Deletes a fixed number of logs at a time from a repository in memory. Its queue cannot delete single messages."""

    def __init__(self, repository: InMemoryLogRepository, *, portion: int = 10) -> None:
        self._repository = repository
        self._portion = portion
        self.purges = 0

    def delete(self, tenant_id: str, log_ids: Sequence[str]) -> None:
        """Delete the logs one after another."""
        for log_id in log_ids:
            self._repository.delete(tenant_id, log_id)

    def delete_received_before(self, tenant_id: str, moment: datetime, after: str | None = None) -> Portion:
        """Delete the next portion."""
        found = sorted(
            log.log_id
            for log in self._repository.logs
            if log.tenant_id == tenant_id and log.received_at < moment and log.log_id > (after or "")
        )
        taken = found[: self._portion]
        self.delete(tenant_id, taken)
        return Portion(len(taken), taken[-1] if len(found) > len(taken) else None)

    def delete_queued(self, tenant_id: str, moment: datetime) -> None:
        """Return None: the worker drops the logs."""

    def purge(self) -> None:
        """Count the call."""
        self.purges += 1
