import pytest

from tests.simulation.campaign import run_seeds
from tests.simulation.mutants import MUTANTS, Mutant, hunt

# `make simulate-mutants` hunts all of them; these are caught by the first seeds.
_QUICK = [
    "acknowledges on error",
    "acknowledges first and stores then",
    "swallows the store's exceptions",
    "reports no failures",
    "stores under random ids",
    "stores under the tenant that came first",
    "logs the text",
    "skips redaction on a retry",
    "overwrites what is stored",
    "ignores `Failed` in the answer to a batch",
    "forgets what a refusing database could not write",
    "numbers the logs of each envelope anew",
    "orders logs by when they were received",
    "says nothing of what it has rejected",
    "stores what is being erased",
    "deletes before every worker knows",
    "erases what is received later, too",
    "stops erasing after the first portion",
]
_SEEDS = 120


@pytest.mark.parametrize(
    "mutant", [mutant for mutant in MUTANTS if mutant.name in _QUICK], ids=lambda mutant: mutant.name
)
def test_broken_code_is_caught(mutant: Mutant) -> None:
    """Some law does not survive the mutant, though all survive without it."""
    found = hunt(mutant, 1, _SEEDS)

    assert found
    assert run_seeds([found.seed]).violations == []


def test_mutants_are_told_apart_by_name() -> None:
    """Each of them is there once, and those that are hunted here are among them."""
    names = [mutant.name for mutant in MUTANTS]

    assert len(set(names)) == len(names)
    assert set(_QUICK) <= set(names)
