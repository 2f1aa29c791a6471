"""`make simulate` and `make simulate-mutants`."""

import argparse
import os
import sys
import time

from tests.simulation.campaign import Budget, run_campaign
from tests.simulation.mutants import MUTANTS, hunt
from tests.simulation.report import Progress, replay_command, report

_DEFAULT_SECONDS = 60.0


def main() -> int:
    """Return 0 if every law holds, or if every mutant is detected."""
    parser = argparse.ArgumentParser(
        prog='make simulate ARGS="…"',
        description="Run the real handlers and use cases in histories with faults at every step.",
    )
    parser.add_argument("--seed", type=int, default=1, help="the first history's seed; the others follow (default 1)")
    parser.add_argument("--seconds", type=float, help=f"stop after this time (default {_DEFAULT_SECONDS:.0f})")
    parser.add_argument("--histories", type=int, help="stop after this number of histories")
    parser.add_argument("--deliveries", type=int, help="stop after this number of deliveries")
    parser.add_argument(
        "--processes", type=int, default=os.cpu_count() or 1, help="number of processes (default: one per core)"
    )
    parser.add_argument(
        "--mutants", action="store_true", help="break the code on purpose, and check that a law detects it"
    )
    chosen = parser.parse_args()
    return _hunt(chosen) if chosen.mutants else _simulate(chosen)


def _simulate(chosen: argparse.Namespace) -> int:
    limits = {name: getattr(chosen, name) for name in ("histories", "deliveries", "seconds")}
    if all(limit is None for limit in limits.values()):
        limits["seconds"] = _DEFAULT_SECONDS
    start = time.monotonic()
    progress = Progress()
    totals = run_campaign(chosen.seed, Budget(**limits), processes=chosen.processes, progress=progress.show)
    progress.end()
    arguments = " ".join(
        f"--{name} {limit:g}" if name == "seconds" else f"--{name} {limit}" for name, limit in limits.items() if limit
    )
    print(report(totals, time.monotonic() - start, f'make simulate ARGS="{arguments} --seed {chosen.seed}"'))
    return 1 if totals.broken_laws else 0


def _hunt(chosen: argparse.Namespace) -> int:
    caught = 0
    for mutant in MUTANTS:
        if (found := hunt(mutant, chosen.seed, chosen.histories or 2_000)) is None:
            print(f"  MISSED  {mutant.name}", flush=True)
            continue
        caught += 1
        print(f"  caught  {mutant.name:<64} seed {found.seed:>4}  {found.violation.law}", flush=True)
    print(f"{'PASS' if caught == len(MUTANTS) else 'FAIL'}: {caught} of {len(MUTANTS)} mutants caught.")
    print(f"Without a mutant, the same seeds break no law: {replay_command(chosen.seed)}")
    return 0 if caught == len(MUTANTS) else 1


if __name__ == "__main__":
    sys.exit(main())
