"""The contract of UsageCounter."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from application.ports.usage_counter import UsageCounter
from domain.errors import PassingError
from domain.quota import Usage
from infrastructure.aws.clients import usage_client
from infrastructure.aws.usage_counter import DynamoDbUsageCounter
from infrastructure.embedded.usage_counter import SqliteUsageCounter
from tests.acceptance.polling import poll
from tests.contract.aws import PASSING_FAULTS, Answer, create_table, intercept, refused
from tests.contract.conftest import Clients
from tests.fakes.usage_counter import InMemoryUsageCounter
from tests.support.template import TENANT_USAGE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MINUTE = 29_923_200


@dataclass(frozen=True)
class CounterUnderTest:
    """A counter, and how to make it unable to answer."""

    counter: UsageCounter
    break_down: Callable[[], None]


@pytest.fixture
def in_memory() -> CounterUnderTest:
    """The fake."""
    counter = InMemoryUsageCounter()

    def break_down() -> None:
        counter.failure = PassingError()

    return CounterUnderTest(counter, break_down)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[CounterUnderTest]:
    """A new file."""
    with closing(SqliteUsageCounter(tmp_path / "usage.sqlite3")) as counter:
        yield CounterUnderTest(counter, counter.close)


@pytest.fixture
def client(aws: Clients) -> "DynamoDBClient":  # noqa: ARG001 - it keeps AWS away
    """The client that counts."""
    return usage_client()


@pytest.fixture
def dynamodb_counter(client: "DynamoDBClient") -> CounterUnderTest:
    """The deployed table."""
    table = create_table(client, TENANT_USAGE)

    def break_down() -> None:
        intercept(client, always=refused("ThrottlingException"))

    return CounterUnderTest(DynamoDbUsageCounter(client, table_name=table), break_down)


@pytest.fixture(params=["in_memory", "sqlite", "dynamodb_counter"])
def under_test(request: pytest.FixtureRequest) -> CounterUnderTest:
    """Each adapter in turn."""
    made: CounterUnderTest = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def counter(under_test: CounterUnderTest) -> UsageCounter:
    """Each adapter in turn, empty."""
    return under_test.counter


def test_sums_grow(counter: UsageCounter) -> None:
    """Each add returns the sum of the tenant's minute, including itself."""
    assert counter.add("acme", MINUTE, Usage(1, 100)) == Usage(1, 100)
    assert counter.add("acme", MINUTE, Usage(1, 0)) == Usage(2, 100)
    assert counter.add("acme", MINUTE, Usage(3, 2**40)) == Usage(5, 2**40 + 100)


def test_tenants_and_minutes_are_apart(counter: UsageCounter) -> None:
    """Usage counts only for its own tenant and minute."""
    counter.add("acme", MINUTE, Usage(1, 100))

    assert counter.add("ACME", MINUTE, Usage(1, 1)) == Usage(1, 1)
    assert counter.add("acme", MINUTE + 1, Usage(1, 2)) == Usage(1, 2)
    assert counter.add("acme", MINUTE, Usage(1, 3)) == Usage(2, 103)


@pytest.mark.parametrize("adapter", ["in_memory", "sqlite"])
def test_everything_added_at_once_is_counted(request: pytest.FixtureRequest, adapter: str) -> None:
    """Of many simultaneous adds none is lost, and one of them returns the total.

    DynamoDB's updates are atomic; moto's are not.
    """
    counter: UsageCounter = request.getfixturevalue(adapter).counter
    with ThreadPoolExecutor(4) as threads:
        sums = list(threads.map(lambda _: counter.add("acme", MINUTE, Usage(1, 10)), range(20)))

    assert max(sums, key=lambda each: each.requests) == Usage(20, 200)


def test_counter_that_cannot_answer_is_a_passing_error(under_test: CounterUnderTest) -> None:
    """PassingError is raised if the counter is unavailable."""
    under_test.break_down()

    with pytest.raises(PassingError):
        under_test.counter.add("acme", MINUTE, Usage(1, 1))


def test_requests_do_not_wait_for_a_locked_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process locks SQLite's file, nothing is counted and hundreds of requests hardly wait."""
    path, slept = tmp_path / "usage.sqlite3", [0.0]
    pause = time.sleep

    def pausing(seconds: float) -> None:
        slept[0] += seconds
        pause(seconds)

    monkeypatch.setattr("infrastructure.embedded.database.time.sleep", pausing)
    with closing(SqliteUsageCounter(path)) as counter:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            for _ in range(300):
                with pytest.raises(PassingError):
                    counter.add("acme", MINUTE, Usage(1, 1))
        assert slept[0] < 3
        assert poll(lambda: counts(counter), 10)


def counts(counter: SqliteUsageCounter) -> bool | None:
    """Whether it counts, or None."""
    try:
        return counter.add("acme", MINUTE, Usage(1, 1)).requests > 0
    except PassingError:
        return None


def test_old_minutes_are_forgotten(tmp_path: Path) -> None:
    """SQLite's file contains only the last minutes."""
    with closing(SqliteUsageCounter(tmp_path / "usage.sqlite3")) as counter:
        for minute in range(100):
            counter.add("acme", MINUTE + minute, Usage(1, 1))

        with counter._database.reading() as connection:  # noqa: SLF001 - it shows nowhere else
            assert connection.execute("SELECT count(*) FROM usage").fetchone()[0] <= 6


def test_item_says_when_it_may_go(dynamodb_counter: CounterUnderTest, client: "DynamoDBClient") -> None:
    """DynamoDB's item has a time to live some minutes after its own minute, in whole epoch seconds."""
    dynamodb_counter.counter.add("acme", MINUTE, Usage(1, 1))

    (item,) = client.scan(TableName="tenant_usage")["Items"]
    assert MINUTE * 60 + 60 < int(item["expires_at"]["N"]) <= MINUTE * 60 + 3600


@pytest.mark.parametrize("fault", PASSING_FAULTS.values(), ids=PASSING_FAULTS)
def test_nothing_is_counted_twice(dynamodb_counter: CounterUnderTest, client: "DynamoDBClient", fault: Answer) -> None:
    """A failed call is not repeated, because it may have been counted and the request would wait."""
    interception = intercept(client, always=fault)

    with pytest.raises(PassingError):
        dynamodb_counter.counter.add("acme", MINUTE, Usage(1, 1))
    assert len(interception.requests) == 1
