"""A tenant as a JSON document. It contains neither a key nor the complete hash of one."""

from typing import Any

from domain.api_key import KeptKey
from domain.erasure import erasure_to_document
from domain.redaction import policy_to_document
from domain.registration import Registration
from domain.timestamps import format_timestamp

_HASH_DIGITS = 12


def tenant_document(registration: Registration) -> dict[str, Any]:
    """Return the registration as a JSON object."""
    tenant, access = registration.tenant, registration.access
    return {
        "tenant_id": tenant.tenant_id,
        "policy": policy_to_document(tenant.redaction_policy),
        "retention_days": tenant.retention_days,
        "level_retention_days": dict(tenant.level_retention_days),
        "erasures": [erasure_to_document(erasure) for erasure in tenant.erasures],
        "quota": {"requests_per_minute": access.quota.requests, "bytes_per_minute": access.quota.bytes},
        "may_erase": access.may_erase,
        "keys": [key_document(key) for key in access.keys.keys],
    }


def key_document(key: KeptKey) -> dict[str, Any]:
    """Return a key as a JSON object, with the beginning of its hash."""
    return {"sha256_prefix": hash_prefix(key), "created_at": format_timestamp(key.created_at)}


def hash_prefix(key: KeptKey) -> str:
    """Return the beginning of a key's hash, which identifies the key."""
    return key.sha256[:_HASH_DIGITS]
