"""Deleting from the store, with throttling, interruptions and lost answers."""

from collections.abc import Sequence
from datetime import datetime

from application.ports.log_eraser import Portion
from tests.fakes.log_eraser import InMemoryLogEraser
from tests.simulation.environment import Environment
from tests.simulation.faults import Step
from tests.simulation.ports.log_repository import SimulatedLogRepository

_PORTION = 3


class SimulatedLogEraser(InMemoryLogEraser):
    """Deletes three logs at a time, one after another, so a crash leaves the others."""

    def __init__(self, environment: Environment, repository: SimulatedLogRepository) -> None:
        super().__init__(repository, portion=_PORTION)
        self._environment = environment

    def delete(self, tenant_id: str, log_ids: Sequence[str]) -> None:
        """Delete the logs."""
        for log_id in log_ids:
            kind = self._environment.meet(Step.ERASE)
            super().delete(tenant_id, [log_id])
            self._environment.answer(kind)

    def delete_received_before(self, tenant_id: str, moment: datetime, after: str | None = None) -> Portion:
        """Find some logs, and delete them."""
        self._environment.answer(self._environment.meet(Step.ERASE_FIND))
        return super().delete_received_before(tenant_id, moment, after)
