"""The contract of Clock."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from application.ports.clock import Clock
from infrastructure.system.clock import SystemClock
from tests.fakes.clock import START, ManualClock
from tests.simulation.environment import quiet_environment
from tests.simulation.ports.clock import VirtualClock

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=[ManualClock, SystemClock, lambda: VirtualClock(quiet_environment().scheduler)])
def clock(request: pytest.FixtureRequest) -> Clock:
    """Each adapter in turn."""
    made: Clock = request.param()
    return made


def test_now_is_aware_and_in_utc(clock: Clock) -> None:
    """The current time is in UTC."""
    assert clock.now().utcoffset() == timedelta(0)


def test_time_does_not_go_back(clock: Clock) -> None:
    """The time never goes back from one call to the next."""
    moments = [(clock.now(), clock.monotonic()) for _ in range(100)]

    assert [moment for moment, _ in moments] == sorted(moment for moment, _ in moments)
    assert [seconds for _, seconds in moments] == sorted(seconds for _, seconds in moments)


def test_setting_the_clock_moves_no_wait() -> None:
    """Setting the clock changes the time of day, but not the measured duration."""
    clock = ManualClock()
    clock.advance(5)

    clock.jump(-3_600)

    assert clock.monotonic() == 5
    assert clock.now() == START + timedelta(seconds=5 - 3_600)


def test_processes_count_from_the_same_moment() -> None:
    """All processes read the same monotonic clock, so one process can end a wait that another began."""
    before = SystemClock().monotonic()
    script = "from infrastructure.system.clock import SystemClock; print(SystemClock().monotonic())"
    other = float(subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True).stdout)  # noqa: S603 - our own code

    assert before <= other <= SystemClock().monotonic()
