"""The report of a run."""

import subprocess
import sys
from collections.abc import Iterator

from tests.simulation.campaign import Totals
from tests.simulation.faults import FAULTS, Kind, Step
from tests.simulation.laws import LAWS

_MOST_SHOWN = 10
_PROGRESS_SECONDS = 60


def report(totals: Totals, seconds: float, command: str) -> str:
    """Return all counts, and how to replay each violation."""
    return "\n".join(_lines(totals, seconds, command))


class Progress:
    """Shows the progress of a run: on a terminal one line that is overwritten, otherwise a line a minute."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._next = 0.0

    def show(self, totals: Totals, seconds: float) -> None:
        """Show the progress. It may be called often."""
        if seconds < self._next:
            return
        self._next = seconds + (0 if self._is_terminal else _PROGRESS_SECONDS)
        line = (
            f"{totals.histories:,} histories, {totals.deliveries:,} deliveries ({totals.deliveries / seconds:,.0f}/s), "
            f"{totals.broken_laws.total()} violations"
        )
        print(f"\r{line} " if self._is_terminal else f"{line}\n", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """End the line, before other output."""
        if self._is_terminal:
            print(file=sys.stderr)


def replay_command(seed: int) -> str:
    """Return the command that runs only this history."""
    return f'make simulate ARGS="--histories 1 --seed {seed}"'


def commit() -> str:
    """Return the commit that is checked out, with a `+` if files have been changed."""
    try:
        known = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=True)  # noqa: S607
        changed = subprocess.run(["git", "status", "--porcelain"], capture_output=True, text=True, check=True)  # noqa: S607
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return known.stdout.strip() + ("+" if changed.stdout else "")


def _lines(totals: Totals, seconds: float, command: str) -> Iterator[str]:
    yield f"{command}, commit {commit()}"
    yield ""
    for name, number in (
        ("histories", totals.histories),
        ("acknowledged logs", totals.acknowledged),
        ("deliveries", totals.deliveries),
        ("items stored", totals.stored),
        ("dead letters", totals.dead_letters),
        ("faults", totals.faults.total()),
    ):
        yield f"  {name:<26}{number:>14,}"
    yield f"  {'deliveries a second':<26}{totals.deliveries / max(seconds, 0.001):>14,.0f}"
    yield ""
    for step, kinds in FAULTS.items():
        yield f"  {step}"
        for kind in kinds:
            yield f"    {kind:<30}{totals.faults[step, kind]:>10,}"
    yield f"  each at least {totals.rarest_fault:,} times"
    yield f"  {Step.DATABASE}"
    yield f"    {Kind.FAILED:<30}{totals.faults[Step.DATABASE, Kind.FAILED]:>10,}"
    yield ""
    yield "  violations"
    for law in LAWS:
        yield f"    {law:<30}{totals.broken_laws[law]:>10,}"
    for seed, violation in totals.violations[:_MOST_SHOWN]:
        yield f"  {violation.law}: {violation.about}"
        yield f"    {replay_command(seed)}"
    yield ""
    broken = totals.broken_laws.total()
    yield f"FAIL: {broken:,} violations." if broken else "PASS: no violation."
