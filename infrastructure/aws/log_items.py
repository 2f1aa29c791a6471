"""Logs as items of the table `tenant_logs`, and the keys of its index by time."""

import json
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from domain.level import Level
from domain.processed_log import Position, ProcessedLog
from domain.timestamps import format_timestamp, parse_timestamp

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

Item = dict[str, Any]

# The index by time has the partition key `<tenant_id>#<shard>` and the sort key `<time>#<ordinal>#<log_id>`, where time
# has 20 digits and ordinal 7. Eight shards by a hash of the log id, because one partition takes 1,000 writes a second
# and cannot be split along a time-ordered key. Neither number nor hash may change for a table that holds logs.
INDEX = "by_time"
SORT_KEY = "time_ordinal_log_id"
_SHARDS = 8
# Of an item's form. A later one that a reader of this one cannot read takes a new version.
_VERSION = 1
# An item has these only where the log does.
_OPTIONAL_STRINGS = ("level", "service", "trace_id", "span_id", "conflicts_with")
# A condition on what is read, with the present second as `:now`: the table's time to live deletes late.
LIVE = "(attribute_not_exists(expires_at) OR expires_at > :now)"


def shards_of(tenant_id: str) -> Sequence[str]:
    """The index's partition keys that the tenant's logs are spread over."""
    return [f"{tenant_id}#{shard}" for shard in range(_SHARDS)]


def time_key(time: int) -> str:
    """What the sort keys of this time's logs begin with. It sorts before them, and behind those of any earlier time."""
    return f"{time:020d}"


def sort_key_of(position: Position) -> str:
    """The index's sort key of the log at this position."""
    return f"{time_key(position.time)}#{position.ordinal:07d}#{position.log_id}"


def position_of(sort_key: str) -> Position:
    """The position that a sort key stands for."""
    time, ordinal, log_id = sort_key.split("#", 2)
    return Position(int(time), int(ordinal), log_id)


def key_of(tenant_id: str, log_id: str) -> dict[str, "AttributeValueTypeDef"]:
    """The table's key of a log."""
    return {"tenant_id": {"S": tenant_id}, "log_id": {"S": log_id}}


def item_of(log: ProcessedLog) -> dict[str, "AttributeValueTypeDef"]:
    """The whole item of a log."""
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
    """The log that an item holds."""
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
