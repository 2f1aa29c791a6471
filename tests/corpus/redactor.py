"""The redactor under test, by the labels of the corpus: the one place in which its interface is called."""

import functools
from collections.abc import Iterable

from domain.redaction import Action, Finding, RedactionPolicy, Redactor, redactor_for
from domain.redaction.detectors import DETECTORS
from tests.corpus.record import Span

_LABELS = {"PAYMENT_CARD": "CREDIT_CARD", "US_SSN": "SSN", "IP_ADDRESS": "IP"}

LABELS = frozenset(_LABELS.get(kind, kind) for kind in DETECTORS)


def find(text: str, region: str) -> list[Span]:
    """All kinds that there are, as (start, end, label)."""
    return labelled(redactor(region).redact(text).findings)


def labelled(findings: Iterable[Finding]) -> list[Span]:
    """Findings as (start, end, label)."""
    return [(found.start, found.end, _LABELS.get(found.kind, found.kind)) for found in findings]


@functools.cache
def redactor(region: str) -> Redactor:
    """With all kinds on, each replaced by its name."""
    policy = RedactionPolicy(version="corpus", actions=dict.fromkeys(DETECTORS, Action.MASK), regions=(region,))
    return redactor_for(policy, bytes(32))
