"""Changing what is registered of a tenant."""

from collections.abc import Callable
from dataclasses import replace

from application.ports.tenant_registry import TenantRegistry
from domain.errors import PassingError
from domain.redaction import InvalidPolicy
from domain.tenant import Registration
from domain.tenant_access import UNREGISTERED

_ATTEMPTS = 5


class UnknownTenant(Exception):
    """No tenant of this id is registered."""


class ChangeTenant:
    """Of two changes at once none undoes the other; a version of a policy never means two policies."""

    def __init__(self, *, registry: TenantRegistry) -> None:
        self._registry = registry

    def change(self, tenant_id: str, change: Callable[[Registration], Registration]) -> Registration:
        """Keep what `change` makes of what is registered, and return it; it may be called more than once.

        Raises UnknownTenant, InvalidPolicy where another policy is to have the version of the one in force, and
        PassingError.
        """
        for _ in range(_ATTEMPTS):
            found = self._registry.find(tenant_id)
            if found is None or found.removed:
                raise UnknownTenant(tenant_id)
            changed = change(found)
            old, new = found.tenant.redaction_policy, changed.tenant.redaction_policy
            if old != new and old.version == new.version:
                raise InvalidPolicy(
                    f"The policy in force has the version {old.version!r} and another content. Stored logs name the "
                    "version that they were redacted by: give the new policy a version of its own."
                )
            if self._registry.put(replace(changed, revision=found.revision)):
                return changed
        raise PassingError("changed_meanwhile")


def removed(registration: Registration) -> Registration:
    """Nobody comes in as this tenant by a key any more; its queued logs are redacted as it wanted."""
    return replace(registration, access=UNREGISTERED, removed=True)
