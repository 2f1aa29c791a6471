"""The store, throttled, ambiguous and refusing."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

from application.ports.clock import Clock
from domain.processed_log import ProcessedLog
from tests.fakes.log_repository import InMemoryLogRepository
from tests.simulation.environment import Environment
from tests.simulation.faults import Step

# A log of such an id is never taken.
REFUSED_ID = "refused-"


class SimulatedLogRepository(InMemoryLogRepository):
    """Of the worker's calls each may be struck by a fault."""

    def __init__(self, environment: Environment, clock: Clock) -> None:
        super().__init__(clock)
        self._environment = environment

    def add(self, log: ProcessedLog) -> str | None:
        """Keep a copy."""
        own_id = log.conflicts_with or log.log_id
        kind = self._environment.meet(
            Step.PUT if log.conflicts_with is None else Step.PUT_CONFLICT, log.tenant_id, (own_id,)
        )
        if own_id.startswith(REFUSED_ID):
            raise self._environment.refuse(log.tenant_id, (own_id,))
        self._fail()
        # What else it holds cannot change.
        holder = self._keep(replace(log, attributes=deepcopy(log.attributes) if log.attributes else {}))
        self._environment.answer(kind)
        return holder

    def content_tags(self, tenant_id: str, log_ids: Sequence[str]) -> Sequence[str | None]:
        """Look each of them up."""
        self._environment.meet(Step.LOOK_UP, tenant_id, log_ids)
        return super().content_tags(tenant_id, log_ids)
