"""Where tenants are registered and changed."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from domain.api_key import AdminKeys
from domain.tenant import Registration


class TenantRegistry(ABC):
    """All that is kept of each tenant, and administrators' keys.

    Every method raises PassingError where it cannot be answered now.
    """

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

    @abstractmethod
    def admin_keys(self) -> AdminKeys:
        """The administrators' keys, strongly consistent."""

    @abstractmethod
    def put_admin_keys(self, keys: AdminKeys) -> bool:
        """Keep them as `put` keeps a tenant: with a revision one higher, and only if nobody has changed them since."""
