"""Changing the registration of a tenant."""

from collections.abc import Callable
from dataclasses import replace

from application.ports.tenant_registry import TenantRegistry
from application.until_stored import until_stored
from domain.redaction import InvalidPolicy
from domain.registration import Registration
from domain.tenant_access import UNREGISTERED


class UnknownTenant(Exception):
    """No tenant with this id is registered."""


class ChangeTenant:
    """Changes a registration. Concurrent changes do not overwrite each other, and each policy has its own version."""

    def __init__(self, *, registry: TenantRegistry) -> None:
        self._registry = registry

    def change(
        self, tenant_id: str, change: Callable[[Registration], Registration], *, dry_run: bool = False
    ) -> Registration:
        """Store what `change` returns for the current registration, and return it. `change` may be called repeatedly.

        With `dry_run` nothing is stored. Raises UnknownTenant, InvalidPolicy if a different policy has the version of
        the current policy, and PassingError.
        """

        def attempt() -> Registration | None:
            found = self._registry.find(tenant_id)
            if found is None or found.removed:
                raise UnknownTenant(tenant_id)
            changed = change(found)
            old, new = found.tenant.redaction_policy, changed.tenant.redaction_policy
            if old != new and old.version == new.version:
                raise InvalidPolicy(
                    f"The current policy already has the version {old.version!r}, with different content. Stored logs "
                    "name the version by which they were redacted, so give the new policy a new version."
                )
            is_stored = dry_run or self._registry.put(replace(changed, revision=found.revision))
            return changed if is_stored else None

        return until_stored(attempt)


def removed(registration: Registration) -> Registration:
    """Remove the tenant's keys and quota. Its policy stays, because its queued logs must still be redacted."""
    return replace(registration, access=UNREGISTERED, removed=True)
