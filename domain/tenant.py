"""Whose log it is."""

from dataclasses import dataclass

from domain.redaction import DEFAULT_POLICY, RedactionPolicy
from domain.retention import check_retention
from domain.tenant_access import TenantAccess
from domain.tenant_id import check_tenant_id


@dataclass(frozen=True)
class Tenant:
    """A customer whose logs are kept apart from everybody else's: how they are redacted, and for how long kept.

    Without `retention_days` they are kept for good. Raises InvalidLog for a bad id, and InvalidRetention.
    """

    tenant_id: str
    redaction_policy: RedactionPolicy = DEFAULT_POLICY
    retention_days: int | None = None

    def __post_init__(self) -> None:
        check_tenant_id(self.tenant_id)
        if self.retention_days is not None:
            check_retention(self.retention_days)


@dataclass(frozen=True)
class Registration:
    """Everything that is kept of a tenant.

    `revision` counts its changes from 1; 0 is not stored yet. A tenant that is `removed` has neither keys nor quota,
    but its logs may still be queued, and what it wanted taken out of them holds.
    """

    tenant: Tenant
    access: TenantAccess
    revision: int = 0
    removed: bool = False
