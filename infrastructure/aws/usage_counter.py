"""Counting usage in DynamoDB."""

from typing import TYPE_CHECKING

from application.ports.usage_counter import UsageCounter
from domain.quota import MINUTE_SECONDS, Usage
from infrastructure.aws.errors import passing_errors

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KEPT_MINUTES = 10


class DynamoDbUsageCounter(UsageCounter):
    """Keeps one item per tenant and minute, which the table's time to live deletes.

    The client must not retry: a call whose answer was lost would be counted twice, and the request would have to wait.
    """

    def __init__(self, client: "DynamoDBClient", *, table_name: str) -> None:
        self._client = client
        self._table_name = table_name

    def add(self, tenant_id: str, minute: int, usage: Usage) -> Usage:
        with passing_errors():
            answer = self._client.update_item(
                TableName=self._table_name,
                Key={"tenant_id": {"S": tenant_id}, "minute": {"N": str(minute)}},
                UpdateExpression="ADD request_count :requests, byte_count :bytes SET expires_at = :expires_at",
                ExpressionAttributeValues={
                    ":requests": {"N": str(usage.requests)},
                    ":bytes": {"N": str(usage.bytes)},
                    ":expires_at": {"N": str((minute + _KEPT_MINUTES) * MINUTE_SECONDS)},
                },
                ReturnValues="ALL_NEW",
            )
        counted = answer["Attributes"]
        return Usage(int(counted["request_count"]["N"]), int(counted["byte_count"]["N"]))
