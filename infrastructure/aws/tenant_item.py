"""A tenant's item in the table `tenants`: reading it, and its attributes for the HTTP API.

The item has separate attributes instead of one document, so that each function's role can be limited to the attributes
that it needs (template.yaml).
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from domain.api_key import AdminKeys, KeptKey, KeyRing
from domain.errors import CallerError, PassingError
from domain.quota import Quota
from domain.tenant_access import TenantAccess
from domain.timestamps import format_timestamp, parse_timestamp
from infrastructure.aws.errors import passing_errors

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = Mapping[str, Any]

ACCESS_ATTRIBUTES = ("tenant_id", "api_keys", "quota_requests", "quota_bytes", "may_erase")
LOGS_ATTRIBUTES = ("tenant_id", "redaction_policy", "retention_days", "level_retention_days", "erasures")
# The administrator's keys are an item of the same table, under an id that no tenant can have.
ADMIN_KEYS_ID = "~admin"
ADMIN_KEYS_ATTRIBUTES = ("tenant_id", "api_keys")


def read_item(
    client: "DynamoDBClient", *, table_name: str, tenant_id: str, attributes: tuple[str, ...] | None = None
) -> Item | None:
    """Return the tenant's item with these or all attributes, or None. Strongly consistent. Raises PassingError."""
    projection = {"ProjectionExpression": ", ".join(attributes)} if attributes else {}
    with passing_errors():
        answer = client.get_item(
            TableName=table_name,
            Key={"tenant_id": {"S": tenant_id}},
            ConsistentRead=True,
            **projection,  # type: ignore[arg-type]  # mypy does not see which argument it is
        )
    return answer.get("Item")


@contextmanager
def readable() -> Iterator[None]:
    """Raise PassingError for an item that cannot be read: a newer version may have written it, so a retry may help."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, CallerError) as error:
        raise PassingError("tenant_unreadable") from error


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


def number(item: Item, name: str) -> int | None:
    """Return an integer attribute, or None if the item does not have it."""
    return int(item[name]["N"]) if name in item else None


def numbers(**values: int | None) -> dict[str, Any]:
    """Return number attributes for all values that are not None."""
    return {name: {"N": str(value)} for name, value in values.items() if value is not None}


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
