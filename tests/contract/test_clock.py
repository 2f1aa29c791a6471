"""The laws of Clock."""

from datetime import timedelta

import pytest

from application.ports.clock import Clock
from infrastructure.system.clock import SystemClock
from tests.fakes.clock import ManualClock
from tests.simulation.environment import quiet_environment
from tests.simulation.ports.clock import VirtualClock


@pytest.fixture(params=[ManualClock, SystemClock, lambda: VirtualClock(quiet_environment().scheduler)])
def clock(request: pytest.FixtureRequest) -> Clock:
    """Each adapter in turn."""
    made: Clock = request.param()
    return made


def test_now_is_aware_and_in_utc(clock: Clock) -> None:
    """A moment knows that it is in UTC."""
    assert clock.now().utcoffset() == timedelta(0)


def test_time_does_not_go_back(clock: Clock) -> None:
    """What is asked later is not earlier."""
    moments = [clock.now() for _ in range(100)]

    assert moments == sorted(moments)
