import logging

import pytest

from application.spend_allowance import Allowance, SpendAllowance
from domain.errors import PassingError
from tests.fakes.clock import ManualClock
from tests.fakes.usage_counter import InMemoryUsageCounter

# The clock starts at noon.
HALF_A_DAY = 12 * 60 * 60


class Shared:
    """The use case over fakes, with an allowance of 3 requests a minute, and 5 requests and 1,000 bytes a day."""

    def __init__(self) -> None:
        self.counter = InMemoryUsageCounter()
        self.clock = ManualClock()
        self.use_case = self.another()

    def another(self) -> SpendAllowance:
        """Return the same allowance as another process has it."""
        allowance = Allowance(requests_per_minute=3, requests_per_day=5, bytes_per_day=1000)
        return SpendAllowance(allowance, counter=self.counter, clock=self.clock)


def test_requests_over_the_allowance_of_a_minute_wait_for_the_next_minute() -> None:
    """The request that exceeds the allowance of a minute must wait for the next minute."""
    shared = Shared()
    shared.clock.advance(15)
    assert [shared.use_case.spend(1, 10) for _ in range(4)] == [None, None, None, 46]
    shared.clock.advance(45)
    assert shared.use_case.spend(1, 10) is None


def test_requests_over_the_daily_allowance_wait_for_the_next_day() -> None:
    """Requests or bytes that exceed the allowance of a day must wait for the next day, whatever the minutes allow."""
    for requests, size in ((1, 10), (0, 250)):
        shared = Shared()
        waits = []
        for _ in range(6):
            waits.append(shared.use_case.spend(requests, size))
            shared.clock.advance(60)
        first = next(number for number, wait in enumerate(waits) if wait)
        assert waits[first] == HALF_A_DAY - 60 * first + 1
        assert all(waits[first:])
        shared.clock.advance(HALF_A_DAY)
        assert shared.use_case.spend(1, 10) is None


def test_processes_share_the_allowance() -> None:
    """All processes use up the same allowance."""
    shared = Shared()
    other = shared.another()
    assert [shared.use_case.spend(1, 1), other.spend(1, 1), shared.use_case.spend(1, 1)] == [None] * 3
    assert other.spend(1, 1)


def test_refused_requests_cause_no_call() -> None:
    """After the allowance is used up, requests are not counted until the next period."""
    shared = Shared()
    while not shared.use_case.spend(1, 1):
        pass
    calls = shared.counter.calls
    for _ in range(100):
        assert shared.use_case.spend(1, 1)
    assert shared.counter.calls == calls


def test_requests_pass_while_nobody_can_count(caplog: pytest.LogCaptureFixture) -> None:
    """If the counter fails, requests pass, and a warning gives the reason."""
    shared = Shared()
    shared.counter.failure = PassingError("ThrottlingException")
    with caplog.at_level(logging.WARNING):
        assert [shared.use_case.spend(1, 1) for _ in range(9)] == [None] * 9
    assert {(record.message, record.__dict__["reason"]) for record in caplog.records} == {
        ("allowance_not_counted", "ThrottlingException")
    }
