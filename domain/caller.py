"""Who calls, and what a caller may do."""

from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """What a route asks of its caller."""

    # What is of no tenant: the description of the interface, the counts.
    SEE_SERVICE = "see_service"
    INGEST = "ingest"
    # A tenant's logs.
    READ = "read"
    # A tenant's logs, for good.
    ERASE = "erase"
    # Tenants, their keys, and the state of the whole installation.
    ADMINISTER = "administer"


@dataclass(frozen=True)
class Caller:
    """Who a request comes from: somebody with a tenant's key, an administrator, or anyone.

    `tenant_id` is the tenant whose key it came with. Only that tenant's data is within its reach; without one every
    tenant's is.
    """

    tenant_id: str | None
    rights: frozenset[Right]

    def may(self, right: Right, tenant_id: str | None = None) -> bool:
        """Whether the caller has the right, and over this tenant if one is named."""
        return right in self.rights and (None in (tenant_id, self.tenant_id) or tenant_id == self.tenant_id)


_TENANT = frozenset({Right.SEE_SERVICE, Right.INGEST, Right.READ})
# Where no key is asked for.
ANYONE = Caller(None, _TENANT)
# Neither sends logs nor reads them, so that its key is of no use to a shipper or a dashboard.
ADMINISTRATOR = Caller(None, frozenset({Right.SEE_SERVICE, Right.ERASE, Right.ADMINISTER}))


def tenant_caller(tenant_id: str, *, may_erase: bool) -> Caller:
    """Somebody with a key of this tenant."""
    return Caller(tenant_id, _TENANT | {Right.ERASE} if may_erase else _TENANT)
