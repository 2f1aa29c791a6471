"""Storing tenants' registrations and administrator's keys."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from domain.api_key import AdminKeys
from domain.registration import Registration


class TenantRegistry(ABC):
    """Reads and changes registrations and administrator's keys.

    Every method raises PassingError if the registry cannot answer now.
    """

    @abstractmethod
    def find(self, tenant_id: str) -> Registration | None:
        """Return the tenant's registration, or None if it was never registered. Strongly consistent."""

    @abstractmethod
    def put(self, registration: Registration) -> bool:
        """Store the registration durably with the next revision, if its revision is still the stored one.

        Otherwise change nothing and return False: someone else has changed or registered the tenant meanwhile.
        """

    @abstractmethod
    def list(self) -> Sequence[Registration]:
        """Return all tenants in the order of their ids, including removed ones."""

    @abstractmethod
    def admin_keys(self) -> AdminKeys:
        """Return the administrator's keys. Strongly consistent."""

    @abstractmethod
    def put_admin_keys(self, keys: AdminKeys) -> bool:
        """Store the keys with the next revision if their revision is still the stored one; otherwise return False."""
