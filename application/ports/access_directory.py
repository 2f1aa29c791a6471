"""Access to keys and quotas, for authentication."""

from abc import ABC, abstractmethod

from domain.api_key import AdminKeys
from domain.tenant_access import TenantAccess


class AccessDirectory(ABC):
    """Reads tenants' keys and quotas, and administrator's keys."""

    @abstractmethod
    def access(self, tenant_id: str) -> TenantAccess:
        """Return the tenant's keys and quota, by one read; `UNREGISTERED` if it was never registered or was removed.

        Raises PassingError if they cannot be loaded. A change may take a minute to become visible.
        """

    @abstractmethod
    def admin_keys(self) -> AdminKeys:
        """Return the administrator's keys, by one read. Raises PassingError. Changes take up to a minute."""
