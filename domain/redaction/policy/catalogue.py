"""The catalogue: the numbered list of built-in kinds of a release.

A release that adds kinds increases `CATALOGUE` by one and gives them this number (`Detector.since`). A policy is stored
with the number of the catalogue that it was written for. Kinds that were added later are off under that policy until
the tenant sets it again, so a release never changes how existing policies redact. Values that an older catalogue masked
stay masked: a rule that has moved to a new kind names its earlier kind (`Rule.formerly`).
"""

from collections.abc import Iterator

from domain.redaction.detectors import DETECTORS
from domain.redaction.rule import Rule

CATALOGUE = 2
FIRST_CATALOGUE = 1
OFF_BY_DEFAULT = frozenset({"IP_ADDRESS"})


def kinds_of(catalogue: int) -> tuple[str, ...]:
    """Return the built-in kinds of a catalogue in the order of precedence."""
    return tuple(kind for kind, detector in DETECTORS.items() if detector.since <= catalogue)


def rules_of(catalogue: int) -> Iterator[tuple[str, Rule]]:
    """Yield each rule of a catalogue with the kind that it had then, in the order of precedence."""
    kinds = kinds_of(catalogue)
    for kind, detector in DETECTORS.items():
        for rule in detector.rules:
            belonged = kind if kind in kinds else rule.formerly
            if belonged:
                yield belonged, rule
