"""A short version of `make test-faults`."""

import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from entrypoints.containers.embedded import opened_by_server
from entrypoints.settings import EmbeddedSettings
from infrastructure.embedded.data_folder import DataFolder
from tests.faults import power_cuts, scenarios
from tests.faults.faulty_disk import Fault, FaultyDisk, Operations
from tests.faults.journal import Disk, read_journal, write_folder
from tests.faults.power_cuts import CutOutcome, Recording
from tests.faults.scenarios import SCENARIOS

# A run takes half a minute on an idle machine; each of its own deadlines is a minute.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module", params=[False, True], ids=["new", "upgraded"])
def recording(request: pytest.FixtureRequest, library: Path, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """Return a recorded run of the server, in a new data folder and in one of the last release."""
    return power_cuts.record(library, tmp_path_factory.mktemp("recording"), seed=1, upgrade=request.param)


def cut(recording: Recording, folder: Path, numbers: range, *, harsh: bool = False) -> list[CutOutcome]:
    """Try these cuts, two at a time."""
    places = power_cuts.random_places(recording, numbers, seed=1)
    with ThreadPoolExecutor(2) as threads:
        return list(
            threads.map(
                lambda cut: power_cuts.try_cut(cut, recording, folder / f"{harsh}-{cut.number}"),
                power_cuts.cuts(recording, places, seed=1, harsh=harsh),
            )
        )


def test_power_cuts_lose_nothing_that_was_accepted(recording: Recording, tmp_path: Path) -> None:
    """After a power cut at any place the server starts, and each log that got a 202 before is stored once, redacted."""
    outcomes = cut(recording, tmp_path, range(1, 2)) + cut(recording, tmp_path, range(1, 2), harsh=True)
    assert [outcome for outcome in outcomes if not outcome.good] == []
    assert any(outcome.account and outcome.account.promised for outcome in outcomes)


@pytest.mark.parametrize("harsh", [False, True], ids=["ordered", "harsh"])
def test_an_interrupted_first_start_or_upgrade_is_completed(
    recording: Recording, tmp_path: Path, *, harsh: bool
) -> None:
    """A power cut after any change of a first start or of an upgrade leaves a folder that can be opened.

    Each change is followed by one of the two kinds of cut, in turns.
    """
    first, last = recording.starts[0]
    places = {record: record for record in range(first + 1 + harsh, last + 1, 2)}
    for cut in power_cuts.cuts(recording, places, seed=1, harsh=harsh):
        write_folder(cut.contents, tmp_path / str(cut.records))
        DataFolder(tmp_path / str(cut.records)).close()


# A worker and the server, each with its own connections, as in their processes.
_A_SYNC_FAILS = """
import sys
from pathlib import Path
from application.envelope import Envelope
from domain.errors import PassingError
from entrypoints.containers import embedded
from entrypoints.settings import EmbeddedSettings
from tests.support.logs import entry
settings = EmbeddedSettings(data_folder=Path(sys.argv[1]))
with embedded.opened_by_server(settings) as server:
    worker = embedded.opened_by_worker(settings).queue()
    server.queue().send([Envelope((entry("in work"),), "request-1")])
    worker.receive(1, worker="worker-1", workers=1)
    print("received", flush=True)
    sys.stdin.readline()
    try:
        server.queue().send([Envelope((entry("refused"),), "request-2")])
    except PassingError:
        print("refused", flush=True)
    sys.stdin.readline()
    server.queue().send([Envelope((entry("accepted"),), "request-3")])
    print("accepted", flush=True)
    sys.stdin.readline()
"""


def test_a_failed_sync_takes_nothing_along_that_is_accepted_later(library: Path, tmp_path: Path) -> None:
    """After a failed sync, each log that is accepted later survives a power cut, whatever a worker wrote before it."""
    disk = FaultyDisk(library, tmp_path / "data", tmp_path, seed=1, journal=True)
    command = [sys.executable, "-c", _A_SYNC_FAILS, str(tmp_path / "data")]
    with subprocess.Popen(  # noqa: S603 - our own script
        command, env={**os.environ, **disk.environment}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "received\n"
        with disk.failing(Fault(Operations.SYNCS)):
            process.stdin.write("\n")
            process.stdin.flush()
            assert process.stdout.readline() == "refused\n"
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "accepted\n"
        records = disk.records
        process.kill()
    assert disk.journal
    left = Disk()
    for record in read_journal(disk.journal):
        if record.number <= records:
            left.do(record)
    for seed in range(8):
        folder = tmp_path / f"cut-{seed}"
        write_folder(left.after_a_cut(random.Random(seed), harsh=False), folder)  # noqa: S311 - what is lost
        with opened_by_server(EmbeddedSettings(data_folder=folder)) as container:
            container.queue().release()
            received = container.queue().receive(9)
        bodies = [message.body for message in received]
        assert ["in work" in bodies[0], "accepted" in bodies[-1], len(bodies)] == [True, True, 2]


def test_a_disk_that_does_not_sync_is_detected(library: Path, tmp_path: Path) -> None:
    """On a disk whose syncs do nothing, power cuts lose accepted logs, and the count shows it."""
    recording = power_cuts.record(library, tmp_path, seed=1, lying=True)
    at_the_end = dict.fromkeys(range(1, 9), recording.records)
    cuts = power_cuts.cuts(recording, at_the_end, seed=1, harsh=False)
    assert any(not power_cuts.try_cut(cut, recording, tmp_path / str(cut.number)).good for cut in cuts)


def test_faults_lose_nothing_that_was_accepted(library: Path, tmp_path: Path) -> None:
    """Each log that got a 202 while the disk failed is stored once, within a minute after the faults end."""
    scenario = next(scenario for scenario in SCENARIOS if scenario.name == "sync-errors")
    outcome = scenarios.run(scenario, library, tmp_path, seed=1)
    assert outcome.account.good, outcome
    assert outcome.faults
