"""The contract of RandomSource."""

from collections.abc import Callable

import pytest

from application.ports.random_source import RandomSource
from infrastructure.system.random_source import SystemRandomSource
from tests.fakes.random_source import SeededRandomSource
from tests.simulation.environment import quiet_environment
from tests.simulation.ports.random_source import ReplayedRandomSource


@pytest.mark.parametrize(
    "source",
    [SystemRandomSource, SeededRandomSource, lambda: ReplayedRandomSource(quiet_environment().random)],
)
def test_fractions_are_spread_over_0_to_1(source: Callable[[], RandomSource]) -> None:
    """Fractions are at least 0 and below 1, fall into every tenth, and hardly ever repeat."""
    random = source()
    fractions = [random.fraction() for _ in range(1_000)]
    assert all(0 <= fraction < 1 for fraction in fractions)
    assert {int(fraction * 10) for fraction in fractions} == set(range(10))
    assert len(set(fractions)) > 990
