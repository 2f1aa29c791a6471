"""Registering a tenant."""

from dataclasses import replace

from application.ports.tenant_registry import TenantRegistry
from domain.tenant import Registration


class TenantExists(Exception):
    """There is a tenant of this id already."""


class TenantWasRemoved(Exception):
    """There was a tenant of this id, whose stored logs a new key would open."""


class RegisterTenant:
    """An id stands for one tenant; that of a tenant which was removed can be registered anew, if that is meant."""

    def __init__(self, *, registry: TenantRegistry) -> None:
        self._registry = registry

    def register(self, registration: Registration, *, anew: bool = False) -> None:
        """Raises TenantExists, TenantWasRemoved (unless `anew` says that this is meant), and PassingError."""
        tenant_id = registration.tenant.tenant_id
        existing = self._registry.find(tenant_id)
        if existing is not None and not existing.removed:
            raise TenantExists(tenant_id)
        if existing is not None and not anew:
            raise TenantWasRemoved(tenant_id)
        if existing is not None:
            # What was erased under this id stays erased.
            tenant = replace(registration.tenant, erasures=existing.tenant.erasures)
            registration = replace(registration, tenant=tenant, revision=existing.revision)
        if not self._registry.put(registration):
            raise TenantExists(tenant_id)
