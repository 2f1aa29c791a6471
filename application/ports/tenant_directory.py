"""Who the tenants are."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Whoever only wires this role must not load the rules of redaction for it.
    from domain.tenant import Tenant


class TenantDirectory(ABC):
    """Tenants and what they chose for their logs."""

    @abstractmethod
    def get(self, tenant_id: str) -> "Tenant":
        """The tenant with the policy and the retention that are in force, also of one that was removed.

        A tenant that nobody registered has the defaults. Raises PassingError where what was chosen cannot be loaded:
        never a weaker default in its place. A change may take a minute to be seen.
        """
