"""The candidates that rules have accepted, and the choice of findings among them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from domain.redaction.replacement import placeholder
from domain.redaction.replacement.finding import Finding
from domain.redaction.text import Span

# Start, the rule's number, end, kind and the rule's name. The order makes candidates sort by their place in the text.
Candidate = tuple[int, int, int, str, str]


def outside(placeholders: Sequence[Span], candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates that are not inside placeholders, widened to whole placeholders where they overlap one."""
    for start, number, end, kind, rule in candidates:
        low, high, covered = placeholder.widened(placeholders, start, end)
        if covered < end - start:
            yield low, number, high, kind, rule


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order, with overlapping ones joined."""
    together: list[Span] = []
    for start, end in sorted(spans):
        if together and start < together[-1][1]:
            together[-1] = (together[-1][0], max(end, together[-1][1]))
        else:
            together.append((start, end))
    return together


def unprotected(protected: Sequence[Span], candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates that are not completely inside a protected span."""
    kept = []
    for candidate in candidates:
        at = bisect_right(protected, candidate[0], key=itemgetter(0)) - 1
        if at < 0 or candidate[2] > protected[at][1]:
            kept.append(candidate)
    return kept


def without_overlaps(candidates: list[Candidate]) -> list[Candidate]:
    """If two candidates overlap, keep the one whose rule comes first, unless it is inside another of its kind."""
    if len(candidates) == 1:
        return candidates
    kept: list[Candidate] = []
    end = 0
    for candidate in candidates:
        if candidate[0] >= end:
            kept.append(candidate)
            end = candidate[2]
        elif candidate[1] < kept[-1][1] and not (candidate[3] == kept[-1][3] and candidate[2] <= kept[-1][2]):
            # The earlier rule wins, except inside a candidate of the same kind: a token in a private key is part of it.
            kept[-1] = candidate
            end = candidate[2]
    return kept


def as_findings(candidates: Iterable[Candidate]) -> list[Finding]:
    """Convert candidates to findings."""
    return [Finding(kind, start, end, rule) for start, _, end, kind, rule in candidates]
