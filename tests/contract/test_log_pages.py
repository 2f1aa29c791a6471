"""The contract of LogStore for listing logs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.ports.log_store import LogStore
from domain.log_entry import MAX_ORDINAL
from domain.log_time import MAX_TIME
from domain.processed_log import Position, ProcessedLog
from domain.query.log_query import LogQuery, Order
from tests.contract.records import add, ids_of_one_shard, largest_text, log, logs, time
from tests.support.examples import examples

# Few seconds, places and ids, so that ties and neighbours are common; places and ids sort differently as text, by
# case-folding and by locale.
SECONDS = st.sampled_from([0, 0.000001, 0.5, 1, 2])
ORDINALS = st.sampled_from([0, 1, 2, 10, 99_999])
ORDERS = st.sampled_from(Order)
LOG_IDS = st.text("aZz19._:-", min_size=1, max_size=3) | st.sampled_from(["1~" + "0" * 32, "10~" + "f" * 32])
tenants = (f"tenant-{number}" for number in count())


@dataclass(frozen=True)
class Arrival:
    """A log that is stored before or, for the later ones, while the pages are read."""

    log_id: str
    seconds: float
    ordinal: int


@dataclass(frozen=True)
class Listing:
    """What is asked for, in seconds and logs a page."""

    since: float | None
    until: float | None
    order: Order
    size: int


ARRIVALS = st.lists(
    st.builds(Arrival, LOG_IDS, SECONDS, ORDINALS), max_size=14, unique_by=lambda arrival: arrival.log_id
)


def test_newest_comes_first(repository: LogStore) -> None:
    """Logs are listed from the newest to the oldest, or the reverse, in whatever order they were stored."""
    oldest, middle, newest = logs(["b", "c", "a"])
    for each in (middle, newest, oldest):
        add(repository, each)

    assert repository.page(LogQuery("acme"), 10).logs == [newest, middle, oldest]
    assert repository.page(LogQuery("acme", order=Order.OLDEST_FIRST), 10).logs == [oldest, middle, newest]


def test_time_counts_and_not_when_it_was_received(repository: LogStore) -> None:
    """A log that arrives late is listed by its own time."""
    for each in (*logs(["a", "b"]), replace(log("late", seconds=9), time=time(0.5))):
        add(repository, each)

    assert ids(repository.page(LogQuery("acme"), 10).logs) == ["b", "late", "a"]
    assert ids(repository.page(LogQuery("acme", since=time(0.5), until=time(1)), 10).logs) == ["late"]


def test_logs_of_one_time_keep_their_order(repository: LogStore) -> None:
    """Logs with the same time are ordered by their number within the request, then by id."""
    places = {"z": 0, "y": 1, "x": 2, "w": 10, "v": 99_999, "u": MAX_ORDINAL}
    for log_id, ordinal in places.items():
        add(repository, log(log_id, ordinal=ordinal))

    assert ids(repository.page(LogQuery("acme", order=Order.OLDEST_FIRST), 10).logs) == [*places]
    assert ids(repository.page(LogQuery("acme"), 10).logs) == [*reversed(places)]
    assert ids(repository.page(LogQuery("acme"), 10, Position(time(0), 2, "x")).logs) == ["y", "z"]


def test_same_moment_is_ordered_by_id(repository: LogStore) -> None:
    """Logs with the same time and number are ordered by id, by code point."""
    for log_id in ("a", "B", "10", "9", "a.", "a~", "a:", "-", "_"):
        add(repository, log(log_id))

    assert ids(repository.page(LogQuery("acme"), 10).logs) == ["a~", "a:", "a.", "a", "_", "B", "9", "10", "-"]


def test_nanoseconds_count(repository: LogStore) -> None:
    """Times that differ by a nanosecond are in order."""
    for log_id, later in (("c", 0), ("b", 1), ("a", 2)):
        add(repository, replace(log(log_id), time=time(0) + later))

    assert ids(repository.page(LogQuery("acme"), 10).logs) == ["a", "b", "c"]
    assert ids(repository.page(LogQuery("acme", since=time(0) + 1, until=time(0) + 2), 10).logs) == ["b"]


@pytest.mark.parametrize("order", Order)
def test_every_time_is_ordered(repository: LogStore, order: Order) -> None:
    """Times from 1970 to 2262 are ordered numerically, and bounds may be in the same range."""
    times = [0, 1, 9, 10, 10**9, 10**18, MAX_TIME - 1]
    for number, each in enumerate(times):
        add(repository, replace(log(str(number)), time=each))

    listed = [each.time for each in repository.page(LogQuery("acme", since=0, until=MAX_TIME, order=order), 10).logs]

    assert sorted(listed) == times
    assert listed == sorted(listed, reverse=order is Order.NEWEST_FIRST)


@pytest.mark.parametrize(("limit", "expected"), [(1, "e"), (3, "edc"), (5, "edcba"), (6, "edcba"), (101, "edcba")])
def test_page_is_full_where_there_are_more(repository: LogStore, limit: int, expected: str) -> None:
    """A page has as many logs as the limit, or all that exist."""
    for each in logs("abcde"):
        add(repository, each)

    assert ids(repository.page(LogQuery("acme"), limit).logs) == list(expected)


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
    repository: LogStore, since: float | None, until: float | None, expected: str
) -> None:
    """A query returns logs with `since <= time < until`, in either order."""
    for each in logs("abcd"):
        add(repository, each)

    query = LogQuery("acme", since=optional_time(since), until=optional_time(until))

    assert ids(repository.page(query, 10).logs) == list(expected)
    assert ids(repository.page(replace(query, order=Order.OLDEST_FIRST), 10).logs) == list(reversed(expected))


def test_page_starts_after_a_place(repository: LogStore) -> None:
    """A page starts right after the position `after`, also among logs of the same time."""
    for each in [log("a"), log("b"), log("c"), log("z", seconds=-1), log("0", seconds=1)]:
        add(repository, each)

    def page(log_id: str, order: Order) -> list[str]:
        return ids(repository.page(LogQuery("acme", order=order), 10, Position(time(0), 0, log_id)).logs)

    assert [page(log_id, Order.NEWEST_FIRST) for log_id in "ba"] == [["a", "z"], ["z"]]
    assert [page(log_id, Order.OLDEST_FIRST) for log_id in "bc"] == [["c", "0"], ["0"]]


def test_place_need_not_exist(repository: LogStore) -> None:
    """The position `after` need not be that of an existing log."""
    for each in logs("abc"):
        add(repository, each)

    def page(seconds: float, order: Order) -> list[str]:
        return ids(repository.page(LogQuery("acme", order=order), 10, Position(time(seconds), 0, "x")).logs)

    assert [page(seconds, Order.NEWEST_FIRST) for seconds in (1.5, -1, 9)] == [["b", "a"], [], ["c", "b", "a"]]
    assert [page(seconds, Order.OLDEST_FIRST) for seconds in (0.5, -1, 9)] == [["b", "c"], ["a", "b", "c"], []]


@pytest.mark.parametrize(
    ("order", "expected"),
    [(Order.NEWEST_FIRST, [[], ["b"], ["d", "c", "b"]]), (Order.OLDEST_FIRST, [["b", "c", "d"], ["c", "d"], []])],
)
def test_all_bounds_hold_together(repository: LogStore, order: Order, expected: list[list[str]]) -> None:
    """`after` can only narrow the range of `since` and `until`."""
    for each in logs("abcdef"):
        add(repository, each)

    def page(place: Position) -> list[str]:
        return ids(repository.page(LogQuery("acme", time(1), time(4), order), 10, place).logs)

    places = ((0, "a"), (1, "z") if order is Order.OLDEST_FIRST else (2, "a"), (5, "f"))
    assert [page(Position(time(seconds), 0, log_id)) for seconds, log_id in places] == expected


@pytest.mark.parametrize("order", Order)
def test_pages_make_up_the_list(repository: LogStore, order: Order) -> None:
    """Successive pages contain every log once, for every page size and with equal times."""
    stored = [log(f"{number % 7}.{number}", seconds=number % 3, ordinal=number % 2) for number in range(17)]
    for each in stored:
        add(repository, each)

    for size in (1, 4, 16, 17):
        assert [*walk(repository, LogQuery("acme", order=order), size)] == in_order(stored, order)


@pytest.mark.parametrize(
    ("order", "expected"),
    [(Order.NEWEST_FIRST, ["f", "e", "d", "c", "b", "a", "old"]), (Order.OLDEST_FIRST, [*"abcd", "d.", *"ef", "new"])],
)
def test_pages_leave_nothing_out_while_logs_arrive(repository: LogStore, order: Order, expected: list[str]) -> None:
    """Logs that arrive between two pages neither hide nor repeat other logs."""
    for each in logs("abcdef"):
        add(repository, each)
    arriving = iter([log("new", seconds=99), log("d.", seconds=3), log("old", seconds=-1)])

    def arrive() -> None:
        if each := next(arriving, None):
            add(repository, each)

    listed = ids(walk(repository, LogQuery("acme", order=order), 2, arrive))

    assert listed == expected


def test_pages_are_complete_however_large(repository: LogStore) -> None:
    """A page is complete and in order also if its logs exceed what the store reads in one call."""
    stored = [replace(each, text=largest_text()) for each in logs([*ids_of_one_shard(6), "a", "b", "c"])]
    for each in stored:
        add(repository, each)

    for order in Order:
        assert repository.page(LogQuery("acme", order=order), 100).logs == in_order(stored, order)
        assert [*walk(repository, LogQuery("acme", order=order), 4)] == in_order(stored, order)


@settings(
    max_examples=examples(40),
    # Each example has a tenant of its own, so one repository serves them all.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    stored=ARRIVALS,
    later=ARRIVALS,
    listing=st.builds(Listing, st.none() | SECONDS, st.none() | SECONDS, ORDERS, st.integers(1, 7)),
)
def test_any_logs_in_any_pages(
    repository_in_process: LogStore, stored: list[Arrival], later: list[Arrival], listing: Listing
) -> None:
    """Whatever is stored before and between them, pages list each earlier log exactly once and in order."""
    tenant = next(tenants)

    def arrived(arrival: Arrival) -> ProcessedLog:
        return log(arrival.log_id, tenant_id=tenant, seconds=arrival.seconds, ordinal=arrival.ordinal)

    at_start = [arrived(arrival) for arrival in stored]
    for each in at_start:
        add(repository_in_process, each)
    arriving = iter(later)

    def arrive() -> None:
        if arrival := next(arriving, None):
            add(repository_in_process, arrived(arrival))

    query = LogQuery(tenant, optional_time(listing.since), optional_time(listing.until), listing.order)
    listed = [*walk(repository_in_process, query, listing.size, arrive)]

    assert listed == in_order(listed, listing.order)
    assert len(set(ids(listed))) == len(listed)
    assert set(ids(listed)) >= {each.log_id for each in at_start if matches(each, query)}
    assert all(matches(each, query) for each in listed)


def optional_time(seconds: float | None) -> int | None:
    """Make a bound, if there is one."""
    return None if seconds is None else time(seconds)


def walk(
    repository: LogStore, query: LogQuery, size: int, between: Callable[[], object] = lambda: None
) -> Iterator[ProcessedLog]:
    """Read page after page until one is not full."""
    after: Position | None = None
    while True:
        page = repository.page(query, size, after).logs
        assert len(page) <= size
        yield from page
        if len(page) < size:
            return
        after = page[-1].position
        between()


def matches(each: ProcessedLog, query: LogQuery) -> bool:
    """Say whether a log is within the query's bounds."""
    return (query.since is None or query.since <= each.time) and (query.until is None or each.time < query.until)


def in_order(unordered: Sequence[ProcessedLog], order: Order) -> list[ProcessedLog]:
    """Put logs into the order in which they are listed."""
    return sorted(
        unordered, key=lambda each: (each.time, each.ordinal, each.log_id), reverse=order is Order.NEWEST_FIRST
    )


def ids(listed: Iterator[ProcessedLog] | Sequence[ProcessedLog]) -> list[str]:
    """Name the logs."""
    return [each.log_id for each in listed]
