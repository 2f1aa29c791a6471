"""Stored logs in DynamoDB."""

import json
import time
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, ParamValidationError

from application.ports.clock import Clock
from application.ports.log_repository import LogQuery, LogRepository, Order
from domain.errors import FinalError, PassingError
from domain.identity import CONFLICT_SEPARATOR
from domain.level import Level
from domain.processed_log import Position, ProcessedLog
from domain.timestamps import format_timestamp, parse_timestamp
from infrastructure.aws.errors import passing_errors

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, QueryOutputTypeDef

Item = dict[str, Any]

# The index by time has the partition key `<tenant_id>#<shard>` and the sort key `<time>#<ordinal>#<log_id>`, where time
# has 20 digits and ordinal 7. Eight shards by a hash of the log id, because one partition takes 1,000 writes a second
# and cannot be split along a time-ordered key. Neither number nor hash may change for a table that holds logs.
INDEX = "by_time"
_SORT_KEY = "time_ordinal_log_id"
_SHARDS = 8
# Below and above any time, which starts with a digit.
_BEFORE_ALL, _AFTER_ALL = "0", ":"
# Of an item's form. A later one that a reader of this one cannot read takes a new version.
_VERSION = 1

# An item has these only where the log does.
_OPTIONAL_STRINGS = ("level", "service", "trace_id", "span_id", "conflicts_with")
_LIVE = "attribute_not_exists(expires_at) OR expires_at > :now"

# All that the worker's role may read of a stored log (template.yaml).
_TAG_PROJECTION = "tenant_id, log_id, content_tag"

# What has the id may expire and be deleted between a put and the look at it.
_PUTS = 2

_BATCH_GET_KEYS = 100
_ATTEMPTS = 4
_FIRST_PAUSE_SECONDS = 0.05


class DynamoDbLogRepository(LogRepository):
    """One item a log; the attributes are kept as one JSON string, since DynamoDB's own numbers have 38 digits only."""

    def __init__(self, client: "DynamoDBClient", *, table_name: str, shard_reads: Executor, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._table_name = table_name
        self._shard_reads = shard_reads

    def add(self, log: ProcessedLog) -> str | None:
        for _ in range(_PUTS):
            if self._put(log):
                return None
            # A call of its own, because the answer to the put could only hold the whole item with its text.
            holder = self._content_tag(log)
            if holder is not None:
                return holder
        raise PassingError("holder_gone")

    def _put(self, log: ProcessedLog) -> bool:
        """Whether the log's id was free, and the log is stored under it."""
        with passing_errors():
            try:
                self._client.put_item(
                    TableName=self._table_name,
                    Item=_item(log),
                    # The table's time to live deletes late.
                    ConditionExpression="attribute_not_exists(log_id) OR expires_at <= :now",
                    ExpressionAttributeValues={":now": self._now()},
                )
            except ClientError as error:
                match error.response["Error"]["Code"]:
                    case "ConditionalCheckFailedException":
                        return False
                    case "ValidationException" | "SerializationException":
                        raise FinalError("item_refused") from error
                raise
            except (ParamValidationError, UnicodeEncodeError):
                # From None: the words of these hold the item.
                raise FinalError("item_refused") from None
        return True

    def _content_tag(self, log: ProcessedLog) -> str | None:
        """The tag of the item that has the log's id, if it is still there."""
        with passing_errors():
            answer = self._client.get_item(
                TableName=self._table_name,
                Key=_key(log.tenant_id, log.log_id),
                ConsistentRead=True,
                ProjectionExpression=_TAG_PROJECTION,
            )
        return answer["Item"]["content_tag"]["S"] if "Item" in answer else None

    def find(self, tenant_id: str, log_id: str) -> ProcessedLog | None:
        with passing_errors():
            answer = self._client.get_item(TableName=self._table_name, Key=_key(tenant_id, log_id), ConsistentRead=True)
        log = _log(answer["Item"]) if "Item" in answer else None
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
            "FilterExpression": _LIVE,
            "ProjectionExpression": "log_id",
            "ConsistentRead": True,
            "Limit": limit,
        }
        return [item["log_id"]["S"] for item in islice(self._items(request, self._query(request)), limit)]

    def content_tags(self, tenant_id: str, log_ids: Sequence[str]) -> Sequence[str | None]:
        found: dict[str, str] = {}
        # A key that stands twice would have the call refused.
        distinct = list(dict.fromkeys(log_ids))
        for start in range(0, len(distinct), _BATCH_GET_KEYS):
            for item in self._batch_get(
                [_key(tenant_id, log_id) for log_id in distinct[start : start + _BATCH_GET_KEYS]]
            ):
                found[item["log_id"]["S"]] = item["content_tag"]["S"]
        return [found.get(log_id) for log_id in log_ids]

    def page(self, query: LogQuery, limit: int, after: Position | None = None) -> Sequence[ProcessedLog]:
        newest_first = query.order is Order.NEWEST_FIRST
        low, high = _bounds(query, after)
        if low >= high:
            return []
        requests: list[dict[str, Any]] = [
            {
                "TableName": self._table_name,
                "IndexName": INDEX,
                "KeyConditionExpression": f"tenant_shard = :shard AND {_SORT_KEY} BETWEEN :low AND :high",
                "ExpressionAttributeValues": {
                    ":shard": {"S": f"{query.tenant_id}#{shard}"},
                    ":low": {"S": low},
                    ":high": {"S": high},
                    ":now": self._now(),
                },
                "FilterExpression": _LIVE,
                "ScanIndexForward": not newest_first,
                # BETWEEN includes the place after which the page starts.
                "Limit": limit + 1,
            }
            for shard in range(_SHARDS)
        ]
        first_answers = self._shard_reads.map(self._query, requests)
        shards = [self._items(request, answer) for request, answer in zip(requests, first_answers, strict=True)]
        start = after and _sort_key(after)
        items = (item for item in merge(*shards, key=_sort_key_of, reverse=newest_first) if _sort_key_of(item) != start)
        return [_log(item) for item in islice(items, limit)]

    def _batch_get(self, keys: list[Item]) -> Iterator[Item]:
        """The stored ones of up to 100 keys, without their texts."""
        for attempt in range(_ATTEMPTS):
            if attempt:
                time.sleep(_FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
            with passing_errors():
                answer = self._client.batch_get_item(
                    RequestItems={
                        self._table_name: {
                            "Keys": keys,
                            "ConsistentRead": True,
                            "ProjectionExpression": _TAG_PROJECTION,
                        }
                    }
                )
            yield from answer["Responses"].get(self._table_name, [])
            unprocessed = answer.get("UnprocessedKeys", {}).get(self._table_name)
            if not unprocessed:
                return
            keys = [dict(key) for key in unprocessed["Keys"]]
        raise PassingError("partly_refused")

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
    low = _BEFORE_ALL if query.since is None else _time_key(query.since)
    high = _AFTER_ALL if query.until is None else _time_key(query.until)
    if after is None:
        return low, high
    start = _sort_key(after)
    return (low, min(high, start)) if query.order is Order.NEWEST_FIRST else (max(low, start), high)


def _time_key(time: int) -> str:
    return f"{time:020d}"


def _sort_key(position: Position) -> str:
    return f"{_time_key(position.time)}#{position.ordinal:07d}#{position.log_id}"


def _sort_key_of(item: Item) -> str:
    return str(item[_SORT_KEY]["S"])


def _optional(item: Item, name: str) -> str | None:
    return item[name]["S"] if name in item else None


def _key(tenant_id: str, log_id: str) -> dict[str, "AttributeValueTypeDef"]:
    return {"tenant_id": {"S": tenant_id}, "log_id": {"S": log_id}}


def _item(log: ProcessedLog) -> dict[str, "AttributeValueTypeDef"]:
    shard = zlib.crc32(log.log_id.encode()) % _SHARDS
    item: dict[str, AttributeValueTypeDef] = {
        **_key(log.tenant_id, log.log_id),
        "tenant_shard": {"S": f"{log.tenant_id}#{shard}"},
        _SORT_KEY: {"S": _sort_key(log.position)},
        "version": {"N": str(_VERSION)},
        "time": {"N": str(log.time)},
        "ordinal": {"N": str(log.ordinal)},
        "text": {"S": log.text},
        "source": {"S": log.source},
        "attributes": {"S": json.dumps(log.attributes, ensure_ascii=False)},
        "received_at": {"S": format_timestamp(log.received_at)},
        "processed_at": {"S": format_timestamp(log.processed_at)},
        "redactions": {"M": {kind: {"N": str(count)} for kind, count in log.redactions.items()}},
        "policy_version": {"S": log.policy_version},
        "content_tag": {"S": log.content_tag},
    }
    for name in _OPTIONAL_STRINGS:
        if (value := getattr(log, name)) is not None:
            item[name] = {"S": value}
    if log.expires_at is not None:
        item["expires_at"] = {"N": str(int(log.expires_at.timestamp()))}
    return item


def _log(item: Item) -> ProcessedLog:
    return ProcessedLog(
        tenant_id=item["tenant_id"]["S"],
        log_id=item["log_id"]["S"],
        time=int(item["time"]["N"]),
        ordinal=int(item["ordinal"]["N"]),
        text=item["text"]["S"],
        source=item["source"]["S"],
        attributes=json.loads(item["attributes"]["S"]),
        received_at=parse_timestamp(item["received_at"]["S"]),
        processed_at=parse_timestamp(item["processed_at"]["S"]),
        redactions={kind: int(count["N"]) for kind, count in item["redactions"]["M"].items()},
        policy_version=item["policy_version"]["S"],
        content_tag=item["content_tag"]["S"],
        level=Level(item["level"]["S"]) if "level" in item else None,
        service=_optional(item, "service"),
        trace_id=_optional(item, "trace_id"),
        span_id=_optional(item, "span_id"),
        conflicts_with=_optional(item, "conflicts_with"),
        expires_at=datetime.fromtimestamp(int(item["expires_at"]["N"]), UTC) if "expires_at" in item else None,
    )
