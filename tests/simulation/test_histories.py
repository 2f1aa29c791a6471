import os
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from tests.simulation.campaign import Budget, Totals, run_campaign, run_seeds
from tests.simulation.captured_logs import captured_logs
from tests.simulation.faults import FAULTS, Kind, Step
from tests.simulation.history import Outcome, run_history
from tests.simulation.laws import LOST, Violation
from tests.simulation.report import report

# `make release` runs 10,000 more.
_HISTORIES = 500


@pytest.mark.timeout(600)  # a quarter of a minute on a core
def test_no_fault_breaks_a_law() -> None:
    """In hundreds of histories, with every fault at every step, nothing is lost, duplicated, mixed up or revealed."""
    totals = run_seeds(range(1, 1 + _HISTORIES))

    assert totals.violations == [], report(totals, 1, "make test")
    assert [
        f"{step}: {kind}" for step, kinds in FAULTS.items() for kind in kinds if not totals.faults[step, kind]
    ] == []
    assert totals.faults[Step.DATABASE, Kind.FAILED]
    assert totals.histories == _HISTORIES
    assert totals.deliveries > totals.acknowledged > totals.histories


def test_a_seed_replays_its_history() -> None:
    """A seed makes the same choices whatever ran before it, and another seed makes other choices."""
    with captured_logs() as logs:
        first = [run_history(seed, logs) for seed in range(20)]
        again = [run_history(seed, logs) for seed in reversed(range(20))]

    assert first == again[::-1]
    assert all(one.fingerprint != other.fingerprint for one, other in pairwise(first))


def test_a_seed_replays_its_history_in_any_process() -> None:
    """The result does not depend on the order of sets in this process."""
    script = "from tests.simulation.campaign import run_seeds; print(run_seeds(range(20)))"
    printed = {
        subprocess.run(  # noqa: S603 - this program itself
            [sys.executable, "-c", script],
            cwd=Path(__file__).parents[2],
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    }

    assert len(printed) == 1


def test_a_history_without_faults_stores_everything_at_the_first_delivery() -> None:
    """Without faults there are no dead letters, and each message is delivered once."""
    with captured_logs() as logs:
        outcomes = [run_history(seed, logs) for seed in range(60)]
        calm = [outcome for outcome in outcomes if not outcome.faults and not outcome.erasures]

    assert calm
    assert all(outcome.dead_letters == 0 and outcome.stored == outcome.acknowledged for outcome in calm)
    assert all(outcome.deliveries <= outcome.acknowledged for outcome in calm)


def test_a_campaign_runs_each_seed_once_on_all_cores() -> None:
    """Several processes get the same counts as one."""
    expected = run_seeds(range(7, 7 + 30))

    totals = run_campaign(7, Budget(histories=30), processes=2, progress=lambda _totals, _seconds: None)

    assert totals == expected


def test_a_violation_is_reported_with_what_replays_it() -> None:
    """The report is a failure, and gives the seed and the command."""
    totals = Totals()
    totals.add(Outcome(4_711, 3, 5, 2, 0, Counter(), [Violation(LOST, "acme/1")]))

    text = report(totals, 1, "make simulate")

    assert 'lost: acme/1\n    make simulate ARGS="--histories 1 --seed 4711"' in text
    assert text.endswith("FAIL: 1 violations.")
