"""Whose log it is."""

from dataclasses import dataclass

from domain.redaction import RedactionPolicy
from domain.tenant_id import check_tenant_id


@dataclass(frozen=True)
class Tenant:
    """A customer whose logs are kept apart from everybody else's, and how they are redacted."""

    tenant_id: str
    redaction_policy: RedactionPolicy

    def __post_init__(self) -> None:
        check_tenant_id(self.tenant_id)
