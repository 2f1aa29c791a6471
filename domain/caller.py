"""Callers of the API and their rights."""

from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """The right that a route requires of its caller."""

    # Read what belongs to no tenant: the OpenAPI document, the metrics.
    SEE_SERVICE = "see_service"
    INGEST = "ingest"
    # Read a tenant's logs.
    READ = "read"
    # Delete a tenant's logs permanently.
    ERASE = "erase"
    # Manage tenants and keys, and see the state of the whole installation.
    ADMINISTER = "administer"


@dataclass(frozen=True)
class Caller:
    """Who sent a request: the holder of a tenant's key, an administrator, or anyone in open mode.

    A caller with a `tenant_id` may access only that tenant's data. A caller without one may access every tenant's.
    """

    tenant_id: str | None
    rights: frozenset[Right]

    def may(self, right: Right, tenant_id: str | None = None) -> bool:
        """Return whether the caller has the right, and has it for this tenant if one is given."""
        return right in self.rights and (None in (tenant_id, self.tenant_id) or tenant_id == self.tenant_id)


_TENANT = frozenset({Right.SEE_SERVICE, Right.INGEST, Right.READ})
# Every caller in open mode, where no key is required.
ANYONE = Caller(None, _TENANT)
# An administrator can neither send nor read logs, so nobody is tempted to put the key into a shipper or a dashboard.
ADMINISTRATOR = Caller(None, frozenset({Right.SEE_SERVICE, Right.ERASE, Right.ADMINISTER}))


def tenant_caller(tenant_id: str, *, may_erase: bool) -> Caller:
    """Return the caller for a request with a key of this tenant."""
    return Caller(tenant_id, _TENANT | {Right.ERASE} if may_erase else _TENANT)
