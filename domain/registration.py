"""What is stored about a tenant."""

from dataclasses import dataclass

from domain.tenant import Tenant
from domain.tenant_access import TenantAccess


@dataclass(frozen=True)
class Registration:
    """Everything that is stored about a tenant.

    `revision` counts the stored changes: 0 if nothing is stored yet. A `removed` tenant has no keys and no quota, but
    keeps its policy and erasures, because its logs may still be queued.
    """

    tenant: Tenant
    access: TenantAccess
    revision: int = 0
    removed: bool = False
