from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.list_logs import ListLogs
from application.read_log import ReadLog
from domain.errors import InvalidLog
from domain.limits import MAX_PAGE_BYTES
from domain.query.log_query import LogQuery
from tests.fakes.log_repository import InMemoryLogRepository
from tests.support.logs import NOON, entry
from tests.support.worker import Worker


def filled(seconds: list[int]) -> InMemoryLogRepository:
    """Return a store with one log for each of these seconds after noon."""
    worker = Worker()
    for number, second in enumerate(seconds):
        worker.deliver(entry(log_id=f"log-{number}", received_at=NOON + timedelta(seconds=second)))
    return worker.repository


@given(st.lists(st.integers(0, 5), max_size=12), st.integers(1, 5))
def test_pages_make_up_the_whole_list(seconds: list[int], limit: int) -> None:
    """Pages list the newest first, each log is on exactly one page, and the last page has no next one."""
    list_logs = ListLogs(reader=filled(seconds))
    seen: list[tuple[object, str]] = []
    page = list_logs.list(LogQuery("acme"), limit)
    while True:
        assert len(page.logs) <= limit
        seen += [(log.received_at, log.log_id) for log in page.logs]
        if page.next is None:
            break
        assert page.logs
        page = list_logs.list(LogQuery("acme"), limit, page.next)
    assert len(seen) == len(seconds)
    assert seen == sorted(seen, reverse=True)


def test_a_page_has_a_bounded_size() -> None:
    """A page ends before its answer would be too large, and the next one continues; a single log always fits."""
    worker = Worker()
    size = 1_000_000
    for number in range(6):
        worker.deliver(entry("x" * size, log_id=str(number)))
    list_logs = ListLogs(reader=worker.repository)
    first = list_logs.list(LogQuery("acme"), 100)
    assert len(first.logs) == MAX_PAGE_BYTES // size
    assert first.next is not None
    second = list_logs.list(LogQuery("acme"), 100, first.next)
    assert [log.log_id for log in (*first.logs, *second.logs)] == ["5", "4", "3", "2", "1", "0"]
    assert second.next is None


def test_a_page_is_measured_as_it_is_sent() -> None:
    """The size of a page counts bytes as sent: a control character takes six."""
    worker = Worker()
    for number in range(10):
        worker.deliver(entry("\x1b" * 100_000, log_id=str(number)))
    page = ListLogs(reader=worker.repository).list(LogQuery("acme"), 100)
    assert len(page.logs) == MAX_PAGE_BYTES // 600_000


def test_a_log_is_read_with_its_conflicts() -> None:
    """The first log under an id keeps it; conflicts are listed with it and can be read by their own ids."""
    worker = Worker()
    worker.deliver(entry("first"))
    worker.deliver(entry("second"))
    worker.deliver(entry("second"))
    read_log = ReadLog(reader=worker.repository)
    found = read_log.read("acme", "123")
    assert found is not None
    assert found.log.text == "first"
    (conflict,) = found.conflicts
    other = read_log.read("acme", conflict)
    assert other is not None
    assert (other.log.text, other.log.conflicts_with, other.conflicts) == ("second", "123", [])


def test_a_missing_log_is_not_found() -> None:
    """Another tenant's log is not found, like a log that does not exist."""
    worker = Worker()
    worker.deliver(entry())
    read_log = ReadLog(reader=worker.repository)
    assert read_log.read("acme", "124") is None
    assert read_log.read("beta", "123") is None


def test_reading_checks_the_tenant() -> None:
    """An invalid tenant id is refused before the store is asked."""
    repository = InMemoryLogRepository()
    with pytest.raises(InvalidLog):
        ReadLog(reader=repository).read("acme#1", "123")
    with pytest.raises(InvalidLog):
        ListLogs(reader=repository).list(LogQuery("acme#1"), 10)
