"""A short run of what `make test-faults` runs at length."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults import power_cuts, scenarios
from tests.faults.power_cuts import CutOutcome, Recording
from tests.faults.scenarios import SCENARIOS

# A run takes half a minute on an idle machine; its own deadlines are a minute each.
pytestmark = pytest.mark.timeout(600)


def cut(recording: Recording, folder: Path, numbers: range, *, harsh: bool = False) -> list[CutOutcome]:
    """Try these cuts, two at a time."""
    with ThreadPoolExecutor(2) as threads:
        return list(
            threads.map(
                lambda cut: power_cuts.try_cut(cut, recording, folder / f"{harsh}-{cut.number}"),
                power_cuts.cuts(recording, numbers, seed=1, harsh=harsh),
            )
        )


def test_power_cuts_lose_nothing_that_was_accepted(library: Path, tmp_path: Path) -> None:
    """After a power cut at any place the server starts, and each log that got a 202 before is stored once, redacted."""
    recording = power_cuts.record(library, tmp_path, seed=1)
    outcomes = cut(recording, tmp_path, range(1, 7)) + cut(recording, tmp_path, range(1, 4), harsh=True)
    assert [outcome for outcome in outcomes if not outcome.good] == []
    assert any(outcome.account and outcome.account.promised for outcome in outcomes)


def test_a_disk_that_does_not_sync_is_found_out(library: Path, tmp_path: Path) -> None:
    """Where syncs do nothing, power cuts lose accepted logs, and the count says so."""
    recording = power_cuts.record(library, tmp_path, seed=1, lying=True)
    assert any(not outcome.good for outcome in cut(recording, tmp_path, range(2, 6)))


@pytest.mark.parametrize("name", ["full-disk", "sync-errors"])
def test_faults_lose_nothing_that_was_accepted(name: str, library: Path, tmp_path: Path) -> None:
    """Every log that got a 202 while the disk failed is stored once, within a minute after the faults have ended."""
    scenario = next(scenario for scenario in SCENARIOS if scenario.name == name)
    outcome = scenarios.run(scenario, library, tmp_path, seed=1)
    assert outcome.account.good, outcome
    assert outcome.faults
