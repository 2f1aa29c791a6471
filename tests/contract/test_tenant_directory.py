"""The laws of TenantDirectory."""

import pytest

from application.ports.tenant_directory import TenantDirectory
from domain.redaction import DEFAULT_POLICY
from infrastructure.system.tenant_directory import OpenTenantDirectory
from tests.fakes.tenant_directory import FixedTenantDirectory


@pytest.fixture(params=[FixedTenantDirectory, OpenTenantDirectory])
def tenants(request: pytest.FixtureRequest) -> TenantDirectory:
    """Each adapter in turn."""
    made: TenantDirectory = request.param()
    return made


@pytest.mark.parametrize("tenant_id", ["acme", "ACME", "a", "t" * 63, "aZ09._-"])
def test_tenant_is_the_one_asked_for(tenants: TenantDirectory, tenant_id: str) -> None:
    """The tenant got is the very one asked for."""
    assert tenants.get(tenant_id).tenant_id == tenant_id


def test_tenant_without_choices_has_the_default_policy(tenants: TenantDirectory) -> None:
    """A tenant that chose nothing has the default policy in force, at every call."""
    assert [tenants.get("acme").redaction_policy for _ in range(2)] == [DEFAULT_POLICY] * 2
