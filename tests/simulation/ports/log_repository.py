"""A store that throttles, loses answers and refuses logs."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

from application.ports.clock import Clock
from application.ports.log_repository import AddAnswer
from domain.errors import FinalError, PassingError
from domain.processed_log import ProcessedLog
from tests.fakes.log_repository import InMemoryLogRepository, check_encodable
from tests.simulation.environment import Environment
from tests.simulation.faults import Step

# A log with such an id is always refused.
REFUSED_ID = "refused-"


class SimulatedLogRepository(InMemoryLogRepository):
    """A fault may occur in each call of the worker."""

    def __init__(self, environment: Environment, clock: Clock) -> None:
        super().__init__(clock)
        self._environment = environment
        # The logs that were stored before their work had ended.
        self.early: list[ProcessedLog] = []

    def add(self, logs: Sequence[ProcessedLog]) -> Sequence[AddAnswer]:
        """Store copies, one after another."""
        tenant_id, own_ids = logs[0].tenant_id, [log.conflicts_with or log.log_id for log in logs]
        kind = None
        if len(logs) > 1:
            kind = self._environment.meet(Step.PUT_MANY, tenant_id, own_ids)
        answers = [self._add(log, own_id) for log, own_id in zip(logs, own_ids, strict=True)]
        self._environment.answer(kind)
        return answers

    def _add(self, log: ProcessedLog, own_id: str) -> AddAnswer:
        step = Step.PUT if log.conflicts_with is None else Step.PUT_CONFLICT
        try:
            kind = self._environment.meet(step, log.tenant_id, (own_id,))
            if own_id.startswith(REFUSED_ID):
                return self._environment.refuse(log.tenant_id, (own_id,))
            self._fail()
            check_encodable(log)
            if (log.tenant_id, own_id) not in self._environment.worked:
                self.early.append(log)
            # The other fields cannot change.
            holder = self._keep(replace(log, attributes=deepcopy(log.attributes) if log.attributes else {}))
            self._environment.answer(kind)
        except (PassingError, FinalError) as error:
            return error
        return holder

    def content_tags(self, tenant_id: str, log_ids: Sequence[str]) -> Sequence[str | None]:
        """Look up each id."""
        self._environment.meet(Step.LOOK_UP, tenant_id, log_ids)
        return super().content_tags(tenant_id, log_ids)
