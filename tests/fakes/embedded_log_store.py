"""The store of the embedded run in memory."""

from collections.abc import Sequence

from application.ports.embedded_log_store import EmbeddedLogStore
from application.ports.log_repository import AddAnswer
from domain.processed_log import ProcessedLog
from tests.fakes.log_repository import InMemoryLogRepository


class InMemoryEmbeddedLogStore(InMemoryLogRepository, EmbeddedLogStore):
    """Trusts its clock."""

    _stored = 0

    def add(self, logs: Sequence[ProcessedLog]) -> Sequence[AddAnswer]:
        """Count those that are stored."""
        answers = super().add(logs)
        self._stored += sum(answer is None for answer in answers)
        return answers

    def check(self) -> None:
        """Fail on demand alone."""
        self._fail()

    def probe(self) -> None:
        """Fail on demand alone."""
        self._fail()

    @property
    def refusals(self) -> int:
        """None that a worker should wait for."""
        return 0

    def last_stored(self) -> int:
        """How many were stored so far."""
        return self._stored

    def delete_expired(self) -> int:
        """All at once."""
        expired = [log for log in self.logs if log.expired(self._clock.now())]
        for log in expired:
            self.delete(log.tenant_id, log.log_id)
        return len(expired)

    @property
    def deletion_paused(self) -> bool:
        """Never."""
        return False

    def erase_deleted(self) -> None:
        """Nothing is left of what was deleted."""
