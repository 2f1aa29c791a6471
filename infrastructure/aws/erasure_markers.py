"""Erasure markers in the items of the DynamoDB table of tenants."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from application.ports.erasure_markers import Change, ErasureMarkers
from application.until_stored import until_stored
from domain.erasure import Erasure, erasure_to_document
from infrastructure.aws.errors import passing_errors
from infrastructure.aws.tenant_directory import erasures_of
from infrastructure.aws.tenant_item import Item, number, read_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# The only attributes of a tenant's item that this module reads or writes (template.yaml permits no others).
MARKER_ATTRIBUTES = ("tenant_id", "erasures", "revision")


class DynamoDbErasureMarkers(ErasureMarkers):
    """Changes only the erasures and the revision of an item: read-api may not register or change tenants."""

    def __init__(self, client: "DynamoDBClient", *, table_name: str) -> None:
        self._client = client
        self._table_name = table_name

    def read(self, tenant_id: str) -> Sequence[Erasure]:
        item = self._item(tenant_id)
        return [] if item is None else erasures_of(item)

    def change(self, tenant_id: str, change: Change) -> None:
        def attempt() -> bool | None:
            item = self._item(tenant_id)
            return self._put(tenant_id, change([] if item is None else erasures_of(item)), item) or None

        until_stored(attempt)

    def _item(self, tenant_id: str) -> Item | None:
        return read_item(self._client, table_name=self._table_name, tenant_id=tenant_id, attributes=MARKER_ATTRIBUTES)

    def _put(self, tenant_id: str, erasures: Sequence[Erasure], read: Item | None) -> bool:
        """Update the item if it has not changed since it was read. Return whether it was updated."""
        revision = 0 if read is None else number(read, "revision") or 0
        values: dict[str, Any] = {
            ":erasures": {"S": json.dumps(list(map(erasure_to_document, erasures)))},
            ":next": {"N": str(revision + 1)},
        }
        if revision:
            values[":read"] = {"N": str(revision)}
        with passing_errors():
            try:
                self._client.update_item(
                    TableName=self._table_name,
                    Key={"tenant_id": {"S": tenant_id}},
                    UpdateExpression="SET erasures = :erasures, revision = :next",
                    ConditionExpression="revision = :read" if revision else "attribute_not_exists(revision)",
                    ExpressionAttributeValues=values,
                )
            except ClientError as error:
                if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                    return False
                raise
        return True
