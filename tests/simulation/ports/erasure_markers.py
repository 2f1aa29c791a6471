"""Markers of erasures, kept or not."""

from collections.abc import Sequence

from application.ports.erasure_markers import Change, ErasureMarkers
from domain.erasure import Erasure
from tests.simulation.environment import Environment
from tests.simulation.faults import Step


class SimulatedErasureMarkers(ErasureMarkers):
    """`of` has each tenant's, as a strongly consistent read would find them."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self.of: dict[str, tuple[Erasure, ...]] = {}

    def read(self, tenant_id: str) -> Sequence[Erasure]:
        """Look them up."""
        return self.of.get(tenant_id, ())

    def change(self, tenant_id: str, change: Change) -> None:
        """Change them; the answer may be lost."""
        kind = self._environment.meet(Step.MARK)
        self.of[tenant_id] = tuple(change(self.read(tenant_id)))
        self._environment.answer(kind)
