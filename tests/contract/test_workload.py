"""The contract of Workload."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.ports.workload import FinishedWork, Workload
from infrastructure.system.workload import SimulatedWorkload
from tests.contract.records import entry
from tests.fakes.workload import ImmediateWorkload
from tests.simulation.environment import quiet_environment
from tests.simulation.ports.workload import VirtualWorkload


class ManualTime:
    """Passes only while somebody sleeps."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def monotonic(self) -> float:
        """How long was slept in all."""
        return self._seconds

    def sleep(self, seconds: float) -> None:
        """Let it pass."""
        self._seconds += seconds


@pytest.fixture(
    params=[
        ImmediateWorkload,
        lambda: SimulatedWorkload(0),
        lambda: SimulatedWorkload(0.000_001),
        lambda: VirtualWorkload(quiet_environment()),
    ]
)
def workload(request: pytest.FixtureRequest) -> Workload:
    """Each adapter in turn, at little or no time a character."""
    made: Workload = request.param()
    return made


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lengths=st.lists(st.integers(1, 300), max_size=50))
def test_every_log_is_worked_once(workload: Workload, lengths: list[int]) -> None:
    """The work of each log ends exactly once, without failures unless some were requested."""
    entries = [entry(text="x" * length) for length in lengths]

    finished = list(workload.perform(entries))

    assert sorted(position for work in finished for position in work.positions) == list(range(len(entries)))
    assert [work.failure for work in finished] == [None] * len(finished)


@pytest.mark.parametrize(
    "workload",
    [ImmediateWorkload(), SimulatedWorkload(0.000_1), VirtualWorkload(quiet_environment())],
    ids=["fake", "simulated", "virtual"],
)
def test_work_ends_in_its_own_order(workload: Workload) -> None:
    """Work ends when it is done, shorter work first, in whatever order the logs came."""
    entries = [entry(text="x" * length) for length in (40, 10, 30, 20)]

    assert [position for work in workload.perform(entries) for position in work.positions] == [1, 3, 2, 0]


def test_work_may_be_asked_for_again(workload: Workload) -> None:
    """One batch can be worked after another."""
    batches = [[entry("a"), entry("b")], [], [entry("c")]]

    assert [sum(len(work.positions) for work in workload.perform(batch)) for batch in batches] == [2, 0, 1]


def test_simulated_work_takes_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each log's work ends after its own duration, so a batch takes as long as its longest log."""
    time = ManualTime()
    monkeypatch.setattr("infrastructure.system.workload.time", time)
    lengths = [20, 5, 20, 10, 100]

    finished = SimulatedWorkload(0.5).perform([entry(text="x" * length) for length in lengths])
    ends = {position: time.monotonic() for work in finished for position in work.positions}

    assert [ends[position] for position in range(len(lengths))] == [10, 2.5, 10, 5, 50]


def test_simulated_work_goes_on_while_its_caller_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work continues while the caller is busy between two ends."""
    time = ManualTime()
    monkeypatch.setattr("infrastructure.system.workload.time", time)
    ends = []

    for _ in SimulatedWorkload(0.5).perform([entry(text="x" * length) for length in (10, 20, 40)]):
        ends.append(time.monotonic())
        time.sleep(7)

    assert ends == [5, 12, 20]


def test_simulated_work_of_the_same_moment_ends_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs whose work ends within milliseconds are returned together, none early and none much later."""
    time = ManualTime()
    monkeypatch.setattr("infrastructure.system.workload.time", time)
    lengths = [1, 2, 3, 3, 9, 13, 15, 40]

    groups = []
    for work in SimulatedWorkload(0.001).perform([entry(text="x" * length) for length in lengths]):
        groups.append([lengths[position] for position in work.positions])
        late = [round(time.monotonic() * 1_000) - lengths[position] for position in work.positions]
        assert all(0 <= milliseconds <= 5 for milliseconds in late)

    assert groups == [[1, 2, 3, 3], [9, 13], [15], [40]]


def test_simulated_work_of_no_time_ends_at_once() -> None:
    """At 0 seconds per character, thousands of logs are one group."""
    (work,) = SimulatedWorkload(0).perform([entry(text="x" * length) for length in range(1, 3_000)])

    assert len(work.positions) == 2_999


def test_fake_work_fails_on_demand() -> None:
    """The fake's failures affect only the given positions or log ids."""
    by_position, by_id = ValueError(), KeyError()
    workload = ImmediateWorkload({1: by_position, "c": by_id})

    finished = list(workload.perform([entry(log_id) for log_id in "abcd"]))

    assert finished == [FinishedWork([1], by_position), FinishedWork([2], by_id), FinishedWork([0, 3])]
