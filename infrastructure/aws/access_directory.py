"""Tenants' keys and quotas in DynamoDB."""

from typing import TYPE_CHECKING

from application.ports.access_directory import AccessDirectory
from domain.api_key import AdminKeys
from domain.tenant_access import UNREGISTERED, TenantAccess
from infrastructure.aws.access_item import (
    ACCESS_ATTRIBUTES,
    ADMIN_KEYS_ATTRIBUTES,
    ADMIN_KEYS_ID,
    access_of,
    admin_keys_of,
)
from infrastructure.aws.tenant_item import read_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDbAccessDirectory(AccessDirectory):
    """Reads only the attributes of a tenant's item that ingest-api and read-api may see: not its policy."""

    def __init__(self, client: "DynamoDBClient", *, table_name: str) -> None:
        self._client = client
        self._table_name = table_name

    def access(self, tenant_id: str) -> TenantAccess:
        item = read_item(self._client, table_name=self._table_name, tenant_id=tenant_id, attributes=ACCESS_ATTRIBUTES)
        return UNREGISTERED if item is None else access_of(item)

    def admin_keys(self) -> AdminKeys:
        item = read_item(
            self._client, table_name=self._table_name, tenant_id=ADMIN_KEYS_ID, attributes=ADMIN_KEYS_ATTRIBUTES
        )
        return AdminKeys() if item is None else admin_keys_of(item)
