"""The directory, which is sometimes unavailable."""

from dataclasses import replace

from application.ports.clock import Clock
from domain.tenant import Tenant
from infrastructure.system.tenant_directory import CachingTenantDirectory
from tests.fakes.tenant_directory import FixedTenantDirectory
from tests.simulation.environment import Environment
from tests.simulation.faults import Step
from tests.simulation.ports.erasure_markers import SimulatedErasureMarkers


class _Marked(FixedTenantDirectory):
    """Tenants with the default policy and their erasures."""

    def __init__(self, markers: SimulatedErasureMarkers) -> None:
        super().__init__()
        self._markers = markers

    def get(self, tenant_id: str) -> Tenant:
        return replace(super().get(tenant_id), erasures=tuple(self._markers.read(tenant_id)))


class SimulatedTenantDirectory(CachingTenantDirectory):
    """Caches each tenant for half a minute, as a worker does, but may fail at each call."""

    def __init__(self, environment: Environment, markers: SimulatedErasureMarkers, clock: Clock) -> None:
        super().__init__(_Marked(markers), clock=clock)
        self._environment = environment

    def get(self, tenant_id: str) -> Tenant:
        """Return the tenant."""
        self._environment.meet(Step.DIRECTORY)
        return super().get(tenant_id)
