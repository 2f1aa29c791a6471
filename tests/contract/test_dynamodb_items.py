"""The attributes and the size of a log's item in DynamoDB."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from application.ports.log_store import LogStore
from domain.json_value import JsonValue
from domain.level import Level
from domain.limits import ITEM_RESERVE_BYTES
from domain.log_entry import MAX_ORDINAL
from domain.log_time import MAX_TIME
from domain.processed_log import ProcessedLog
from domain.redaction.detectors import DETECTORS
from domain.redaction.policy import MAX_CUSTOM_KINDS
from entrypoints.cli.aws_prices import ITEM_BYTES
from tests.contract.aws import intercept
from tests.contract.conftest import RepositoryUnderTest
from tests.contract.records import add, log, time
from tests.contract.strict import item_bytes

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_OPTIONAL = ("level", "service", "trace_id", "span_id", "conflicts_with", "expires_at")


@pytest.fixture
def repository(dynamodb_repository: RepositoryUnderTest) -> LogStore:
    """The repository over the client that is looked at."""
    return dynamodb_repository.repository


def item_of(repository: LogStore, dynamodb: "DynamoDBClient", stored: ProcessedLog) -> dict[str, Any]:
    """The item that is put for a log."""
    interception = intercept(dynamodb, operation="PutItem")
    add(repository, stored)
    (request,) = interception.requests
    item: dict[str, Any] = request["Item"]
    return item


def test_index_is_sorted_by_time_place_and_id(repository: LogStore, dynamodb: "DynamoDBClient") -> None:
    """The index's sort key is the time in 20 digits, the ordinal in 7 and the log id; the item has its version."""
    item = item_of(repository, dynamodb, log("log-1", ordinal=12))

    assert item["time_ordinal_log_id"] == {"S": "01795435200000000000#0000012#log-1"}
    assert item["tenant_shard"]["S"] in {f"acme#{shard}" for shard in range(8)}
    assert (item["time"], item["ordinal"], item["version"]) == ({"N": str(time(0))}, {"N": "12"}, {"N": "1"})


def test_fields_are_attributes_of_their_own(repository: LogStore, dynamodb: "DynamoDBClient") -> None:
    """Level, service and ids are attributes of their own, and are absent if the log has none."""
    stored = replace(log(), level=Level.WARN, service="checkout", trace_id="1" * 32, span_id="2" * 16)

    item, bare = item_of(repository, dynamodb, stored), item_of(repository, dynamodb, log("2"))

    own = {name: item[name]["S"] for name in ("level", "service", "trace_id", "span_id")}
    assert own == {"level": "warn", "service": "checkout", "trace_id": "1" * 32, "span_id": "2" * 16}
    assert not bare.keys() & set(_OPTIONAL)


def test_an_item_takes_what_its_cost_is_reckoned_by(repository: LogStore, dynamodb: "DynamoDBClient") -> None:
    """Besides its text, a log takes about 500 bytes with a few fields and about 400 without."""
    fields: dict[str, JsonValue] = {"level": "info", "service": "checkout", "timestamp": "2026-11-23T11:00:00.123Z"}
    usual = replace(
        log("0" * 32), attributes=fields, level=Level.INFO, service="checkout", redactions={"PHONE": 1}, source="batch"
    )

    beside = [item_bytes(item_of(repository, dynamodb, stored)) - len(stored.text) for stored in (usual, log("1" * 32))]

    assert beside == pytest.approx([ITEM_BYTES, ITEM_BYTES - 100], abs=15)


def test_other_fields_fit_into_their_reserve(repository: LogStore, dynamodb: "DynamoDBClient") -> None:
    """In the largest item, all attributes except text and attributes fit into the space reserved for them."""
    largest = replace(
        log("i" * 128 + "~" + "0" * 32, tenant_id="t" * 63, text=""),
        time=MAX_TIME,
        ordinal=MAX_ORDINAL,
        level=Level.DEBUG,
        service="😀" * 255,
        trace_id="1" * 32,
        span_id="2" * 16,
        source="batch",
        policy_version="v" * 64,
        redactions={f"K{number:0>23}": 16_800 for number in range(MAX_CUSTOM_KINDS + len(DETECTORS))},
        conflicts_with="i" * 128,
        expires_at=log().received_at,
    )

    item = item_of(repository, dynamodb, largest)

    assert set(_OPTIONAL) <= item.keys()
    assert item_bytes(item) <= ITEM_RESERVE_BYTES
