"""What tests ask of findings."""

from collections.abc import Iterable

from domain.redaction import Finding


def is_covered(findings: Iterable[Finding], start: int, end: int) -> bool:
    """Whether each character of the span is in a finding.

    Whether a planted value is in the redacted text tells less: text that was drawn at random may hold it as well.
    """
    covered = {place for found in findings for place in range(found.start, found.end)}
    return covered.issuperset(range(start, end))
