"""Logs as items of the table `tenant_logs`, and the keys of the table and its index by time."""

import json
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from application.ports.clock import Clock
from domain.level import Level
from domain.processed_log import Position, ProcessedLog
from domain.timestamps import format_timestamp, parse_timestamp

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

Item = dict[str, Any]

# The index by time has the partition key `<tenant_id>#<shard>` and the sort key `<time>#<ordinal>#<log_id>`, where time
# has 20 digits and ordinal 7. A hash of the log id selects one of eight shards, because a partition takes only 1,000
# writes a second, and DynamoDB cannot split one along a time-ordered key. The number of shards and the hash must never
# change for a table that contains logs.
INDEX = "by_time"
SORT_KEY = "time_ordinal_log_id"
_SHARDS = 8
# The version of the item format. A change that older readers could not read needs a new version.
_VERSION = 1
# An item has these attributes only if the log has a value.
_OPTIONAL_STRINGS = ("level", "service", "trace_id", "span_id", "conflicts_with")
# A filter with the current second as `:now`. It is needed because DynamoDB's time to live deletes items late.
LIVE = "(attribute_not_exists(expires_at) OR expires_at > :now)"


def current_second(clock: Clock) -> "AttributeValueTypeDef":
    """Return the value of `:now`."""
    return {"N": str(int(clock.now().timestamp()))}


def shards_of(tenant_id: str) -> Sequence[str]:
    """Return the partition keys of all shards of the tenant in the index."""
    return [f"{tenant_id}#{shard}" for shard in range(_SHARDS)]


def time_key(time: int) -> str:
    """Return the prefix of the sort keys of this time. It sorts before them and after the keys of all earlier times."""
    return f"{time:020d}"


def sort_key_of(position: Position) -> str:
    """Return the sort key of a position in the index."""
    return f"{time_key(position.time)}#{position.ordinal:07d}#{position.log_id}"


def position_of(sort_key: str) -> Position:
    """Return the position of a sort key."""
    time, ordinal, log_id = sort_key.split("#", 2)
    return Position(int(time), int(ordinal), log_id)


def key_of(tenant_id: str, log_id: str) -> dict[str, "AttributeValueTypeDef"]:
    """Return a log's key in the table."""
    return {"tenant_id": {"S": tenant_id}, "log_id": {"S": log_id}}


def item_of(log: ProcessedLog) -> dict[str, "AttributeValueTypeDef"]:
    """Return a log as an item."""
    shard = zlib.crc32(log.log_id.encode()) % _SHARDS
    item: dict[str, AttributeValueTypeDef] = {
        **key_of(log.tenant_id, log.log_id),
        "tenant_shard": {"S": f"{log.tenant_id}#{shard}"},
        SORT_KEY: {"S": sort_key_of(log.position)},
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


def log_of(item: Item) -> ProcessedLog:
    """Return the log of an item."""
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


def _optional(item: Item, name: str) -> str | None:
    return item[name]["S"] if name in item else None
