"""Keys and quotas, remembered briefly."""

from application.ports.access_directory import AccessDirectory
from application.ports.clock import Clock
from domain.tenant_access import TenantAccess
from infrastructure.system.brief_cache import BriefCache


class CachingAccessDirectory(AccessDirectory):
    """Asks another directory for each tenant at most once in 30 s, for tenants that it does not know as well."""

    def __init__(self, directory: AccessDirectory, *, clock: Clock) -> None:
        self._cache = BriefCache(directory.access, clock=clock)

    def access(self, tenant_id: str) -> TenantAccess:
        return self._cache.get(tenant_id)
