"""Tenants that a test lists."""

from collections.abc import Mapping

from application.ports.tenant_directory import TenantDirectory
from domain.redaction import DEFAULT_POLICY, RedactionPolicy
from domain.tenant import Tenant


class FixedTenantDirectory(TenantDirectory):
    """The policies given by tenant id, and the default policy for everybody else."""

    def __init__(self, policies: Mapping[str, RedactionPolicy] | None = None) -> None:
        self._policies = dict(policies or {})
        self.failure: Exception | None = None

    def get(self, tenant_id: str) -> Tenant:
        """The tenant with the policy that was given for it."""
        if self.failure:
            raise self.failure
        return Tenant(tenant_id, self._policies.get(tenant_id, DEFAULT_POLICY))
