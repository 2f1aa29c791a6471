"""Checks of findings."""

from collections.abc import Iterable

from domain.redaction import Finding


def is_covered(findings: Iterable[Finding], start: int, end: int) -> bool:
    """Return whether each character of the span is in a finding.

    This is stricter than searching the redacted text for a planted value, which generated text may contain too.
    """
    covered = {place for found in findings for place in range(found.start, found.end)}
    return covered.issuperset(range(start, end))
