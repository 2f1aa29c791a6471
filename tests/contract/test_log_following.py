"""The contract of LogReader for following newly stored logs."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.ports.log_reader import LogReader
from application.ports.log_store import LogStore
from domain.errors import CallerError
from domain.processed_log import ProcessedLog
from domain.query.log_query import LogQuery
from domain.timestamps import nanoseconds
from tests.contract.conftest import RepositoryUnderTest
from tests.contract.records import log
from tests.fakes.clock import ManualClock
from tests.support.examples import examples

QUERY = LogQuery("acme", phrases=("wanted",))
WINDOW = 120
tenants = (f"tenant-{number}" for number in count())


def made(clock: ManualClock, log_id: str, text: str = "wanted", tenant_id: str = "acme") -> ProcessedLog:
    """Make a log that happens and is processed now."""
    return replace(log(log_id, text=text, tenant_id=tenant_id), time=nanoseconds(clock.now()), processed_at=clock.now())


def mark_of(reader: LogReader, query: LogQuery = QUERY) -> str:
    """The mark of the present."""
    stored = reader.stored_since(query, None, 10, WINDOW)
    assert (stored.logs, stored.complete) == ([], True)
    return stored.mark


def test_what_is_stored_later_is_found(repository_under_test: RepositoryUnderTest) -> None:
    """Logs that match and are stored after the mark are found; earlier logs and other tenants' logs are not."""
    repository, clock = repository_under_test.repository, repository_under_test.clock
    repository.add([made(clock, "before")])
    clock.advance(30)
    mark = mark_of(repository)
    assert repository.stored_since(QUERY, mark, 10, WINDOW).logs == []
    clock.advance(1)
    first, second = made(clock, "a"), made(clock, "b")
    repository.add([first, made(clock, "c", text="other"), second])
    repository.add([made(clock, "a", tenant_id="beta")])

    stored = repository.stored_since(QUERY, mark, 10, WINDOW)

    assert [each for each, _ in stored.logs] == [first, second]
    assert stored.complete


def test_marks_lead_from_log_to_log(repository_under_test: RepositoryUnderTest) -> None:
    """With any limit, each log is found once, and the last answer is complete."""
    repository, clock = repository_under_test.repository, repository_under_test.clock
    mark = mark_of(repository)
    clock.advance(1)
    repository.add([made(clock, f"log-{number}") for number in range(9)])

    found: list[str] = []
    complete = False
    while not complete:
        stored = repository.stored_since(QUERY, mark, 2, WINDOW)
        assert len(stored.logs) <= 2
        found += [each.log_id for each, _ in stored.logs if each.log_id not in found]
        mark, complete = stored.mark, stored.complete

    assert found == [f"log-{number}" for number in range(9)]


def test_whoever_was_interrupted_goes_on_behind_a_log(repository_under_test: RepositoryUnderTest) -> None:
    """The mark of a log leads to the logs after it."""
    repository, clock = repository_under_test.repository, repository_under_test.clock
    mark = mark_of(repository)
    clock.advance(1)
    repository.add([made(clock, f"log-{number}") for number in range(5)])
    _, (_, second), *_ = repository.stored_since(QUERY, mark, 3, WINDOW).logs

    rest = [each.log_id for each, _ in repository.stored_since(QUERY, second, 10, WINDOW).logs]

    assert rest[-3:] == ["log-2", "log-3", "log-4"]


@pytest.mark.parametrize("mark", ["", "x", "-1", "1.5", "\u0661", "2026-11-23", "0001-01-01T00:00:00Z", "/a"])
def test_what_is_no_mark_is_refused(repository: LogStore, mark: str) -> None:
    """Only a mark that the store has returned is accepted."""
    with pytest.raises(CallerError, match="bad_cursor"):
        repository.stored_since(QUERY, mark, 10, WINDOW)


def test_a_late_log_is_found_when_it_is_stored(in_order: RepositoryUnderTest) -> None:
    """If the store knows the order of storing, a log with an old time is found when it is stored."""
    repository = in_order.repository
    mark = mark_of(repository)
    old = log("old", text="wanted", seconds=-(86_400 * 365))
    repository.add([old])

    assert [each for each, _ in repository.stored_since(QUERY, mark, 10, WINDOW).logs] == [old]


def test_a_table_is_followed_within_its_window(dynamodb_repository: RepositoryUnderTest) -> None:
    """In a table, logs are found whose time is within the window, also if they become visible seconds late."""
    repository, clock = dynamodb_repository.repository, dynamodb_repository.clock
    clock.advance(1_000)
    mark = mark_of(repository)
    late = replace(made(clock, "late"), processed_at=clock.now() - timedelta(seconds=5))
    too_old = replace(made(clock, "too old"), time=nanoseconds(clock.now()) - (WINDOW + 1) * 10**9)
    within = replace(made(clock, "within"), time=nanoseconds(clock.now()) - (WINDOW - 1) * 10**9)
    repository.add([made(clock, "new"), late, replace(too_old, log_id="too-old"), within])

    found = [each.log_id for each, _ in repository.stored_since(QUERY, mark, 10, WINDOW).logs]
    wider = [each.log_id for each, _ in repository.stored_since(QUERY, mark, 10, WINDOW * 2).logs]

    assert found == ["late", "new", "within"]
    assert wider == ["late", "new", "too-old", "within"]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("store"), st.integers(1, 5)),
        st.tuples(st.just("ask"), st.integers(1, 4)),
        st.tuples(st.just("lose"), st.integers(1, 4)),
        st.tuples(st.just("break off"), st.integers(1, 4)),
    ),
    max_size=20,
)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, budget=st.none() | st.integers(1, 3))
def test_every_log_is_seen_once(
    in_order: RepositoryUnderTest, steps: list[tuple[str, int]], budget: int | None
) -> None:
    """Whatever the order of stores, lost answers and partly read answers, each log is found exactly once."""
    repository, tenant_id = in_order.repository, next(tenants)
    query = replace(QUERY, tenant_id=tenant_id)
    setattr(repository, "budget_logs", budget)  # noqa: B010 - the fake's, and of no effect on others
    mark = mark_of(repository, query)
    numbers = count()
    stored: list[str] = []
    seen: list[str] = []
    for step, number in [*steps, ("ask", 100)]:
        if step == "store":
            ids = [f"log-{next(numbers)}" for _ in range(number)]
            texts = ["wanted" if int(each[4:]) % 3 else "other" for each in ids]
            repository.add([log(each, tenant_id=tenant_id, text=text) for each, text in zip(ids, texts, strict=True)])
            repository.add([log(ids[0], tenant_id="somebody-else", text="wanted")])
            stored += [each for each, text in zip(ids, texts, strict=True) if text == "wanted"]
            continue
        answer = repository.stored_since(query, mark, number, WINDOW)
        if step == "ask":
            seen += [each.log_id for each, _ in answer.logs]
            mark = answer.mark
        elif step == "break off" and answer.logs:
            # The connection ends behind the first log.
            (first, mark), *_ = answer.logs
            seen.append(first.log_id)
    while not answer.complete:
        answer = repository.stored_since(query, mark, 100, WINDOW)
        seen += [each.log_id for each, _ in answer.logs]
        mark = answer.mark

    assert seen == stored


@pytest.fixture(params=["in_memory", "sqlite"])
def in_order(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> RepositoryUnderTest:
    """Each adapter that knows in which order logs were stored; SQLite's looks at three logs a request."""
    monkeypatch.setattr("infrastructure.embedded.log_reader.MOST_SLICE_LOGS", 3)
    monkeypatch.setattr("infrastructure.embedded.log_reader.BUDGET_SECONDS", 0)
    found: RepositoryUnderTest = request.getfixturevalue(f"{request.param}_repository")
    return found
