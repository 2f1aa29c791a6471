"""Fixtures of every adapter, for the laws of its port.

A test that uses a port (`repository`, `queue`, …) runs once for each of its adapters. Fixtures that end in
`_in_process` leave out AWS, because moto is too slow for hundreds of examples, and its check and put are separate
steps.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from application.ports.log_store import LogStore
from application.store_once import StoreOnce
from domain.errors import PassingError
from infrastructure.aws.clients import dynamodb_client, secretsmanager_client, sqs_client
from infrastructure.embedded.log_repository import SqliteLogRepository
from tests.contract.aws import ENDPOINT, create_table, intercept, refused
from tests.contract.queues import (
    InMemoryQueueUnderTest,
    QueueUnderTest,
    SimulatedQueueUnderTest,
    SqliteQueueUnderTest,
    SqsQueueUnderTest,
)
from tests.fakes.clock import ManualClock
from tests.fakes.log_repository import InMemoryLogRepository
from tests.fakes.master_secret import FixedMasterSecret
from tests.simulation.environment import quiet_environment
from tests.simulation.ports.log_repository import SimulatedLogRepository
from tests.support.dynamodb_log_store import DynamoDbLogStore
from tests.support.moto_long_polling import receive_without_waiting
from tests.support.moto_partiql import execute_as_dynamodb_does
from tests.support.template import REGION

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

_IN_PROCESS = ["in_memory", "sqlite", "simulated"]


@dataclass(frozen=True)
class RepositoryUnderTest:
    """A repository, and a function that makes it fail."""

    repository: LogStore
    break_down: Callable[[], None]
    clock: ManualClock


# AWS


@dataclass(frozen=True)
class Clients:
    """Creates clients as deployed."""

    sqs: "Callable[[], SQSClient]"
    dynamodb: "Callable[[], DynamoDBClient]"
    secretsmanager: "Callable[[], SecretsManagerClient]"


@pytest.fixture(scope="session")
def boto3_session() -> boto3.Session:
    """One session for all tests, because creating it takes longer than creating moto's whole AWS."""
    return boto3.Session()


@pytest.fixture
def aws(boto3_session: boto3.Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clients]:
    """Return an empty AWS, in which retries have no pause and receives do not wait."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    clients = Clients(sqs_client, dynamodb_client, secretsmanager_client)
    if ENDPOINT:
        monkeypatch.setattr("boto3.DEFAULT_SESSION", boto3_session)
        monkeypatch.setenv("AWS_ENDPOINT_URL", ENDPOINT)
        yield clients
        _empty(clients)
        return
    execute_as_dynamodb_does(monkeypatch)
    receive_without_waiting(monkeypatch)
    with mock_aws(), monkeypatch.context() as within:
        # moto removes the session when it starts.
        within.setattr("boto3.DEFAULT_SESSION", boto3_session)
        yield clients


def _empty(clients: Clients) -> None:
    """Delete what a test has created, because the next test creates it again."""
    dynamodb, sqs, secrets = clients.dynamodb(), clients.sqs(), clients.secretsmanager()
    for table in dynamodb.list_tables()["TableNames"]:
        dynamodb.delete_table(TableName=table)
    for queue in sqs.list_queues().get("QueueUrls", []):
        sqs.delete_queue(QueueUrl=queue)
    for secret in secrets.list_secrets()["SecretList"]:
        secrets.delete_secret(SecretId=secret["ARN"], ForceDeleteWithoutRecovery=True)


@pytest.fixture
def sqs(aws: Clients) -> "SQSClient":
    """Return the client of SQS, whose requests a test may intercept."""
    return aws.sqs()


@pytest.fixture
def dynamodb(aws: Clients) -> "DynamoDBClient":
    """Return the client of DynamoDB, whose requests a test may intercept."""
    return aws.dynamodb()


@pytest.fixture
def secretsmanager(aws: Clients) -> "SecretsManagerClient":
    """Return the client of Secrets Manager, whose requests a test may intercept."""
    return aws.secretsmanager()


# LogStore


@pytest.fixture
def in_memory_repository() -> RepositoryUnderTest:
    """Return the fake."""
    clock = ManualClock()
    repository = InMemoryLogRepository(clock)

    def break_down() -> None:
        repository.failure = PassingError()

    return RepositoryUnderTest(repository, break_down, clock)


@pytest.fixture
def sqlite_repository(tmp_path: Path) -> Iterator[RepositoryUnderTest]:
    """Return one with a new database."""
    clock = ManualClock()
    with closing(SqliteLogRepository(tmp_path / "logs.sqlite3", clock=clock)) as repository:
        yield RepositoryUnderTest(repository, repository.close, clock)


@pytest.fixture
def simulated_repository() -> RepositoryUnderTest:
    """Return that of the simulation, without faults."""
    clock = ManualClock()
    repository = SimulatedLogRepository(quiet_environment(), clock)

    def break_down() -> None:
        repository.failure = PassingError()

    return RepositoryUnderTest(repository, break_down, clock)


@pytest.fixture
def dynamodb_repository(dynamodb: "DynamoDBClient") -> Iterator[RepositoryUnderTest]:
    """Return one with the deployed table."""

    def break_down() -> None:
        intercept(dynamodb, always=refused("ServiceUnavailable", 503))

    clock = ManualClock()
    with ThreadPoolExecutor(max_workers=8) as threads:
        repository = DynamoDbLogStore(dynamodb, table_name=create_table(dynamodb), shard_reads=threads, clock=clock)
        yield RepositoryUnderTest(repository, break_down, clock)


@pytest.fixture(params=[*_IN_PROCESS, "dynamodb"])
def repository_under_test(request: pytest.FixtureRequest) -> RepositoryUnderTest:
    """Return each adapter in turn."""
    found: RepositoryUnderTest = request.getfixturevalue(f"{request.param}_repository")
    return found


@pytest.fixture
def repository(repository_under_test: RepositoryUnderTest) -> LogStore:
    """Return each adapter in turn, empty."""
    return repository_under_test.repository


@pytest.fixture(params=_IN_PROCESS)
def repository_in_process(request: pytest.FixtureRequest) -> LogStore:
    """Return each adapter that needs no AWS, empty."""
    found: RepositoryUnderTest = request.getfixturevalue(f"{request.param}_repository")
    return found.repository


@pytest.fixture(params=["in_memory", "sqlite", "dynamodb"])
def under_small_budgets(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> LogStore:
    """Return each adapter in turn, with requests that may read only a few tens of logs."""
    found: RepositoryUnderTest = request.getfixturevalue(f"{request.param}_repository")
    if isinstance(found.repository, InMemoryLogRepository):
        found.repository.budget_logs = 30
    monkeypatch.setattr("infrastructure.embedded.log_scan.BUDGET_SECONDS", 0)
    monkeypatch.setattr("infrastructure.embedded.log_scan._FIRST_SLICE_LOGS", 30)
    monkeypatch.setattr("infrastructure.aws.log_scan.BUDGET_SECONDS", 0)
    monkeypatch.setattr("infrastructure.aws.log_reader.MOST_LOGS_AN_ANSWER", 5)
    return found.repository


@pytest.fixture
def store(repository: LogStore) -> StoreOnce:
    """Return the use case over each repository."""
    return StoreOnce(repository=repository, master_secret=FixedMasterSecret())


# LogQueue and DeadLetterQueue


@pytest.fixture
def in_memory_queue() -> QueueUnderTest:
    """Return the fake."""
    return InMemoryQueueUnderTest()


@pytest.fixture
def sqlite_queue(tmp_path: Path) -> Iterator[QueueUnderTest]:
    """Return one with a new database."""
    with closing(SqliteQueueUnderTest(tmp_path / "queue.sqlite3")) as queue:
        yield queue


@pytest.fixture
def simulated_queue() -> QueueUnderTest:
    """Return that of the simulation, without faults."""
    return SimulatedQueueUnderTest()


@pytest.fixture
def sqs_queue(sqs: "SQSClient", monkeypatch: pytest.MonkeyPatch) -> QueueUnderTest:
    """Return one with the deployed queues."""
    return SqsQueueUnderTest(sqs, monkeypatch)


@pytest.fixture(params=[*_IN_PROCESS, "sqs"])
def queue(request: pytest.FixtureRequest) -> QueueUnderTest:
    """Return each adapter in turn, empty."""
    found: QueueUnderTest = request.getfixturevalue(f"{request.param}_queue")
    return found


@pytest.fixture(params=_IN_PROCESS)
def queue_in_process(request: pytest.FixtureRequest) -> QueueUnderTest:
    """Return each adapter that needs no AWS, empty."""
    found: QueueUnderTest = request.getfixturevalue(f"{request.param}_queue")
    return found
