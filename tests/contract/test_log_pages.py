"""The laws of LogRepository on listing a tenant's logs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.ports.log_repository import LogQuery, LogRepository, Position
from domain.processed_log import ProcessedLog
from tests.contract.records import ids_of_one_shard, largest_text, log, logs, moment

# Few seconds and few ids, so that ties and neighbours are common; the ids sort differently by case-folding and locale.
SECONDS = st.sampled_from([0, 0.000001, 0.5, 1, 2])
LOG_IDS = st.text("aZz19._:-", min_size=1, max_size=3) | st.sampled_from(["1~" + "0" * 32, "10~" + "f" * 32])
tenants = (f"tenant-{number}" for number in count())


@dataclass(frozen=True)
class Arrival:
    """A log that is stored before or, for the later ones, while the pages are read."""

    log_id: str
    seconds: float


@dataclass(frozen=True)
class Listing:
    """What is asked for, in seconds and logs a page."""

    since: float | None
    until: float | None
    size: int


ARRIVALS = st.lists(st.builds(Arrival, LOG_IDS, SECONDS), max_size=14, unique_by=lambda arrival: arrival.log_id)


def test_newest_comes_first(repository: LogRepository) -> None:
    """Logs are listed from the newest to the oldest, whatever order they were stored in."""
    oldest, middle, newest = logs(["b", "c", "a"])
    for each in (middle, newest, oldest):
        repository.add(each)

    assert repository.page(LogQuery("acme"), 10) == [newest, middle, oldest]


def test_same_moment_is_ordered_by_id(repository: LogRepository) -> None:
    """Logs of one moment are listed by their ids, backwards and by code point."""
    for log_id in ("a", "B", "10", "9", "a.", "a~", "a:", "-", "_"):
        repository.add(log(log_id))

    assert ids(repository.page(LogQuery("acme"), 10)) == ["a~", "a:", "a.", "a", "_", "B", "9", "10", "-"]


def test_microseconds_count(repository: LogRepository) -> None:
    """Moments are told apart to the microsecond."""
    for log_id, seconds in (("c", 0), ("b", 0.000001), ("a", 0.000002)):
        repository.add(log(log_id, seconds=seconds))

    assert ids(repository.page(LogQuery("acme"), 10)) == ["a", "b", "c"]
    assert ids(repository.page(LogQuery("acme", since=moment(0.000001), until=moment(0.000002)), 10)) == ["b"]


@pytest.mark.parametrize(("limit", "expected"), [(1, "e"), (3, "edc"), (5, "edcba"), (6, "edcba"), (101, "edcba")])
def test_page_is_full_where_there_are_more(repository: LogRepository, limit: int, expected: str) -> None:
    """A page has as many logs as the limit, or all that there are."""
    for each in logs("abcde"):
        repository.add(each)

    assert ids(repository.page(LogQuery("acme"), limit)) == list(expected)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (1, None, "dcb"),
        (None, 2, "ba"),
        (1, 2, "b"),
        (1, 3, "cb"),
        (1.5, 2.5, "c"),
        (2, 2, ""),
        (3, 1, ""),
        (4, None, ""),
        (None, 0, ""),
        (-10, 10, "dcba"),
    ],
)
def test_since_is_included_and_until_is_not(
    repository: LogRepository, since: float | None, until: float | None, expected: str
) -> None:
    """A query holds the logs of `since <= received_at < until`."""
    for each in logs("abcd"):
        repository.add(each)

    query = LogQuery("acme", since=optional_moment(since), until=optional_moment(until))

    assert ids(repository.page(query, 10)) == list(expected)


def test_bounds_are_moments_in_any_zone(repository: LogRepository) -> None:
    """A bound is a moment: the offset it is written with changes nothing."""
    for each in logs("abcd"):
        repository.add(each)
    zone = timezone(timedelta(hours=-9, minutes=-30))

    query = LogQuery(
        "acme",
        since=moment(1).astimezone(zone),
        until=moment(3).astimezone(zone),
        before=Position(moment(2).astimezone(zone), "c"),
    )

    assert ids(repository.page(query, 10)) == ["b"]


def test_before_is_left_out(repository: LogRepository) -> None:
    """Only logs older than `before` are listed: not the one at that place, and of its moment only lesser ids."""
    for each in [log("a"), log("b"), log("c"), log("z", seconds=-1), log("0", seconds=1)]:
        repository.add(each)

    assert ids(repository.page(LogQuery("acme", before=Position(moment(0), "b")), 10)) == ["a", "z"]
    assert ids(repository.page(LogQuery("acme", before=Position(moment(0), "a")), 10)) == ["z"]


def test_before_need_not_exist(repository: LogRepository) -> None:
    """A place may be one that no log has."""
    for each in logs("abc"):
        repository.add(each)

    assert ids(repository.page(LogQuery("acme", before=Position(moment(1.5), "x")), 10)) == ["b", "a"]
    assert ids(repository.page(LogQuery("acme", before=Position(moment(-1), "x")), 10)) == []
    assert ids(repository.page(LogQuery("acme", before=Position(moment(9), "x")), 10)) == ["c", "b", "a"]


def test_all_bounds_hold_together(repository: LogRepository) -> None:
    """`before` narrows what `since` and `until` leave, and never widens it."""
    for each in logs("abcdef"):
        repository.add(each)

    def page(before: int) -> list[str]:
        query = LogQuery("acme", since=moment(1), until=moment(4), before=Position(moment(before), "a"))
        return ids(repository.page(query, 10))

    assert [page(before) for before in (0, 2, 5)] == [[], ["b"], ["d", "c", "b"]]


def test_pages_make_up_the_list(repository: LogRepository) -> None:
    """Pages that go on from each other hold every log once, across ties and for every size."""
    stored = [log(f"{number % 7}.{number}", seconds=number % 3) for number in range(17)]
    for each in stored:
        repository.add(each)

    for size in (1, 4, 16, 17):
        assert [*walk(repository, LogQuery("acme"), size)] == newest_first(stored)


def test_pages_leave_nothing_out_while_logs_arrive(repository: LogRepository) -> None:
    """Logs that arrive between two pages put no other log out of its place, and older ones are still listed."""
    for each in logs("abcdef"):
        repository.add(each)
    arriving = iter([log("new", seconds=99), log("d.", seconds=3), log("old", seconds=-1)])

    listed = ids(walk(repository, LogQuery("acme"), 2, lambda: repository.add(next(arriving))))

    assert listed == ["f", "e", "d", "c", "b", "a", "old"]


def test_pages_are_complete_however_large(repository: LogRepository) -> None:
    """A page is in order and complete where its logs pass what a store reads at once, in one shard or in all."""
    stored = [replace(each, text=largest_text()) for each in logs([*ids_of_one_shard(6), "a", "b", "c"])]
    for each in stored:
        repository.add(each)

    assert repository.page(LogQuery("acme"), 100) == newest_first(stored)
    assert [*walk(repository, LogQuery("acme"), 4)] == newest_first(stored)


@settings(
    max_examples=60,
    # Each example has a tenant of its own, so one repository serves them all.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    stored=ARRIVALS,
    later=ARRIVALS,
    listing=st.builds(Listing, st.none() | SECONDS, st.none() | SECONDS, st.integers(1, 7)),
)
def test_any_logs_in_any_pages(
    repository_in_process: LogRepository, stored: list[Arrival], later: list[Arrival], listing: Listing
) -> None:
    """Whatever is stored before and between, pages hold each log of the start once and in order, and none twice."""
    tenant = next(tenants)
    at_start = [log(arrival.log_id, tenant_id=tenant, seconds=arrival.seconds) for arrival in stored]
    for each in at_start:
        repository_in_process.add(each)
    arriving = iter(later)

    def arrive() -> None:
        if arrival := next(arriving, None):
            repository_in_process.add(log(arrival.log_id, tenant_id=tenant, seconds=arrival.seconds))

    query = LogQuery(tenant, optional_moment(listing.since), optional_moment(listing.until))
    listed = [*walk(repository_in_process, query, listing.size, arrive)]

    assert listed == newest_first(listed)
    assert len(set(ids(listed))) == len(listed)
    assert set(ids(listed)) >= {each.log_id for each in at_start if matches(each, query)}
    assert all(matches(each, query) for each in listed)


def optional_moment(seconds: float | None) -> datetime | None:
    """Make a bound, if there is one."""
    return None if seconds is None else moment(seconds)


def walk(
    repository: LogRepository, query: LogQuery, size: int, between: Callable[[], object] = lambda: None
) -> Iterator[ProcessedLog]:
    """Read page after page until one is not full."""
    while True:
        page = repository.page(query, size)
        assert len(page) <= size
        yield from page
        if len(page) < size:
            return
        query = replace(query, before=Position(page[-1].received_at, page[-1].log_id))
        between()


def matches(each: ProcessedLog, query: LogQuery) -> bool:
    """Say whether a log is within the query's bounds."""
    return (query.since is None or query.since <= each.received_at) and (
        query.until is None or each.received_at < query.until
    )


def newest_first(unordered: Sequence[ProcessedLog]) -> list[ProcessedLog]:
    """Put logs into the order in which they are listed."""
    return sorted(unordered, key=lambda each: (each.received_at, each.log_id), reverse=True)


def ids(listed: Iterator[ProcessedLog] | Sequence[ProcessedLog]) -> list[str]:
    """Name the logs."""
    return [each.log_id for each in listed]
