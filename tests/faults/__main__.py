"""`make test-faults`: run the server on a failing disk and after power cuts, and count every log that got a 202."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.acceptance.expectation import CheckFailed
from tests.faults import power_cuts, scenarios
from tests.faults.account import Account
from tests.faults.faulty_disk import compile_into, missing
from tests.faults.power_cuts import Cut, CutOutcome, Recording
from tests.faults.scenarios import SCENARIOS, Scenario

_CUTS = "power-cuts"
_HARSH_CUTS = "power-cuts-harsh"
_UPGRADE_CUTS = "power-cuts-upgrade"
_TOLD_FAILURES = 5
_EXAMPLES = """\
scenarios:
{scenarios}

examples:
  make test-faults
      everything, with 200 power cuts, 50 harsh ones and 50 of an upgrade: some fifteen minutes
  make test-faults ARGS="--only write-errors"
      one scenario
  make test-faults ARGS="--only power-cuts,full-disk --cuts 50 --seed 7"
      some of them, with fewer cuts at other places
  make test-faults ARGS="--only power-cuts --recording FOLDER --cut 17 --seed 1"
      a cut that has failed, again: the recording is kept then, and what the cut had left

exit codes:
  0  every log that got a 202 is stored or a dead letter, once
  1  one is not
  2  nothing could be tried
"""


class Report:
    """The table that is printed at the end."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False)
        self.good = True
        self._table = Table(
            "scenario", "sent", "202", "503", "stored", "dead", "missing", "doubled", "all there after", "faults", ""
        )

    def say(self, line: str) -> None:
        """Print the progress."""
        self.console.print(line, markup=False, soft_wrap=True)

    def skipped(self, name: str, reason: str) -> None:
        """Report a scenario that this machine cannot run. It is not a failure."""
        self._table.add_row(name, *[""] * 9, f"skipped: {reason}")

    def broken(self, name: str, why: str) -> None:
        """Report a scenario in which the logs could not be counted."""
        self.good = False
        self._table.add_row(name, *[""] * 9, "FAIL")
        self.say(f"  {name}: {why}")

    def faults(self, name: str, outcome: scenarios.Outcome) -> None:
        """Report one scenario of faults."""
        account = outcome.account
        self.good = self.good and account.good
        after = "not in 60 s" if account.seconds is None else f"{account.seconds:.1f} s"
        self._table.add_row(
            name,
            f"{account.sent:,}",
            f"{account.promised:,}",
            f"{outcome.unavailable:,}",
            *_figures(account),
            after,
            f"{outcome.faults:,}",
            "ok" if account.good else "FAIL",
        )
        self.say(f"  {_told(account)}")

    def cuts(self, name: str, outcomes: Sequence[CutOutcome], sent: int) -> None:
        """Report all power cuts of one kind."""
        total = power_cuts.total(outcomes)
        self.good = self.good and not total["failed"]
        slowest = max((outcome.account.seconds or 0 for outcome in outcomes if outcome.account), default=0)
        self._table.add_row(
            name,
            f"{sent:,}",
            f"{total['promised']:,}",
            "",
            *(f"{total[key]:,}" for key in ("stored", "dead_letters", "missing", "doubled")),
            f"{slowest:.1f} s",
            f"{len(outcomes):,} cuts",
            "ok" if not total["failed"] else f"FAIL: {total['failed']} cuts",
        )

    def finish(self) -> int:
        """Print the table and the result; return the exit code."""
        Console(width=140, highlight=False).print(self._table)
        print("PASS" if self.good else "FAIL")
        return 0 if self.good else 1


def _figures(account: Account) -> Iterator[str]:
    for number in (account.stored, account.dead_letters, len(account.missing), len(account.doubled)):
        yield f"{number:,}"


def _told(account: Account) -> str:
    """Return the figures as text, with the first problem."""
    told = f"{account.promised:,} promised, {len(account.missing):,} missing, {len(account.doubled):,} doubled"
    for what, log_ids in (("missing", account.missing), ("doubled", account.doubled), ("wrong", account.wrong)):
        if log_ids:
            told += f"; {what}: {', '.join(list(log_ids)[:_TOLD_FAILURES])}"
    return told


def main() -> int:
    """Return the exit code that `--help` explains."""
    options = _options()
    if reason := missing():
        print(f"Nothing was tried: {reason}.", file=sys.stderr)
        return 2
    report = Report()
    folder = options.folder = Path(tempfile.mkdtemp(prefix="aws-log-processor-faults-"))
    library = compile_into(folder)
    for scenario in SCENARIOS:
        if scenario.name in options.only:
            _try_scenario(scenario, library, folder / scenario.name, report, seed=options.seed)
    _try_cuts(options, library, report)
    if report.good:
        shutil.rmtree(folder)
    else:
        report.say(f"To investigate: {folder}")
    return report.finish()


def _try_scenario(scenario: Scenario, library: Path, folder: Path, report: Report, *, seed: int) -> None:
    if scenario.missing:
        report.skipped(scenario.name, scenario.missing)
        return
    report.say(f"{scenario.name}: {scenario.what} ...")
    folder.mkdir()
    try:
        report.faults(scenario.name, scenarios.run(scenario, library, folder, seed=seed))
    except CheckFailed as failure:
        report.broken(scenario.name, str(failure))


def _try_cuts(options: argparse.Namespace, library: Path, report: Report) -> None:
    some = options.cuts_to_try[: max(1, len(options.cuts_to_try) // 4)]
    if {_CUTS, _HARSH_CUTS} & options.only and (recording := _recorded(options, library, report, upgrade=False)):
        if _CUTS in options.only:
            _try_each(_CUTS, recording, options.cuts_to_try, options, report)
        if _HARSH_CUTS in options.only:
            _try_each(_HARSH_CUTS, recording, some, options, report)
    if _UPGRADE_CUTS in options.only and (recording := _recorded(options, library, report, upgrade=True)):
        _try_each(_UPGRADE_CUTS, recording, some, options, report)


def _recorded(options: argparse.Namespace, library: Path, report: Report, *, upgrade: bool) -> Recording | None:
    """Return the requested recording or a new one; None if recording fails."""
    if options.recording:
        return Recording.load(options.recording)
    name = "recording-upgrade" if upgrade else "recording"
    report.say(f"{name}: a run of the server with two kills, seed {options.seed} ...")
    folder = options.folder / name
    folder.mkdir()
    try:
        recording = power_cuts.record(library, folder, seed=options.seed, upgrade=upgrade)
    except CheckFailed as failure:
        report.broken(name, str(failure))
        return None
    report.say(f"  {len(recording.promised):,} promised, {recording.records:,} changes and syncs")
    return recording


def _try_each(
    name: str, recording: Recording, numbers: Sequence[int], options: argparse.Namespace, report: Report
) -> None:
    report.say(f"{name}: {len(numbers)} cuts at random places, seed {options.seed} ...")

    def try_one(cut: Cut) -> CutOutcome:
        return power_cuts.try_cut(cut, recording, options.folder / f"{name}-{cut.number}")

    outcomes: list[CutOutcome] = []
    with ThreadPoolExecutor(options.jobs) as threads:
        places = power_cuts.random_places(recording, numbers, seed=options.seed)
        cuts = power_cuts.cuts(recording, places, seed=options.seed, harsh=name == _HARSH_CUTS)
        for done in as_completed([threads.submit(try_one, cut) for cut in cuts]):
            outcome = done.result()
            outcomes.append(outcome)
            if not outcome.good:
                told = outcome.failure or (outcome.account and _told(outcome.account))
                report.say(f"  cut {outcome.cut}, after record {outcome.records}: {told}")
                again = (
                    f"--only {name} --recording {recording.journal.parent} --cut {outcome.cut} --seed {options.seed}"
                )
                report.say(f'  to try it again: make test-faults ARGS="{again}"')
            if len(outcomes) % 25 == 0 or len(outcomes) == len(numbers):
                report.say(f"  {len(outcomes)} of {len(numbers)} cuts")
    report.cuts(name, outcomes, recording.sent)


def _options() -> argparse.Namespace:
    told = [(scenario.name, scenario.what) for scenario in SCENARIOS]
    told += [
        (_CUTS, "any part of the unsynced data is lost"),
        (_HARSH_CUTS, "new, renamed and deleted files are lost too, unless the folder was synced"),
        (_UPGRADE_CUTS, "like power-cuts, in a data folder of the last release"),
    ]
    names = [name for name, _ in told]
    parser = argparse.ArgumentParser(
        prog="make test-faults",
        description=__doc__,
        epilog=_EXAMPLES.format(scenarios="\n".join(f"  {name:<18} {what}" for name, what in told)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )

    def chosen(text: str) -> set[str]:
        if unknown := set(text.split(",")) - set(names):
            raise argparse.ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}; --help lists the scenarios")
        return set(text.split(","))

    parser.add_argument("--only", type=chosen, default=set(names), metavar="NAMES", help="these scenarios only")
    parser.add_argument(
        "--cuts",
        type=int,
        default=200,
        metavar="N",
        help="power cuts (default 200), and a quarter as many of the others",
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of faults and cuts (default 1)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="cuts tried at the same time (default 2)")
    parser.add_argument("--recording", type=Path, metavar="FOLDER", help="use a run that was recorded before")
    parser.add_argument("--cut", type=int, metavar="N", help="this cut only")
    options = parser.parse_args()
    options.cuts_to_try = [options.cut] if options.cut else range(1, options.cuts + 1)
    if options.cut and not options.recording:
        parser.error("--cut needs the --recording of the cut")
    return options


if __name__ == "__main__":
    sys.exit(main())
