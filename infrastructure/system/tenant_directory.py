"""A directory without entries."""

from application.ports.tenant_directory import TenantDirectory
from domain.redaction import DEFAULT_POLICY
from domain.tenant import Tenant


class OpenTenantDirectory(TenantDirectory):
    """Everyone is a tenant, without registration and with the default policy."""

    def get(self, tenant_id: str) -> Tenant:
        return Tenant(tenant_id, DEFAULT_POLICY)
