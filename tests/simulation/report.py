"""What a run says of itself."""

import subprocess
import sys
from collections.abc import Iterator

from tests.simulation.campaign import Totals
from tests.simulation.faults import FAULTS
from tests.simulation.laws import LAWS

_MOST_SHOWN = 10


def report(totals: Totals, seconds: float, command: str) -> str:
    """Every count, and how to see each violation again."""
    return "\n".join(_lines(totals, seconds, command))


def show_progress(totals: Totals, seconds: float) -> None:
    """One line that rewrites itself, where somebody may see it."""
    if sys.stderr.isatty():
        rate = totals.deliveries / seconds
        print(
            f"\r{totals.histories:,} histories, {totals.deliveries:,} deliveries ({rate:,.0f}/s), "
            f"{totals.broken_laws.total()} violations ",
            end="",
            file=sys.stderr,
            flush=True,
        )


def replay_command(seed: int) -> str:
    """What runs this history alone."""
    return f'make simulate ARGS="--histories 1 --seed {seed}"'


def commit() -> str:
    """The commit that is checked out, with a `+` if files differ from it."""
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
