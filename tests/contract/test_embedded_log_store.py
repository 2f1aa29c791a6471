"""The contract of EmbeddedLogStore, in addition to LogStore."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from application.ports.embedded_log_store import EmbeddedLogStore
from domain.errors import PassingError
from domain.processed_log import ProcessedLog
from infrastructure.embedded.log_repository import SqliteLogRepository
from tests.contract.records import add, log, moment, tag
from tests.fakes.clock import ManualClock
from tests.fakes.embedded_log_store import InMemoryEmbeddedLogStore

DAY = 86_400


class UnderTest(NamedTuple):
    """A store, its clock, and how to make it unable to answer."""

    store: EmbeddedLogStore
    clock: ManualClock
    break_down: Callable[[], None]


@pytest.fixture(params=["in_memory", "sqlite"])
def under_test(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[UnderTest]:
    """Each adapter in turn, empty."""
    clock = ManualClock()
    if request.param == "in_memory":
        fake = InMemoryEmbeddedLogStore(clock)
        yield UnderTest(fake, clock, lambda: setattr(fake, "failure", PassingError()))
        return
    with closing(SqliteLogRepository(tmp_path / "logs.sqlite3", clock=clock)) as sqlite:
        yield UnderTest(sqlite, clock, sqlite.close)


@pytest.fixture
def store(under_test: UnderTest) -> EmbeddedLogStore:
    """Each adapter in turn, empty."""
    return under_test.store


def kept(log_id: str = "1", *, until: float = DAY, tenant_id: str = "acme") -> ProcessedLog:
    """Make a log that is kept until so many seconds after the start of time."""
    return replace(log(log_id, tenant_id=tenant_id), expires_at=moment(until))


def test_last_stored_increases_with_each_log_that_is_stored(store: EmbeddedLogStore) -> None:
    """The number of stored logs increases with each log of any tenant and never decreases."""
    numbers = [store.last_stored()]
    for each in (log("1"), log("2"), log("1", tenant_id="beta")):
        add(store, each)
        numbers.append(store.last_stored())
    assert numbers == sorted(set(numbers))

    add(store, replace(log("1", text="another"), content_tag=tag("another")))

    assert store.last_stored() >= numbers[-1]


def test_logs_of_a_tenant_are_counted_until_they_expire(under_test: UnderTest) -> None:
    """Number and oldest time of receipt count only the tenant's logs that can still be read."""
    store, clock = under_test.store, under_test.clock
    assert store.kept_of("acme") == (0, None)
    for each in (kept("old"), log("new", seconds=5), log("newest", seconds=9), log("1", tenant_id="beta")):
        add(store, each)
    assert store.kept_of("acme") == (3, moment(0))

    clock.advance(DAY)

    assert store.kept_of("acme") == (2, moment(5))


def test_expired_logs_are_deleted_and_no_others(under_test: UnderTest) -> None:
    """Expired logs of all tenants are deleted in portions until none is left; other logs stay."""
    store, clock = under_test.store, under_test.clock
    for tenant_id in ("acme", "beta", "umbra"):
        store.add([kept(str(number), tenant_id=tenant_id) for number in range(500)])
    left = [log("for good"), kept("later", until=DAY + 1)]
    store.add(left)
    assert store.delete_expired() == 0

    clock.advance(DAY)
    portions = [store.delete_expired() for _ in range(3)]

    assert (sum(portions), portions[-1]) == (1_500, 0)
    assert [store.find("acme", each.log_id) for each in left] == left


def test_clock_that_jumps_ahead_deletes_nothing(under_test: UnderTest) -> None:
    """A clock that runs a month ahead for half an hour deletes nothing."""
    store, clock = under_test.store, under_test.clock
    add(store, kept())
    assert store.delete_expired() == 0

    clock.jump(31 * DAY)
    another = replace(log("1", text="another"), content_tag=tag("another"))
    for _ in range(30):
        clock.advance(60)
        assert store.delete_expired() == 0
        assert store.deletion_paused
        assert add(store, another) == kept().content_tag
    clock.jump(-31 * DAY)

    assert store.find("acme", "1") == kept()
    assert store.delete_expired() == 0


def test_deletion_resumes_after_an_hour_of_even_time(under_test: UnderTest) -> None:
    """After the computer has slept for a weekend, deletion resumes when the clock has run evenly for an hour."""
    store, clock = under_test.store, under_test.clock
    add(store, kept())
    store.delete_expired()
    clock.jump(2.5 * DAY)
    for _ in range(60):
        assert store.delete_expired() == 0
        assert store.deletion_paused
        clock.advance(60)

    assert store.delete_expired() == 1
    assert not store.deletion_paused


def test_pause_without_anything_to_delete_is_no_pause(under_test: UnderTest) -> None:
    """Deletion does not count as paused while no log has expired."""
    store, clock = under_test.store, under_test.clock
    add(store, log("for good"))
    store.delete_expired()
    clock.jump(31 * DAY)
    store.delete_expired()

    assert not store.deletion_paused


def test_small_corrections_of_the_clock_pause_nothing(under_test: UnderTest) -> None:
    """Corrections of the clock by hours, or sleep at night, do not pause deletion."""
    store, clock = under_test.store, under_test.clock
    add(store, kept(until=2 * DAY))
    deleted = 0
    for hours in (12, -3, 20, 23, 5):
        clock.jump(hours * 3_600)
        clock.advance(60)
        deleted += store.delete_expired()
        assert not store.deletion_paused

    assert deleted == 1


def test_a_store_that_cannot_answer_says_so(under_test: UnderTest) -> None:
    """Checks, probes and figures raise PassingError if the store is unavailable."""
    store = under_test.store
    store.check()
    store.probe()
    store.erase_deleted()
    under_test.break_down()

    for ask in (store.check, store.probe, store.delete_expired, lambda: store.kept_of("acme")):
        with pytest.raises(PassingError):
            ask()
