"""The contract of LogStore for logs with an expiry time, and how its adapters delete them."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from application.ports.log_store import LogStore
from domain.processed_log import ProcessedLog
from domain.query.log_query import LogQuery
from infrastructure.embedded.log_repository import SqliteLogRepository
from tests.contract.aws import intercept
from tests.contract.conftest import RepositoryUnderTest
from tests.contract.records import add, ids_of_one_shard, largest_text, log, moment, tag
from tests.fakes.clock import ManualClock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CONFLICT = "1~" + "0" * 32
DAY = 86_400


def kept(log_id: str = "1", *, seconds: float = 0, until: float = DAY, tenant_id: str = "acme") -> ProcessedLog:
    """Make a log that is kept until so many seconds after the start of time."""
    return replace(log(log_id, seconds=seconds, tenant_id=tenant_id), expires_at=moment(until))


@pytest.fixture
def clock(repository_under_test: RepositoryUnderTest) -> ManualClock:
    """The repository's time."""
    return repository_under_test.clock


def test_expiry_is_kept_as_it_was(repository: LogStore) -> None:
    """A log is read with the expiry time that it was stored with, or with none."""
    add(repository, kept("1"))
    add(repository, log("2"))

    assert repository.find("acme", "1") == kept("1")
    assert repository.find("acme", "2") == log("2")


def test_log_is_there_until_its_end_and_not_from_then_on(repository: LogStore, clock: ManualClock) -> None:
    """A log can be read until the second of its expiry, and by no method afterwards."""
    for each in (kept("1"), kept(CONFLICT), log("for good")):
        add(repository, each)
    clock.advance(DAY - 0.001)
    assert repository.find("acme", "1") == kept("1")
    assert repository.conflicts("acme", "1", 10) == [CONFLICT]
    assert len(repository.page(LogQuery("acme"), 10).logs) == 3

    clock.advance(0.001)
    assert repository.find("acme", "1") is None
    assert repository.conflicts("acme", "1", 10) == []
    assert repository.page(LogQuery("acme"), 10).logs == [log("for good")]


def test_expired_id_is_free(repository: LogStore, clock: ManualClock) -> None:
    """The id of an expired log is free for another log, and not before."""
    add(repository, kept("1"))
    newcomer = replace(log("1", text="another"), content_tag=tag("another"))
    assert add(repository, newcomer) == kept("1").content_tag

    clock.advance(DAY)
    assert add(repository, newcomer) is None
    assert repository.find("acme", "1") == newcomer
    assert add(repository, kept("1")) == newcomer.content_tag


def test_expiry_of_one_is_nobody_elses(repository: LogStore, clock: ManualClock) -> None:
    """An expiry affects neither the same id of another tenant nor other logs."""
    others = [log("1", tenant_id="beta"), log("10"), kept("2", until=DAY + 1)]
    for each in (kept("1"), *others):
        add(repository, each)
    clock.advance(DAY)
    add(repository, kept("1", until=2 * DAY))

    assert [repository.find(each.tenant_id, each.log_id) for each in others] == others


def test_pages_are_full_however_many_have_expired(repository: LogStore, clock: ManualClock) -> None:
    """Expired logs neither shorten a page nor end a list early."""
    ids = ids_of_one_shard(30)
    for number, log_id in enumerate(ids):
        add(repository, kept(log_id, seconds=number) if number % 10 else log(log_id, seconds=number))
    clock.advance(DAY)

    assert [each.log_id for each in repository.page(LogQuery("acme"), 2).logs] == [ids[20], ids[10]]
    assert [each.log_id for each in repository.page(LogQuery("acme"), 10).logs] == [ids[20], ids[10], ids[0]]


def test_conflicts_are_complete_however_many_have_expired(repository: LogStore, clock: ManualClock) -> None:
    """Expired conflicts, however large, do not hide conflicts that are kept."""
    conflicts = [f"1~{digit * 32}" for digit in "01234567"]
    for conflict in conflicts:
        large = replace(kept(conflict), text=largest_text())
        add(repository, large if conflict != conflicts[-1] else replace(large, expires_at=None))
    clock.advance(DAY)

    assert repository.conflicts("acme", "1", 1) == [conflicts[-1]]


def test_expired_ids_are_free_among_others(repository_under_test: RepositoryUnderTest) -> None:
    """In a call with several logs, a log whose id has expired is stored like the others."""
    repository, clock = repository_under_test.repository, repository_under_test.clock
    add(repository, kept("1"))
    wanted = [log("0"), replace(kept("1", until=2 * DAY), content_tag=tag("newcomer")), log("2")]
    assert repository.add(wanted[1:2]) == [kept("1").content_tag]
    clock.advance(DAY)

    assert repository.add(wanted) == [None] * 3
    assert repository.find("acme", "1") == wanted[1]


# What only some adapters can show


def test_dynamodb_is_told_in_whole_seconds(
    dynamodb_repository: RepositoryUnderTest, dynamodb: "DynamoDBClient"
) -> None:
    """DynamoDB's time to live is a whole number of epoch seconds, and absent for logs without expiry."""
    interception = intercept(dynamodb, operation="PutItem")
    add(dynamodb_repository.repository, kept("1"))
    add(dynamodb_repository.repository, log("2"))

    timed, for_good = (request["Item"] for request in interception.requests)
    assert timed["expires_at"] == {"N": str(int(moment(DAY).timestamp()))}
    assert "expires_at" not in for_good


def test_deletion_resumes_an_hour_after_a_late_start(tmp_path: Path) -> None:
    """After a server was stopped for a weekend, it deletes expired logs when the clock has run evenly for an hour."""
    clock, path = ManualClock(), tmp_path / "logs.sqlite3"
    with closing(SqliteLogRepository(path, clock=clock)) as repository:
        add(repository, kept())
        repository.delete_expired()
    clock.advance(2.5 * DAY)
    with closing(SqliteLogRepository(path, clock=clock)) as repository:
        for minute in range(60):
            assert repository.delete_expired() == 0
            assert repository.deletion_paused, minute
            clock.advance(60)
        assert repository.delete_expired() == 1
        assert not repository.deletion_paused


def test_wrong_clock_at_the_start_deletes_nothing(tmp_path: Path) -> None:
    """A server that starts while the clock is a month ahead deletes nothing, however often it starts."""
    clock, path = ManualClock(), tmp_path / "logs.sqlite3"
    with closing(SqliteLogRepository(path, clock=clock)) as repository:
        add(repository, kept())
        repository.delete_expired()
    clock.jump(31 * DAY)
    for _ in range(3):
        clock.advance(1_800)
        with closing(SqliteLogRepository(path, clock=clock)) as repository:
            assert repository.delete_expired() == 0
    clock.jump(-31 * DAY)
    with closing(SqliteLogRepository(path, clock=clock)) as repository:
        assert repository.delete_expired() == 0
        assert not repository.deletion_paused
        assert repository.find("acme", "1") == kept()
