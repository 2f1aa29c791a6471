"""What the door needs to know of a tenant: nothing of redaction, whose rules take long to load."""

from dataclasses import dataclass, field

from domain.api_key import KeyRing
from domain.quota import NO_QUOTA, Quota


@dataclass(frozen=True)
class TenantAccess:
    """The keys that a tenant may come in with, how much it may send, and whether its keys may erase its logs."""

    keys: KeyRing = field(default_factory=KeyRing)
    quota: Quota = NO_QUOTA
    may_erase: bool = False


# Of whoever is not registered: no key opens, and without keys nothing limits.
UNREGISTERED = TenantAccess()
