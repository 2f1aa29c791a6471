"""Where tenants are registered and changed."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from domain.tenant import Registration


class TenantRegistry(ABC):
    """All that is kept of each tenant. Every method raises PassingError where it cannot be answered now."""

    @abstractmethod
    def find(self, tenant_id: str) -> Registration | None:
        """What is kept of the tenant, strongly consistent; None for one that was never registered."""

    @abstractmethod
    def put(self, registration: Registration) -> bool:
        """Keep it durably, with a revision one higher, if the tenant still has the revision that it was read with.

        Else change nothing and return False: somebody else has changed, or registered, the tenant meanwhile.
        """

    @abstractmethod
    def list(self) -> Sequence[Registration]:
        """All tenants by id, those that were removed too."""
