"""Registering a tenant."""

from dataclasses import replace

from application.ports.tenant_registry import TenantRegistry
from domain.registration import Registration


class TenantExists(Exception):
    """A tenant with this id is already registered."""


class TenantWasRemoved(Exception):
    """A tenant with this id was removed. A new key for the id would give access to its stored logs."""


class RegisterTenant:
    """Registers a tenant under an id that is free. The id of a removed tenant needs explicit consent (`anew`)."""

    def __init__(self, *, registry: TenantRegistry) -> None:
        self._registry = registry

    def register(self, registration: Registration, *, anew: bool = False) -> None:
        """Store the registration. Raises TenantExists, TenantWasRemoved (unless `anew`), and PassingError."""
        tenant_id = registration.tenant.tenant_id
        existing = self._registry.find(tenant_id)
        if existing is not None and not existing.removed:
            raise TenantExists(tenant_id)
        if existing is not None and not anew:
            raise TenantWasRemoved(tenant_id)
        if existing is not None:
            # Keep the erasures of the removed tenant: its queued logs must still be dropped.
            tenant = replace(registration.tenant, erasures=existing.tenant.erasures)
            registration = replace(registration, tenant=tenant, revision=existing.revision)
        if not self._registry.put(registration):
            raise TenantExists(tenant_id)
