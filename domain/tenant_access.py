"""The data of a tenant that the HTTP API needs. It does not import redaction, whose rules take long to load."""

from dataclasses import dataclass, field

from domain.api_key import KeyRing
from domain.quota import NO_QUOTA, Quota


@dataclass(frozen=True)
class TenantAccess:
    """A tenant's keys, its quota, and whether its keys may erase its logs."""

    keys: KeyRing = field(default_factory=KeyRing)
    quota: Quota = NO_QUOTA
    may_erase: bool = False


# An unregistered tenant has no keys and no quota.
UNREGISTERED = TenantAccess()
