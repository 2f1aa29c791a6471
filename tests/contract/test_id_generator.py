"""The contract of IdGenerator."""

import time

import pytest

from application.ports.id_generator import IdGenerator
from domain.log_entry import check_log_id
from infrastructure.system.id_generator import RandomIdGenerator, TimeOrderedIdGenerator
from tests.fakes.id_generator import CountingIdGenerator
from tests.simulation.environment import quiet_environment
from tests.simulation.ports.id_generator import SeededIdGenerator


@pytest.fixture(
    params=[
        CountingIdGenerator,
        RandomIdGenerator,
        TimeOrderedIdGenerator,
        lambda: SeededIdGenerator(quiet_environment().random),
    ]
)
def ids(request: pytest.FixtureRequest) -> IdGenerator:
    """Each adapter in turn."""
    made: IdGenerator = request.param()
    return made


def test_id_is_valid(ids: IdGenerator) -> None:
    """A generated id is valid for clients, too."""
    assert check_log_id(log_id := ids.new_log_id()) == log_id


def test_ids_are_distinct(ids: IdGenerator) -> None:
    """No id is generated twice."""
    assert len({ids.new_log_id() for _ in range(10_000)}) == 10_000


def test_random_ids_are_in_no_order_of_time() -> None:
    """Random ids are not sorted by time, because otherwise one partition would take all writes of a tenant."""
    ids = RandomIdGenerator()
    made = [ids.new_log_id() for _ in range(100)]

    assert len({log_id[0] for log_id in made}) > 1
    assert made not in (sorted(made), sorted(made, reverse=True))


def test_time_ordered_ids_sort_by_the_millisecond() -> None:
    """Time-ordered ids sort by the millisecond, so that SQLite's index is written in one place."""
    ids = TimeOrderedIdGenerator()
    made = []
    for _ in range(5):
        made.append(ids.new_log_id())
        began = time.time_ns() // 1_000_000
        while time.time_ns() // 1_000_000 == began:
            pass
    assert made == sorted(made)
    assert {len(log_id) for log_id in made} == {32}
