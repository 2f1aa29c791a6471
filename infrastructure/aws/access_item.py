"""The attributes of a tenant's item for the HTTP API: its keys and quota. The administrator has such an item too.

log-worker does not import this module.
"""

from collections.abc import Iterable
from typing import Any

from domain.api_key import AdminKeys, KeptKey, KeyRing
from domain.quota import Quota
from domain.tenant_access import TenantAccess
from domain.timestamps import format_timestamp, parse_timestamp
from infrastructure.aws.tenant_item import Item, number, numbers, readable

ACCESS_ATTRIBUTES = ("tenant_id", "api_keys", "quota_requests", "quota_bytes", "may_erase")
# The administrator's keys are an item of the same table, under an id that no tenant can have.
ADMIN_KEYS_ID = "~admin"
ADMIN_KEYS_ATTRIBUTES = ("tenant_id", "api_keys")


def access_of(item: Item) -> TenantAccess:
    """Return the access of an item. Raises PassingError."""
    with readable():
        return TenantAccess(
            KeyRing(_keys_of(item)),
            Quota(number(item, "quota_requests"), number(item, "quota_bytes")),
            may_erase=item["may_erase"]["BOOL"] if "may_erase" in item else False,
        )


def access_attributes(access: TenantAccess) -> dict[str, Any]:
    """Return the attributes that `access_of` reads."""
    return (
        _key_attributes(access.keys.keys)
        | numbers(quota_requests=access.quota.requests, quota_bytes=access.quota.bytes)
        | ({"may_erase": {"BOOL": True}} if access.may_erase else {})
    )


def admin_keys_of(item: Item) -> AdminKeys:
    """Return the keys of the item; their revision is 0 if it was not read. Raises PassingError."""
    with readable():
        return AdminKeys(_keys_of(item), number(item, "revision") or 0)


def admin_keys_item(keys: AdminKeys) -> dict[str, Any]:
    """Return the item that `admin_keys_of` reads."""
    return {"tenant_id": {"S": ADMIN_KEYS_ID}, **_key_attributes(keys.keys)} | numbers(revision=keys.revision)


def _keys_of(item: Item) -> tuple[KeptKey, ...]:
    # An unregistered tenant with erasure markers has no keys.
    keys = item["api_keys"]["L"] if "api_keys" in item else []
    return tuple(KeptKey(key["M"]["sha256"]["S"], parse_timestamp(key["M"]["created_at"]["S"])) for key in keys)


def _key_attributes(keys: Iterable[KeptKey]) -> dict[str, Any]:
    return {
        "api_keys": {
            "L": [
                {"M": {"sha256": {"S": key.sha256}, "created_at": {"S": format_timestamp(key.created_at)}}}
                for key in keys
            ]
        }
    }
