"""Reading stored logs from DynamoDB."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any

from application.ports.clock import Clock
from application.ports.log_reader import LogReader, Page
from domain.identity import CONFLICT_SEPARATOR
from domain.processed_log import Position, ProcessedLog
from domain.query.log_query import LogQuery, Order
from infrastructure.aws.errors import passing_errors
from infrastructure.aws.log_items import INDEX, LIVE, SORT_KEY, Item, key_of, log_of, shards_of, sort_key_of, time_key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, QueryOutputTypeDef

# Below and above any time, which starts with a digit.
_BEFORE_ALL, _AFTER_ALL = "0", ":"


class DynamoDbLogReader(LogReader):
    """Lists read an index, which is eventually consistent."""

    def __init__(self, client: "DynamoDBClient", *, table_name: str, shard_reads: Executor, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._table_name = table_name
        self._shard_reads = shard_reads

    def find(self, tenant_id: str, log_id: str) -> ProcessedLog | None:
        with passing_errors():
            answer = self._client.get_item(
                TableName=self._table_name, Key=key_of(tenant_id, log_id), ConsistentRead=True
            )
        log = log_of(answer["Item"]) if "Item" in answer else None
        return None if log is None or log.expired(self._clock.now()) else log

    def conflicts(self, tenant_id: str, log_id: str, limit: int) -> Sequence[str]:
        request: dict[str, Any] = {
            "TableName": self._table_name,
            "KeyConditionExpression": "tenant_id = :tenant AND begins_with(log_id, :prefix)",
            "ExpressionAttributeValues": {
                ":tenant": {"S": tenant_id},
                ":prefix": {"S": log_id + CONFLICT_SEPARATOR},
                ":now": self._now(),
            },
            "FilterExpression": LIVE,
            "ProjectionExpression": "log_id",
            "ConsistentRead": True,
            "Limit": limit,
        }
        return [item["log_id"]["S"] for item in islice(self._items(request, self._query(request)), limit)]

    def page(self, query: LogQuery, limit: int, after: Position | None = None) -> Page:
        newest_first = query.order is Order.NEWEST_FIRST
        low, high = _bounds(query, after)
        if low >= high:
            return Page([])
        requests: list[dict[str, Any]] = [
            {
                "TableName": self._table_name,
                "IndexName": INDEX,
                "KeyConditionExpression": f"tenant_shard = :shard AND {SORT_KEY} BETWEEN :low AND :high",
                "ExpressionAttributeValues": {
                    ":shard": {"S": shard},
                    ":low": {"S": low},
                    ":high": {"S": high},
                    ":now": self._now(),
                },
                "FilterExpression": LIVE,
                "ScanIndexForward": not newest_first,
                # BETWEEN includes the place after which the page starts.
                "Limit": limit + 2,
            }
            for shard in shards_of(query.tenant_id)
        ]
        first_answers = self._shard_reads.map(self._query, requests)
        shards = [self._items(request, answer) for request, answer in zip(requests, first_answers, strict=True)]
        start = after and sort_key_of(after)
        items = (item for item in merge(*shards, key=_sort_key, reverse=newest_first) if _sort_key(item) != start)
        logs = [log_of(item) for item in islice(items, limit + 1)]
        return Page(logs[:limit], logs[limit - 1].position if len(logs) > limit else None)

    def _items(self, request: dict[str, Any], answer: "QueryOutputTypeDef") -> Iterator[Item]:
        """All items that a query finds; each further answer (one reads up to 1 MB) is asked for when it is needed."""
        while True:
            yield from answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            answer = self._query(request | {"ExclusiveStartKey": answer["LastEvaluatedKey"]})

    def _now(self) -> "AttributeValueTypeDef":
        return {"N": str(int(self._clock.now().timestamp()))}

    def _query(self, request: dict[str, Any]) -> "QueryOutputTypeDef":
        with passing_errors():
            return self._client.query(**request)


def _bounds(query: LogQuery, after: Position | None) -> tuple[str, str]:
    """The sort keys from which and up to which the wanted logs are; the one of `after` itself is not wanted."""
    # No item has the key of a bare time: those of its logs are longer, and above it.
    low = _BEFORE_ALL if query.since is None else time_key(query.since)
    high = _AFTER_ALL if query.until is None else time_key(query.until)
    if after is None:
        return low, high
    start = sort_key_of(after)
    return (low, min(high, start)) if query.order is Order.NEWEST_FIRST else (max(low, start), high)


def _sort_key(item: Item) -> str:
    return str(item[SORT_KEY]["S"])
