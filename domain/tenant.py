"""Tenants: the customers whose logs are kept apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.erasure import Erasure
from domain.level import Level
from domain.processed_log import ProcessedLog
from domain.redaction import DEFAULT_POLICY, RedactionPolicy
from domain.retention import check_retention
from domain.tenant_id import check_tenant_id


@dataclass(frozen=True)
class Tenant:
    """A tenant, with the policy for redacting its logs, and the days for which they are kept.

    A log is kept for the days that `level_retention_days` gives for its level, otherwise for `retention_days`. Without
    either it is kept permanently. `erasures` lists the logs that must be dropped. Raises InvalidLog for a bad id, and
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
        """Return for how many days a log of this level is kept. None means permanently."""
        return self.retention_days if level is None else self.level_retention_days.get(level, self.retention_days)

    def erases(self, log: ProcessedLog) -> bool:
        """Return whether an erasure covers the log, so that it must not be stored."""
        return any(erasure.covers(log) for erasure in self.erasures)
