"""Read budgets of searches in DynamoDB, and what searches report about them."""

from typing import TYPE_CHECKING, Any

import pytest

from application.ports.log_store import LogStore
from domain.level import Level
from domain.limits import MIB
from domain.processed_log import Position
from domain.query.counting import ByField
from domain.query.log_query import LogQuery
from infrastructure.aws import log_scan
from tests.contract.conftest import RepositoryUnderTest
from tests.contract.records import log

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

UNIT_BYTES = 8 * 1024
LOG_BYTES = 300_000
BUDGET_BYTES = 10 * MIB
NEVER = LogQuery("acme", phrases=("missing",))


class Consumed:
    """The capacity of each answer to a query: as DynamoDB counts it, and not moto, for which a query is one unit."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self.units: list[float] = []
        client.meta.events.register("after-call.dynamodb.Query", self._note)

    def _note(self, parsed: dict[str, Any], **_others: Any) -> None:
        units = -(-parsed["ScannedCount"] * LOG_BYTES // UNIT_BYTES)
        parsed["ConsumedCapacity"]["CapacityUnits"] = units
        self.units.append(units)

    def taken(self) -> float:
        """What was consumed since the last call, in bytes."""
        units, self.units = self.units, []
        return sum(units) * UNIT_BYTES


@pytest.fixture
def repository(dynamodb_repository: RepositoryUnderTest, monkeypatch: pytest.MonkeyPatch) -> LogStore:
    """A table with 24 MB of one tenant's logs, which is read by searches of at most 10 MB."""
    monkeypatch.setattr(log_scan, "BUDGET_BYTES", BUDGET_BYTES)
    for number in range(80):
        dynamodb_repository.repository.add([log(f"{number:03}", seconds=number, text="x" * LOG_BYTES)])
    return dynamodb_repository.repository


@pytest.fixture
def consumed(repository: LogStore, dynamodb: "DynamoDBClient") -> Consumed:
    """What is consumed once the logs are stored."""
    assert repository
    return Consumed(dynamodb)


def test_no_search_reads_more_than_its_budget(repository: LogStore, consumed: Consumed) -> None:
    """A search without results ends at its budget and reports what it has read, as DynamoDB counts it."""
    after: Position | None = None
    pages = looked_at = 0
    while True:
        page = repository.page(NEVER, 100, after)
        taken = consumed.taken()
        assert taken <= BUDGET_BYTES
        assert page.scanned.bytes == taken
        assert page.logs == []
        pages += 1
        looked_at += page.scanned.logs
        after = page.next
        if after is None:
            break
        assert not page.complete

    assert pages > 2
    # What one shard was ahead of the others is read again.
    assert 80 <= looked_at <= 80 * pages


def test_no_count_reads_more_than_its_budget(repository: LogStore, consumed: Consumed) -> None:
    """Counting several fields reads the table once, and ends at the budget."""
    counts = repository.count_by(LogQuery("acme"), [ByField("level"), ByField("service"), ByField("attr.a")])

    assert not counts.complete
    assert consumed.taken() == counts.scanned.bytes <= BUDGET_BYTES


def test_a_short_list_reads_little(dynamodb_repository: RepositoryUnderTest) -> None:
    """A page without filters reads a few logs of each shard, however large the table is."""
    dynamodb_repository.repository.add([log(f"{number:03}", seconds=number) for number in range(200)])

    page = dynamodb_repository.repository.page(LogQuery("acme"), 20)

    assert len(page.logs) == 20
    assert page.scanned.logs <= 80


def test_a_filter_saves_no_capacity(repository: LogStore, consumed: Consumed) -> None:
    """Logs that a filter removes are read and paid for, as docs/capacity.md says."""
    repository.page(LogQuery("acme", levels=(Level.ERROR,)), 100)
    assert consumed.taken() > BUDGET_BYTES - 2 * MIB
