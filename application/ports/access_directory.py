"""Who may come in."""

from abc import ABC, abstractmethod

from domain.api_key import AdminKeys
from domain.tenant_access import TenantAccess


class AccessDirectory(ABC):
    """Tenants' keys and quotas, and administrators' keys."""

    @abstractmethod
    def access(self, tenant_id: str) -> TenantAccess:
        """The tenant's keys and quota, by one read; `UNREGISTERED` for one that nobody registered or that was removed.

        Raises PassingError where they cannot be loaded. A change may take a minute to be seen.
        """

    @abstractmethod
    def admin_keys(self) -> AdminKeys:
        """The administrators' keys, by one read. Raises PassingError. A change may take a minute to be seen."""
