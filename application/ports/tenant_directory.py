"""Access to tenants' policies and retention, for processing their logs."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # A container that only wires this port must not load redaction, whose rules take long to load.
    from domain.tenant import Tenant


class TenantDirectory(ABC):
    """Reads tenants with their policies, retention and erasures."""

    @abstractmethod
    def get(self, tenant_id: str) -> "Tenant":
        """Return the tenant with its current policy and retention. A removed tenant keeps them.

        An unregistered tenant has the defaults. Raises PassingError if the tenant cannot be loaded; the defaults, which
        may be weaker, never replace it. A change may take a minute to become visible.
        """
