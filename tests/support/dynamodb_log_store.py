"""Storing and reading logs in DynamoDB by one object, as the suites of the store expect."""

from concurrent.futures import Executor
from typing import TYPE_CHECKING

from application.ports.clock import Clock
from application.ports.log_store import LogStore
from infrastructure.aws.log_reader import DynamoDbLogReader
from infrastructure.aws.log_repository import DynamoDbLogRepository

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDbLogStore(DynamoDbLogRepository, DynamoDbLogReader, LogStore):
    """What log-worker stores, and what read-api and the commands read."""

    def __init__(self, client: "DynamoDBClient", *, table_name: str, shard_reads: Executor, clock: Clock) -> None:
        DynamoDbLogRepository.__init__(self, client, table_name=table_name, clock=clock)
        DynamoDbLogReader.__init__(self, client, table_name=table_name, shard_reads=shard_reads, clock=clock)
