"""The contract of TenantDirectory for given tenants; test_tenants.py covers registered ones."""

import pytest

from application.ports.tenant_directory import TenantDirectory
from domain.redaction import DEFAULT_POLICY
from tests.fakes.clock import ManualClock
from tests.fakes.tenant_directory import FixedTenantDirectory
from tests.simulation.environment import quiet_environment
from tests.simulation.ports.erasure_markers import SimulatedErasureMarkers
from tests.simulation.ports.tenant_directory import SimulatedTenantDirectory


def simulated() -> TenantDirectory:
    """The simulation's, without faults."""
    environment = quiet_environment()
    return SimulatedTenantDirectory(environment, SimulatedErasureMarkers(environment), ManualClock())


@pytest.fixture(params=[FixedTenantDirectory, simulated])
def tenants(request: pytest.FixtureRequest) -> TenantDirectory:
    """Each in turn."""
    made: TenantDirectory = request.param()
    return made


@pytest.mark.parametrize("tenant_id", ["acme", "ACME", "a", "t" * 63, "aZ09._-"])
def test_tenant_is_the_one_asked_for(tenants: TenantDirectory, tenant_id: str) -> None:
    """The returned tenant is the requested one."""
    assert tenants.get(tenant_id).tenant_id == tenant_id


def test_tenant_without_choices_has_the_defaults(tenants: TenantDirectory) -> None:
    """A tenant without choices always has the current default policy and keeps its logs forever."""
    chosen = [tenants.get("acme") for _ in range(2)]

    assert [(tenant.redaction_policy, tenant.retention_days) for tenant in chosen] == [(DEFAULT_POLICY, None)] * 2
