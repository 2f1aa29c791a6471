"""Which kinds there were when a policy was written.

A release that adds kinds raises `CATALOGUE` by one and gives them this number (`Detector.since`). A policy is stored
with the number of the catalogue that it was written for. Kinds that were added later are off for it until the tenant
renews it, so a release changes nobody's logs. What an older catalogue masked stays masked: a rule that has moved to a
new kind names the kind that it belonged to before (`Rule.formerly`).
"""

from collections.abc import Iterator

from domain.redaction.detectors import DETECTORS
from domain.redaction.rule import Rule

CATALOGUE = 2
FIRST_CATALOGUE = 1
OFF_BY_DEFAULT = frozenset({"IP_ADDRESS"})


def kinds_of(catalogue: int) -> tuple[str, ...]:
    """The built-in kinds of a version of the catalogue, in the order of precedence."""
    return tuple(kind for kind, detector in DETECTORS.items() if detector.since <= catalogue)


def rules_of(catalogue: int) -> Iterator[tuple[str, Rule]]:
    """Each rule of a version of the catalogue with the kind that it belonged to then, in the order of precedence."""
    kinds = kinds_of(catalogue)
    for kind, detector in DETECTORS.items():
        for rule in detector.rules:
            belonged = kind if kind in kinds else rule.formerly
            if belonged:
                yield belonged, rule
