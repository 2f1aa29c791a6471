"""Tenants in DynamoDB."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from application.ports.tenant_registry import TenantRegistry
from domain.tenant import Registration
from infrastructure.aws.errors import passing_errors
from infrastructure.aws.tenant_directory import tenant_attributes, tenant_of
from infrastructure.aws.tenant_item import Item, access_attributes, access_of, read_item, readable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDbTenantRegistry(TenantRegistry):
    """For people who manage tenants: the functions of the pipeline can only read."""

    def __init__(self, client: "DynamoDBClient", *, table_name: str) -> None:
        self._client = client
        self._table_name = table_name

    def find(self, tenant_id: str) -> Registration | None:
        item = read_item(self._client, table_name=self._table_name, tenant_id=tenant_id)
        return None if item is None else _registration(item)

    def put(self, registration: Registration) -> bool:
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(tenant_id)"}
        if registration.revision:
            condition = {
                "ConditionExpression": "revision = :read",
                "ExpressionAttributeValues": {":read": {"N": str(registration.revision)}},
            }
        with passing_errors():
            try:
                self._client.put_item(TableName=self._table_name, Item=_item(registration), **condition)
            except ClientError as error:
                if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                    return False
                raise
        return True

    def list(self) -> Sequence[Registration]:
        with passing_errors():
            pages = self._client.get_paginator("scan").paginate(TableName=self._table_name, ConsistentRead=True)
            items = [item for page in pages for item in page["Items"]]
        return sorted((_registration(item) for item in items), key=lambda each: each.tenant.tenant_id)


def _registration(item: Item) -> Registration:
    with readable():
        return Registration(
            tenant=tenant_of(item),
            access=access_of(item),
            revision=int(item["revision"]["N"]),
            removed=item["removed"]["BOOL"],
        )


def _item(registration: Registration) -> dict[str, Any]:
    return (
        tenant_attributes(registration.tenant)
        | access_attributes(registration.access)
        | {"removed": {"BOOL": registration.removed}, "revision": {"N": str(registration.revision + 1)}}
    )
