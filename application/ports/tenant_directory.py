"""Who the tenants are."""

from abc import ABC, abstractmethod

from domain.tenant import Tenant


class TenantDirectory(ABC):
    """Tenants and what they chose."""

    @abstractmethod
    def get(self, tenant_id: str) -> Tenant:
        """The tenant with the policy that is in force.

        Raises PassingError where the policy cannot be loaded: never a weaker default in its place.
        """
