"""Tenants in memory."""

from collections.abc import Sequence
from dataclasses import replace

from application.ports.access_directory import AccessDirectory
from application.ports.erasure_markers import Change, ErasureMarkers
from application.ports.tenant_directory import TenantDirectory
from application.ports.tenant_registry import TenantRegistry
from domain.api_key import AdminKeys
from domain.erasure import Erasure
from domain.registration import Registration
from domain.tenant import Tenant
from domain.tenant_access import UNREGISTERED, TenantAccess


class InMemoryTenantRegistry(TenantRegistry, TenantDirectory, AccessDirectory, ErasureMarkers):
    """Every change is visible immediately. `reads` counts the reads."""

    def __init__(self) -> None:
        self._registrations: dict[str, Registration] = {}
        self.failure: Exception | None = None
        self.reads = 0
        self._admin_keys = AdminKeys()

    def find(self, tenant_id: str) -> Registration | None:
        """Find the registration."""
        self.reads += 1
        if self.failure:
            raise self.failure
        return self._registrations.get(tenant_id)

    def put(self, registration: Registration) -> bool:
        """Store it if its revision is the stored one."""
        tenant_id = registration.tenant.tenant_id
        found = self.find(tenant_id)
        if (found.revision if found else 0) != registration.revision:
            return False
        self._registrations[tenant_id] = replace(registration, revision=registration.revision + 1)
        return True

    def list(self) -> Sequence[Registration]:
        """Return the registrations in order."""
        if self.failure:
            raise self.failure
        return [self._registrations[tenant_id] for tenant_id in sorted(self._registrations)]

    def get(self, tenant_id: str) -> Tenant:
        """Return the registered tenant, or one with the defaults."""
        found = self.find(tenant_id)
        return found.tenant if found else Tenant(tenant_id)

    def access(self, tenant_id: str) -> TenantAccess:
        """Return the access of the registered tenant, or `UNREGISTERED`."""
        found = self.find(tenant_id)
        return found.access if found else UNREGISTERED

    def admin_keys(self) -> AdminKeys:
        """Return the stored keys."""
        self.reads += 1
        if self.failure:
            raise self.failure
        return self._admin_keys

    def put_admin_keys(self, keys: AdminKeys) -> bool:
        """Store the keys if their revision is the stored one."""
        if self.admin_keys().revision != keys.revision:
            return False
        self._admin_keys = replace(keys, revision=keys.revision + 1)
        return True

    def read(self, tenant_id: str) -> Sequence[Erasure]:
        """Return the tenant's erasures."""
        return self.get(tenant_id).erasures

    def change(self, tenant_id: str, change: Change) -> None:
        """Change the erasures of a tenant, registered or not."""
        found = self.find(tenant_id) or Registration(Tenant(tenant_id), UNREGISTERED, removed=True)
        self.put(replace(found, tenant=replace(found.tenant, erasures=tuple(change(found.tenant.erasures)))))
