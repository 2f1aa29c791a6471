"""Deleting stored logs from DynamoDB."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, wait
from datetime import datetime
from typing import TYPE_CHECKING, Any

from application.ports.log_eraser import LogEraser, Portion
from domain.errors import PassingError
from domain.timestamps import format_timestamp
from infrastructure.aws.errors import passing_errors
from infrastructure.aws.log_items import key_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# DynamoDB's limit of statements per call.
_TOGETHER = 25
_ATTEMPTS = 4
_FIRST_PAUSE_SECONDS = 0.05
# The limit of one query. All its logs are deleted before the next query.
_LOOKED_AT = 2_000


class DynamoDbLogEraser(LogEraser):
    """Finds ids by consistent reads, and deletes with PartiQL's DELETE: 25 logs per call, several calls concurrently.

    BatchWriteItem could delete as well, but the permission for it also allows writing.
    """

    def __init__(self, client_of: Callable[[str], "DynamoDBClient"], *, table_name: str, calls: Executor) -> None:
        """`client_of` returns a client that may delete this tenant's logs."""
        self._client_of = client_of
        self._table_name = table_name
        self._calls = calls

    def delete(self, tenant_id: str, log_ids: Sequence[str]) -> None:
        client = self._client_of(tenant_id)
        statements = [
            {
                "Statement": f'DELETE FROM "{self._table_name}" WHERE tenant_id = ? AND log_id = ?',
                "Parameters": list(key_of(tenant_id, log_id).values()),
            }
            for log_id in dict.fromkeys(log_ids)
        ]
        groups = [statements[start : start + _TOGETHER] for start in range(0, len(statements), _TOGETHER)]
        calls = [self._calls.submit(_execute, client, group) for group in groups]
        # Wait for all calls, so that none is still running when this method raises the error of another.
        wait(calls)
        for call in calls:
            call.result()

    def delete_received_before(self, tenant_id: str, moment: datetime, after: str | None = None) -> Portion:
        request: dict[str, Any] = {
            "TableName": self._table_name,
            "KeyConditionExpression": "tenant_id = :tenant",
            "FilterExpression": "received_at < :moment",
            "ExpressionAttributeValues": {":tenant": {"S": tenant_id}, ":moment": {"S": format_timestamp(moment)}},
            "ProjectionExpression": "log_id",
            "ConsistentRead": True,
            "Limit": _LOOKED_AT,
        }
        if after is not None:
            request["ExclusiveStartKey"] = key_of(tenant_id, after)
        with passing_errors():
            answer = self._client_of(tenant_id).query(**request)
        log_ids = [item["log_id"]["S"] for item in answer["Items"]]
        self.delete(tenant_id, log_ids)
        last = answer.get("LastEvaluatedKey")
        return Portion(len(log_ids), last["log_id"]["S"] if last else None)

    def delete_queued(self, tenant_id: str, moment: datetime) -> None:
        del tenant_id, moment

    def purge(self) -> None:
        """Do nothing: there are no files to overwrite. DynamoDB's backups, if enabled, expire after 35 days."""


def _execute(client: "DynamoDBClient", statements: list[Any]) -> None:
    """Execute the statements, and retry those that fail. Raises PassingError if some fail repeatedly."""
    for attempt in range(_ATTEMPTS):
        if attempt:
            time.sleep(_FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
        with passing_errors():
            responses = client.batch_execute_statement(Statements=statements)["Responses"]
        failed = list(_failed(statements, responses))
        if not failed:
            return
        statements = failed
    raise PassingError("partly_refused")


def _failed(statements: list[Any], responses: Sequence[Any]) -> Iterator[Any]:
    return (statement for statement, response in zip(statements, responses, strict=True) if "Error" in response)
