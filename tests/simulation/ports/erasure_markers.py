"""Erasure markers, which are sometimes not stored."""

from collections.abc import Sequence

from application.ports.erasure_markers import Change, ErasureMarkers
from domain.erasure import Erasure
from tests.simulation.environment import Environment
from tests.simulation.faults import Step


class SimulatedErasureMarkers(ErasureMarkers):
    """`of` has the markers of each tenant, as a strongly consistent read finds them."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self.of: dict[str, tuple[Erasure, ...]] = {}

    def read(self, tenant_id: str) -> Sequence[Erasure]:
        """Return the markers."""
        return self.of.get(tenant_id, ())

    def change(self, tenant_id: str, change: Change) -> None:
        """Change the markers; the answer may be lost."""
        kind = self._environment.meet(Step.MARK)
        self.of[tenant_id] = tuple(change(self.read(tenant_id)))
        self._environment.answer(kind)
