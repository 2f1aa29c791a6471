"""The redactor under test: the one place in which its interface is called. The corpus's labels are its kinds."""

import functools
from collections.abc import Iterable

from domain.redaction import Action, Finding, RedactionPolicy, Redactor, redactor_for
from domain.redaction.detectors import DETECTORS
from tests.corpus.record import Span

LABELS = frozenset(DETECTORS)


def find(text: str, region: str) -> list[Span]:
    """All kinds that there are, as (start, end, label)."""
    return labelled(redactor(region).redact(text).findings)


def labelled(findings: Iterable[Finding]) -> list[Span]:
    """Findings as (start, end, label)."""
    return [(found.start, found.end, found.kind) for found in findings]


@functools.cache
def redactor(region: str) -> Redactor:
    """With all kinds on, each replaced by its name."""
    policy = RedactionPolicy(version="corpus", actions=dict.fromkeys(DETECTORS, Action.MASK), regions=(region,))
    return redactor_for(policy, bytes(32))
