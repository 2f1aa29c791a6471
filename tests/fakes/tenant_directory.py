"""Tenants with fixed policies."""

from collections.abc import Mapping

from application.ports.tenant_directory import TenantDirectory
from domain.redaction import DEFAULT_POLICY, RedactionPolicy
from domain.tenant import Tenant


class FixedTenantDirectory(TenantDirectory):
    """Returns the policies given by tenant id, and the default policy for all other tenants."""

    def __init__(self, policies: Mapping[str, RedactionPolicy] | None = None) -> None:
        self._policies = dict(policies or {})
        self.failure: Exception | None = None

    def get(self, tenant_id: str) -> Tenant:
        """Return the tenant with its policy."""
        if self.failure:
            raise self.failure
        return Tenant(tenant_id, self._policies.get(tenant_id, DEFAULT_POLICY))
