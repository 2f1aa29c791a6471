"""Mutants that no example detects, with the reasons: clauses that only save time, or that other clauses imply."""

from collections.abc import Mapping
from pathlib import Path

_FILE = Path(__file__).with_name("survivors.txt")


def justified() -> Mapping[str, str]:
    """Return the reason for each mutant that may survive: a line for the mutant, and an indented one for the reason."""
    lines = [line for line in _FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {mutant: reason.strip() for mutant, reason in zip(lines[::2], lines[1::2], strict=True)}
