"""The tested redactor: the only module that calls its interface. The corpus's labels are its kinds."""

import functools
from collections.abc import Iterable

from domain.redaction import Action, Finding, RedactionPolicy, Redactor, redactor_for
from domain.redaction.detectors import DETECTORS
from tests.corpus.record import Span

LABELS = frozenset(DETECTORS)


def find(text: str, region: str) -> list[Span]:
    """Return the findings of all kinds as (start, end, label)."""
    return labelled(redactor(region).redact(text).findings)


def labelled(findings: Iterable[Finding]) -> list[Span]:
    """Return findings as (start, end, label)."""
    return [(found.start, found.end, found.kind) for found in findings]


@functools.cache
def redactor(region: str) -> Redactor:
    """Return a redactor that masks all kinds."""
    policy = RedactionPolicy(version="corpus", actions=dict.fromkeys(DETECTORS, Action.MASK), regions=(region,))
    return redactor_for(policy, bytes(32))
