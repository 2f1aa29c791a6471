"""A cache for tenants."""

from typing import TYPE_CHECKING

from application.ports.clock import Clock
from application.ports.tenant_directory import TenantDirectory
from infrastructure.system.brief_cache import BriefCache

if TYPE_CHECKING:
    from domain.tenant import Tenant


class CachingTenantDirectory(TenantDirectory):
    """Caches another directory's answers for 30 s."""

    def __init__(self, directory: TenantDirectory, *, clock: Clock) -> None:
        self._cache = BriefCache(directory.get, clock=clock)

    def get(self, tenant_id: str) -> "Tenant":
        return self._cache.get(tenant_id)
