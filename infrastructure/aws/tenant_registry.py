"""Tenants' registrations in DynamoDB."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from application.ports.tenant_registry import TenantRegistry
from domain.api_key import AdminKeys
from domain.registration import Registration
from infrastructure.aws.access_item import (
    ADMIN_KEYS_ID,
    access_attributes,
    access_of,
    admin_keys_item,
    admin_keys_of,
)
from infrastructure.aws.errors import passing_errors
from infrastructure.aws.tenant_directory import tenant_attributes, tenant_of
from infrastructure.aws.tenant_item import Item, read_item, readable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDbTenantRegistry(TenantRegistry):
    """Reads and changes registrations, for the command line. The Lambda functions have no permission to do so."""

    def __init__(self, client: "DynamoDBClient", *, table_name: str) -> None:
        self._client = client
        self._table_name = table_name

    def find(self, tenant_id: str) -> Registration | None:
        item = read_item(self._client, table_name=self._table_name, tenant_id=tenant_id)
        return None if item is None else _registration(item)

    def put(self, registration: Registration) -> bool:
        return self._put(_item(registration), registration.revision)

    def list(self) -> Sequence[Registration]:
        with passing_errors():
            pages = self._client.get_paginator("scan").paginate(TableName=self._table_name, ConsistentRead=True)
            items = [item for page in pages for item in page["Items"] if item["tenant_id"]["S"] != ADMIN_KEYS_ID]
        return sorted((_registration(item) for item in items), key=lambda each: each.tenant.tenant_id)

    def admin_keys(self) -> AdminKeys:
        item = read_item(self._client, table_name=self._table_name, tenant_id=ADMIN_KEYS_ID)
        return AdminKeys() if item is None else admin_keys_of(item)

    def put_admin_keys(self, keys: AdminKeys) -> bool:
        return self._put(admin_keys_item(replace(keys, revision=keys.revision + 1)), keys.revision)

    def _put(self, item: dict[str, Any], revision: int) -> bool:
        """Store the item if the stored one has this revision (0: none is stored). Return whether it was stored."""
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(tenant_id)"}
        if revision:
            condition = {
                "ConditionExpression": "revision = :read",
                "ExpressionAttributeValues": {":read": {"N": str(revision)}},
            }
        with passing_errors():
            try:
                self._client.put_item(TableName=self._table_name, Item=item, **condition)
            except ClientError as error:
                if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                    return False
                raise
        return True


def _registration(item: Item) -> Registration:
    with readable():
        return Registration(
            tenant=tenant_of(item),
            access=access_of(item),
            revision=int(item["revision"]["N"]),
            # An item without `removed` only has erasure markers: the tenant was never registered.
            removed=item["removed"]["BOOL"] if "removed" in item else True,
        )


def _item(registration: Registration) -> dict[str, Any]:
    return (
        tenant_attributes(registration.tenant)
        | access_attributes(registration.access)
        | {"removed": {"BOOL": registration.removed}, "revision": {"N": str(registration.revision + 1)}}
    )
