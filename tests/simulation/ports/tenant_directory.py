"""The directory, now and then out of reach."""

from domain.tenant import Tenant
from tests.fakes.tenant_directory import FixedTenantDirectory
from tests.simulation.environment import Environment
from tests.simulation.faults import Step


class SimulatedTenantDirectory(FixedTenantDirectory):
    """Everyone has the default policy."""

    def __init__(self, environment: Environment) -> None:
        super().__init__()
        self._environment = environment

    def get(self, tenant_id: str) -> Tenant:
        """Whoever it is."""
        self._environment.meet(Step.DIRECTORY)
        return super().get(tenant_id)
