"""The store of the embedded run in memory."""

from collections.abc import Sequence
from datetime import datetime

from application.ports.clock import Clock
from application.ports.embedded_log_store import EmbeddedLogStore
from application.ports.log_repository import AddAnswer
from domain.processed_log import ProcessedLog
from domain.retention import DeletionClock
from tests.fakes.log_repository import InMemoryLogRepository


class InMemoryEmbeddedLogStore(InMemoryLogRepository, EmbeddedLogStore):
    """Deletes all expired logs in one call."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self._stored = 0
        self._deletion = DeletionClock(None)
        self._deletion_paused = False

    def add(self, logs: Sequence[ProcessedLog]) -> Sequence[AddAnswer]:
        """Count the stored logs."""
        answers = super().add(logs)
        self._stored += sum(answer is None for answer in answers)
        return answers

    def check(self) -> None:
        """Fail only if `failure` is set."""
        self._fail()

    def probe(self) -> None:
        """Fail only if `failure` is set."""
        self._fail()

    @property
    def refusals(self) -> int:
        """Return 0: no failure concerns the workers."""
        return 0

    def last_stored(self) -> int:
        """Return the number of stored logs."""
        return self._stored

    def kept_of(self, tenant_id: str) -> tuple[int, datetime | None]:
        """Count the tenant's logs, and find the oldest."""
        self._fail()
        received = [log.received_at for log in self._of(tenant_id)]
        return len(received), min(received, default=None)

    def delete_expired(self) -> int:
        """Delete all expired logs if the clock is trusted."""
        self._fail()
        expired = [log for log in self.logs if log.expired(self._clock.now())]
        is_trusted = self._is_trusted()
        self._deletion_paused = bool(expired) and not is_trusted
        if not is_trusted:
            return 0
        for log in expired:
            self.delete(log.tenant_id, log.log_id)
        return len(expired)

    @property
    def deletion_paused(self) -> bool:
        """Return the result of the last deletion."""
        return self._deletion_paused

    def erase_deleted(self) -> None:
        """Do nothing: deleted logs are not kept."""

    def _may_delete(self, log: ProcessedLog) -> bool:
        return self._is_trusted() and super()._may_delete(log)

    def _is_trusted(self) -> bool:
        return self._deletion.may_delete(self._clock.now(), self._clock.monotonic())
