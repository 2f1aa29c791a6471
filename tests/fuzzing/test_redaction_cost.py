"""A short `make fuzz-redaction`, with a bound that is exceeded on no machine, however busy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing.hostile_log import COUNTER, Recipe, Shape
from tests.fuzzing.known_families import FAMILIES
from tests.fuzzing.redaction_cost import BOUND, LEAST_BYTES, Costs
from tests.fuzzing.redaction_search import Found, search

_MOST = 3 * BOUND
_SEARCH_SECONDS = 1
_ATTEMPTS = 5


@pytest.fixture(scope="module")
def costs() -> Costs:
    """Return costs relative to ordinary lines in the same process."""
    return Costs()


@pytest.mark.parametrize("recipe", FAMILIES.values(), ids=FAMILIES)
def test_known_families_cost_a_bounded_multiple_of_an_ordinary_line(costs: Costs, recipe: Recipe) -> None:
    """No known family of logs costs more than three times the bound, best of five attempts."""
    assert costs.of(recipe, _ATTEMPTS) <= _MOST


def test_a_search_finds_nothing_that_is_expensive(costs: Costs) -> None:
    """The search finds nothing in a few seconds that costs more than three times the bound, best of five attempts."""
    for found in search(costs, seconds=_SEARCH_SECONDS, seed=1, report=lambda _: None)[:3]:
        assert costs.of(found.recipe, _ATTEMPTS) <= _MOST, found.written


@given(
    st.builds(
        Recipe,
        shape=st.sampled_from(Shape),
        head=st.text(max_size=9),
        unit=st.text(st.sampled_from([COUNTER, "a", "1", "\ud800", "é"]), max_size=9),
        tail=st.text(max_size=9),
        size=st.integers(LEAST_BYTES, 3_000),
    ),
    st.integers(0, 9),
)
def test_a_printed_recipe_makes_the_same_log(recipe: Recipe, seed: int) -> None:
    """A printed recipe can be read, and gives the same log again."""
    again = Found(1.0, str(recipe)).recipe
    assert again == recipe
    assert again.log(seed) == recipe.log(seed)
