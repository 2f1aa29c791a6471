"""Tenants' policies, retention and erasures in DynamoDB."""

import json
from typing import TYPE_CHECKING, Any

from application.ports.tenant_directory import TenantDirectory
from domain.erasure import Erasure, erasure_from_document, erasure_to_document
from domain.level import Level
from domain.redaction import DEFAULT_POLICY, policy_from_store, policy_to_store
from domain.tenant import Tenant
from infrastructure.aws.tenant_item import LOGS_ATTRIBUTES, Item, number, numbers, read_item, readable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDbTenantDirectory(TenantDirectory):
    """Reads only the attributes of a tenant's item that the worker may see: not its keys."""

    def __init__(self, client: "DynamoDBClient", *, table_name: str) -> None:
        self._client = client
        self._table_name = table_name

    def get(self, tenant_id: str) -> Tenant:
        item = read_item(self._client, table_name=self._table_name, tenant_id=tenant_id, attributes=LOGS_ATTRIBUTES)
        return Tenant(tenant_id) if item is None else tenant_of(item)


def tenant_of(item: Item) -> Tenant:
    """Return the tenant of an item. Raises PassingError."""
    with readable():
        return Tenant(
            item["tenant_id"]["S"],
            # Without a policy of its own, a tenant has the current default, not the one when it was registered.
            policy_from_store(json.loads(item["redaction_policy"]["S"]))
            if "redaction_policy" in item
            else DEFAULT_POLICY,
            number(item, "retention_days"),
            {Level(level): int(days) for level, days in _document(item, "level_retention_days", {}).items()},
            erasures_of(item),
        )


def erasures_of(item: Item) -> tuple[Erasure, ...]:
    """Return the erasures of an item. Raises PassingError."""
    with readable():
        return tuple(map(erasure_from_document, _document(item, "erasures", [])))


def tenant_attributes(tenant: Tenant) -> dict[str, Any]:
    """Return the attributes that `tenant_of` reads."""
    attributes: dict[str, Any] = {"tenant_id": {"S": tenant.tenant_id}}
    if tenant.redaction_policy != DEFAULT_POLICY:
        document = policy_to_store(tenant.redaction_policy)
        attributes["redaction_policy"] = {"S": json.dumps(document, ensure_ascii=False)}
    if tenant.level_retention_days:
        attributes["level_retention_days"] = {"S": json.dumps(dict(tenant.level_retention_days))}
    if tenant.erasures:
        attributes["erasures"] = {"S": json.dumps(list(map(erasure_to_document, tenant.erasures)))}
    return attributes | numbers(retention_days=tenant.retention_days)


def _document(item: Item, name: str, missing: Any) -> Any:
    return json.loads(item[name]["S"]) if name in item else missing
