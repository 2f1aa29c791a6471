import pytest

from tests.simulation.campaign import run_seeds
from tests.simulation.mutants import MUTANTS, Mutant, hunt

# `make simulate-mutants` runs all mutants. The first seeds detect these.
_QUICK = [
    "acknowledges on error",
    "acknowledges before storing",
    "swallows the store's exceptions",
    "reports no failures",
    "stores under random ids",
    "stores under the tenant that came first",
    "logs the text",
    "skips redaction on a retry",
    "overwrites what is stored",
    "ignores `Failed` in the answer to a batch",
    "forgets writes that the database has refused",
    "numbers the logs of each envelope from 0",
    "orders logs by when they were received",
    "does not report rejected logs",
    "stores logs that are being erased",
    "deletes before every worker knows",
    "erases logs that are received later",
    "stops erasing after the first portion",
]
_SEEDS = 120


@pytest.mark.parametrize(
    "mutant", [mutant for mutant in MUTANTS if mutant.name in _QUICK], ids=lambda mutant: mutant.name
)
def test_mutants_are_detected(mutant: Mutant) -> None:
    """Some law is broken with the mutant, and none without it."""
    found = hunt(mutant, 1, _SEEDS)

    assert found
    assert run_seeds([found.seed]).violations == []


def test_mutants_have_unique_names() -> None:
    """The names of the mutants are unique, and the tested ones exist."""
    names = [mutant.name for mutant in MUTANTS]

    assert len(set(names)) == len(names)
    assert set(_QUICK) <= set(names)
