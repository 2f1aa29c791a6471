"""The contract of LogEraser."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from application.ports.log_eraser import LogEraser
from application.ports.log_store import LogStore
from domain.errors import PassingError
from domain.query.log_query import LogQuery
from infrastructure.aws.log_eraser import DynamoDbLogEraser
from infrastructure.embedded.data_folder import DataFolderFiles
from infrastructure.embedded.log_eraser import SqliteLogEraser
from infrastructure.embedded.log_repository import SqliteLogRepository
from tests.contract.aws import PASSING_FAULTS, Answer, answered, create_table, document, intercept
from tests.contract.records import logs, moment
from tests.fakes.clock import ManualClock
from tests.fakes.log_eraser import InMemoryLogEraser
from tests.fakes.log_repository import InMemoryLogRepository
from tests.support.dynamodb_log_store import DynamoDbLogStore

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse
    from mypy_boto3_dynamodb import DynamoDBClient

IDS = [f"log-{number:02}" for number in range(30)]


@dataclass(frozen=True)
class UnderTest:
    """An eraser, and what it erases from."""

    eraser: LogEraser
    repository: LogStore

    def ids(self, tenant_id: str = "acme") -> list[str]:
        """The ids of the stored logs that can be read."""
        return sorted(log.log_id for log in self.repository.page(LogQuery(tenant_id), 1_000).logs)

    def delete_all(self, seconds: float) -> int:
        """Delete portion by portion what acme sent before so many seconds; returns how many there were."""
        portion = self.eraser.delete_received_before("acme", moment(seconds))
        number = portion.deleted
        while portion.next is not None:
            portion = self.eraser.delete_received_before("acme", moment(seconds), portion.next)
            number += portion.deleted
        return number


@pytest.fixture
def in_memory() -> UnderTest:
    """The fake."""
    repository = InMemoryLogRepository()
    return UnderTest(InMemoryLogEraser(repository), repository)


@pytest.fixture
def sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[UnderTest]:
    """A new database, while a server has it open."""
    monkeypatch.setattr("infrastructure.embedded.log_eraser._BATCH", 7)
    files = DataFolderFiles(tmp_path)
    with closing(SqliteLogRepository(files.logs, clock=ManualClock())) as repository:
        yield UnderTest(SqliteLogEraser(files), repository)


@pytest.fixture
def dynamodb_eraser(dynamodb: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch) -> Iterator[UnderTest]:
    """The deployed table."""
    monkeypatch.setattr("infrastructure.aws.log_eraser._LOOKED_AT", 7)
    monkeypatch.setattr("infrastructure.aws.log_eraser._TOGETHER", 3)
    table = create_table(dynamodb)
    with ThreadPoolExecutor(8) as threads:
        yield UnderTest(
            DynamoDbLogEraser(lambda _: dynamodb, table_name=table, calls=threads),
            DynamoDbLogStore(dynamodb, table_name=table, shard_reads=threads, clock=ManualClock()),
        )


@pytest.fixture(params=["in_memory", "sqlite", "dynamodb_eraser"])
def under_test(request: pytest.FixtureRequest) -> UnderTest:
    """Each adapter in turn, with 30 logs of each of two tenants."""
    made: UnderTest = request.getfixturevalue(request.param)
    for tenant_id in ("acme", "beta"):
        made.repository.add(logs(IDS, tenant_id=tenant_id))
    return made


def test_deleted_logs_are_gone_and_no_others(under_test: UnderTest) -> None:
    """Exactly the named logs are deleted, also if they are named twice or missing; a repetition changes nothing."""
    for _ in range(2):
        under_test.eraser.delete("acme", ["log-03", "log-11", "log-03", "never", *IDS[20:]])
        assert under_test.ids() == [each for each in IDS[:20] if each not in ("log-03", "log-11")]
    assert under_test.ids("beta") == IDS


def test_all_that_was_received_before_is_deleted_portion_by_portion(under_test: UnderTest) -> None:
    """All logs received before the given time are deleted in portions; later logs and other tenants' logs stay."""
    assert under_test.delete_all(20) == 20
    assert under_test.ids() == IDS[20:]
    assert under_test.delete_all(20) == 0
    assert under_test.delete_all(1_000) == 10
    assert under_test.ids() == []
    assert under_test.ids("beta") == IDS


def test_what_has_expired_is_deleted_too(under_test: UnderTest) -> None:
    """Expired logs are deleted, too, because their bytes may still be there."""
    expired = [replace(log, expires_at=moment(-1)) for log in logs(["expired"])]
    under_test.repository.add(expired)
    assert "expired" not in under_test.ids()
    assert under_test.delete_all(20) == 21


def test_deletion_goes_on_where_it_was(under_test: UnderTest) -> None:
    """Deletion continues at its last position and does not read earlier logs again."""
    portion = under_test.eraser.delete_received_before("acme", moment(1_000))
    assert 0 < portion.deleted < len(IDS)
    under_test.repository.add(logs(IDS[:1]))
    while portion.next is not None:
        portion = under_test.eraser.delete_received_before("acme", moment(1_000), portion.next)
    assert under_test.ids() == IDS[:1]


def test_nothing_of_nobody_is_deleted(under_test: UnderTest) -> None:
    """Nothing is deleted for a tenant without logs, or for one whose id is a prefix of another's."""
    for tenant_id in ("nobody", "acm", "acme-2"):
        portion = under_test.eraser.delete_received_before(tenant_id, moment(1_000))
        assert (portion.deleted, portion.next) == (0, None)
        under_test.eraser.delete(tenant_id, IDS)
    assert under_test.ids() == under_test.ids("beta") == IDS


# DynamoDB's faults


@pytest.fixture
def filled_on_aws(dynamodb_eraser: UnderTest) -> UnderTest:
    """The deployed table with 30 logs."""
    dynamodb_eraser.repository.add(logs(IDS))
    return dynamodb_eraser


@pytest.mark.parametrize("fault", PASSING_FAULTS.values(), ids=PASSING_FAULTS)
def test_failed_call_is_a_passing_error(filled_on_aws: UnderTest, dynamodb: "DynamoDBClient", fault: Answer) -> None:
    """A failed call is a passing error, and the next attempt deletes the rest."""
    interception = intercept(dynamodb, always=fault)
    with pytest.raises(PassingError):
        filled_on_aws.eraser.delete("acme", IDS)
    with pytest.raises(PassingError):
        filled_on_aws.eraser.delete_received_before("acme", moment(1_000))
    interception.always = None
    assert filled_on_aws.delete_all(1_000) == 30


def _throttled_first(request: "AWSPreparedRequest") -> "AWSResponse | None":
    """Do none of a batch, and say so of each statement alone."""
    statements: list[Any] = document(request)["Statements"]
    return answered(200, {"Responses": [{"Error": {"Code": "ThrottlingError"}} for _ in statements]})(request)


def test_refused_statements_of_a_batch_are_tried_again(filled_on_aws: UnderTest, dynamodb: "DynamoDBClient") -> None:
    """Refused statements of a successful batch are tried again; if they are refused forever, it is a passing error."""
    interception = intercept(dynamodb, _throttled_first, _throttled_first, operation="BatchExecuteStatement")
    filled_on_aws.eraser.delete("acme", IDS)
    assert filled_on_aws.ids() == []
    interception.always = _throttled_first
    with pytest.raises(PassingError, match="partly_refused"):
        filled_on_aws.eraser.delete("acme", IDS[:1])


def test_reads_are_consistent_and_show_ids_alone(filled_on_aws: UnderTest, dynamodb: "DynamoDBClient") -> None:
    """Reads are strongly consistent and return ids without texts."""
    interception = intercept(dynamodb, operation="Query")
    filled_on_aws.delete_all(1_000 + timedelta(days=1).total_seconds())
    assert {request["ConsistentRead"] for request in interception.requests} == {True}
    assert {request["ProjectionExpression"] for request in interception.requests} == {"log_id"}
