"""Reading stored logs from DynamoDB."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from application.ports.clock import Clock
from application.ports.log_reader import Counts, LogReader, Page, Scanned, Stored
from domain.identity import CONFLICT_SEPARATOR
from domain.limits import MAX_PAGE_BYTES
from domain.processed_log import Position, ProcessedLog
from domain.query.counting import ByField, ByTime, Key
from domain.query.log_query import LogQuery, Order
from domain.query.matching import content_test
from domain.timestamps import NANOSECONDS_A_SECOND, format_timestamp, nanoseconds
from infrastructure.aws.errors import passing_errors
from infrastructure.aws.log_filters import FilterExpression
from infrastructure.aws.log_items import (
    INDEX,
    LIVE,
    SORT_KEY,
    Item,
    current_second,
    key_of,
    log_of,
    position_of,
    shards_of,
    sort_key_of,
    time_key,
)
from infrastructure.aws.log_mark import Mark
from infrastructure.aws.log_scan import MOST_LOGS_AN_ANSWER, Scan, sort_key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryOutputTypeDef

# Sort before and after all sort keys, which start with a digit.
_BEFORE_ALL, _AFTER_ALL = "0", ":"


class DynamoDbLogReader(LogReader):
    """Reads single logs from the table, and lists and counts from the index, which is eventually consistent."""

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
                ":now": current_second(self._clock),
            },
            "FilterExpression": LIVE,
            "ProjectionExpression": "log_id",
            "ConsistentRead": True,
            "Limit": limit,
        }
        return [item["log_id"]["S"] for item in islice(self._items(request, self._query(request)), limit)]

    def page(self, query: LogQuery, limit: int, after: Position | None = None) -> Page:
        filters = FilterExpression(query)
        scan = self._scan(query, filters, after, limit)
        if scan is None:
            return Page([])
        # Without filters, read one log more to learn whether there is a next page. With filters that may be expensive.
        wanted = limit if filters.filters else limit + 1
        logs: list[ProcessedLog] = []
        size = 0
        for log in _passing(scan, query, after):
            logs.append(log)
            size += log.content_bytes
            if len(logs) == wanted or size > MAX_PAGE_BYTES:
                break
        scanned = Scanned(scan.logs, scan.read_bytes)
        if len(logs) >= limit or size > MAX_PAGE_BYTES:
            more = len(logs) > limit or scan.may_have_more
            return Page(logs[:limit], logs[:limit][-1].position if more else None, scanned=scanned)
        if scan.stopped_at is not None:
            return Page(logs, position_of(scan.stopped_at), complete=False, scanned=scanned)
        return Page(logs, scanned=scanned)

    def count_by(self, query: LogQuery, by: Sequence[ByTime | ByField]) -> Counts:
        numbers: list[Counter[Key]] = [Counter() for _ in by]
        scan = self._scan(query, FilterExpression(query), None, None)
        if scan is None:
            return Counts(numbers)
        for log in _passing(scan, query, None):
            for counter, each in zip(numbers, by, strict=True):
                counter.update(each.keys(log))
        return Counts(numbers, scan.stopped_at is None, Scanned(scan.logs, scan.read_bytes))

    def stored_since(self, query: LogQuery, mark: str | None, limit: int, window_seconds: int) -> Stored:
        now = self._clock.now()
        if mark is None:
            return Stored([], str(Mark(now)))
        since = Mark.read(mark)
        earliest = max(nanoseconds(now) - window_seconds * NANOSECONDS_A_SECOND, query.since or 0)
        filters = FilterExpression(query, processed_from=format_timestamp(since.read_from))
        scan = self._scan(replace(query, since=earliest), filters, None, None)
        found: list[ProcessedLog] = []
        if scan is not None:
            found = [log for log in _passing(scan, query, None) if since.is_before(log)]
            found.sort(key=lambda log: (log.processed_at, log.log_id))
        complete = scan is None or scan.stopped_at is None
        if len(found) > limit:
            logs = [(log, str(Mark(log.processed_at, log.log_id))) for log in found[:limit]]
            return Stored(logs, logs[-1][1], complete=False)
        newest = str(Mark(max([since.processed_at, *(log.processed_at for log in found)])))
        return Stored([(log, newest) for log in found], newest, complete)

    def _scan(
        self, query: LogQuery, filters: FilterExpression, after: Position | None, limit: int | None
    ) -> Scan | None:
        """Return a scan of the query's range, or None if the range is empty, which DynamoDB would refuse."""
        low, high = _bounds(query, after)
        if low >= high:
            return None
        shared: dict[str, Any] = {
            "TableName": self._table_name,
            "IndexName": INDEX,
            "KeyConditionExpression": f"tenant_shard = :shard AND {SORT_KEY} BETWEEN :low AND :high",
            "FilterExpression": filters.text,
            "ScanIndexForward": query.order is Order.OLDEST_FIRST,
            "ReturnConsumedCapacity": "TOTAL",
            # Without filters, read twice a shard's share of the page.
            "Limit": MOST_LOGS_AN_ANSWER if limit is None or filters.filters else limit // 4 + 2,
        }
        if filters.names:
            shared["ExpressionAttributeNames"] = filters.names
        values = {":low": {"S": low}, ":high": {"S": high}, ":now": current_second(self._clock), **filters.values}
        requests = [
            shared | {"ExpressionAttributeValues": {":shard": {"S": shard}, **values}}
            for shard in shards_of(query.tenant_id)
        ]
        return Scan(
            requests,
            newest_first=query.order is Order.NEWEST_FIRST,
            query=self._query,
            threads=self._shard_reads,
            clock=self._clock,
        )

    def _items(self, request: dict[str, Any], answer: "QueryOutputTypeDef") -> Iterator[Item]:
        """Yield all items of a query. Each further answer, of up to 1 MB, is requested when it is needed."""
        while True:
            yield from answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            answer = self._query(request | {"ExclusiveStartKey": answer["LastEvaluatedKey"]})

    def _query(self, request: dict[str, Any]) -> "QueryOutputTypeDef":
        with passing_errors():
            return self._client.query(**request)


def _bounds(query: LogQuery, after: Position | None) -> tuple[str, str]:
    """Return the first and last sort key of the range. The log at `after` may be in the range and must be skipped."""
    # A bare time is never a sort key: the sort keys of its logs are longer and sort after it.
    low = _BEFORE_ALL if query.since is None else time_key(query.since)
    high = _AFTER_ALL if query.until is None else time_key(query.until)
    if after is None:
        return low, high
    start = sort_key_of(after)
    return (low, min(high, start)) if query.order is Order.NEWEST_FIRST else (max(low, start), high)


def _passing(scan: Scan, query: LogQuery, after: Position | None) -> Iterator[ProcessedLog]:
    """Yield the logs of a scan that pass all filters of the query, without the one at `after`."""
    content = content_test(query)
    start = after and sort_key_of(after)
    for item in scan.items():
        if sort_key(item) != start and (content is None or content.passes(item["text"]["S"], item["attributes"]["S"])):
            yield log_of(item)
