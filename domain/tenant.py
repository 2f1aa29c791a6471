"""Whose log it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.erasure import Erasure
from domain.level import Level
from domain.processed_log import ProcessedLog
from domain.redaction import DEFAULT_POLICY, RedactionPolicy
from domain.retention import check_retention
from domain.tenant_access import TenantAccess
from domain.tenant_id import check_tenant_id


@dataclass(frozen=True)
class Tenant:
    """A customer whose logs are kept apart from everybody else's: how they are redacted, and for how long kept.

    Logs of a level in `level_retention_days` are kept for so many days, others for `retention_days`; without these they
    are kept for good. `erasures` says what of them is to be forgotten. Raises InvalidLog for a bad id, and
    InvalidRetention.
    """

    tenant_id: str
    redaction_policy: RedactionPolicy = DEFAULT_POLICY
    retention_days: int | None = None
    level_retention_days: Mapping[Level, int] = field(default_factory=dict)
    erasures: tuple[Erasure, ...] = ()

    def __post_init__(self) -> None:
        check_tenant_id(self.tenant_id)
        for days in (self.retention_days, *self.level_retention_days.values()):
            if days is not None:
                check_retention(days)

    def days_kept(self, level: Level | None) -> int | None:
        """For how many days a log of this level is kept; None is for good."""
        return self.retention_days if level is None else self.level_retention_days.get(level, self.retention_days)

    def erases(self, log: ProcessedLog) -> bool:
        """Whether the log is to be forgotten rather than stored."""
        return any(erasure.takes(log) for erasure in self.erasures)


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
