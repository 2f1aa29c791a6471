"""A cache for keys and quotas."""

from application.ports.access_directory import AccessDirectory
from application.ports.clock import Clock
from domain.api_key import AdminKeys
from domain.tenant_access import TenantAccess
from infrastructure.system.brief_cache import BriefCache


class CachingAccessDirectory(AccessDirectory):
    """Caches another directory's answers for 30 s, also those about unknown tenants."""

    def __init__(self, directory: AccessDirectory, *, clock: Clock) -> None:
        self._cache = BriefCache(directory.access, clock=clock)
        self._admin_keys = BriefCache(lambda _: directory.admin_keys(), clock=clock)

    def access(self, tenant_id: str) -> TenantAccess:
        return self._cache.get(tenant_id)

    def admin_keys(self) -> AdminKeys:
        return self._admin_keys.get("")
