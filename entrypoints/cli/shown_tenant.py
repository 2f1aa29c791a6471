"""A tenant as text for people. It contains neither a key nor the complete hash of one."""

from collections.abc import Iterable, Sequence

from domain.api_key import KeptKey
from domain.level import Level
from domain.quota import Quota
from domain.registration import Registration
from domain.timestamps import format_timestamp
from entrypoints.tenant_document import hash_prefix

_HEADINGS = ("TENANT", "POLICY", "REGION", "RETENTION", "QUOTA A MINUTE", "KEYS")


def key_line(key: KeptKey) -> str:
    """Describe a key in a line."""
    return f"SHA-256 {hash_prefix(key)}…, made {format_timestamp(key.created_at)[:19]}Z"


def as_lines(registration: Registration) -> Iterable[str]:
    """Describe a tenant, with one line for each setting."""
    tenant, access = registration.tenant, registration.access
    policy = tenant.redaction_policy
    yield f"tenant     {tenant.tenant_id}"
    yield f"policy     {policy.version}, catalogue {policy.catalogue}, region {' '.join(policy.regions)}"
    for kind, action in sorted(policy.actions.items()):
        yield f"           {kind} {action}"
    if policy.allow:
        yield f"           {len(policy.allow)} values are never redacted"
    yield f"retention  {_retention(tenant.retention_days)}"
    for level in Level:
        if (days := tenant.level_retention_days.get(level)) is not None:
            yield f"           {level} {_retention(days)}"
    if tenant.erasures:
        yield f"erased     {len(tenant.erasures)} times in the last weeks"
    yield f"quota      {_quota(access.quota)}"
    for number, key in enumerate(access.keys.keys):
        name = "" if number else "keys"
        yield f"{name:<10} {key_line(key)}"
    if not access.keys.keys:
        yield "keys       none"
    if access.may_erase:
        yield "           may erase the tenant's logs over HTTP"


def as_table(registrations: Sequence[Registration]) -> Iterable[str]:
    """Describe tenants in a table."""
    rows = [_HEADINGS, *(_row(registration) for registration in registrations)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _row(registration: Registration) -> tuple[str, ...]:
    tenant, access = registration.tenant, registration.access
    policy = tenant.redaction_policy
    return (
        tenant.tenant_id,
        policy.version,
        " ".join(policy.regions),
        _retention(tenant.retention_days),
        _quota(access.quota),
        str(len(access.keys.keys)),
    )


def _retention(days: int | None) -> str:
    return "forever" if days is None else f"{days} days"


def _quota(quota: Quota) -> str:
    limits = ((quota.requests, "requests"), (quota.bytes, "bytes"))
    return ", ".join(f"{most:,} {name}" for most, name in limits if most is not None) or "unlimited"
