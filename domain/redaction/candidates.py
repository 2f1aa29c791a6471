"""What rules take out of a text, and which of it stays where it overlaps."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from domain.redaction import placeholder
from domain.redaction.finding import Finding
from domain.redaction.text import Span

# Start, the rule's number, end, kind and the rule's name: sorted, what stands first comes first.
Candidate = tuple[int, int, int, str, str]


def outside(placeholders: Sequence[Span], candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Those that hold something no placeholder does; one that cuts a placeholder takes the whole of it."""
    for start, number, end, kind, rule in candidates:
        low, high, covered = placeholder.widened(placeholders, start, end)
        if covered < end - start:
            yield low, number, high, kind, rule


def unprotected(protected: Sequence[Span], candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those that do not lie within a protected span; one that goes beyond it is more than what the tenant keeps."""
    kept = []
    for candidate in candidates:
        at = bisect_right(protected, candidate[0], key=itemgetter(0)) - 1
        if at < 0 or candidate[2] > protected[at][1]:
            kept.append(candidate)
    return kept


def without_overlaps(candidates: list[Candidate]) -> list[Candidate]:
    """Of two that overlap, the one whose rule stands first wins, unless it lies within another of its kind."""
    if len(candidates) == 1:
        return candidates
    kept: list[Candidate] = []
    end = 0
    for candidate in candidates:
        if candidate[0] >= end:
            kept.append(candidate)
            end = candidate[2]
        elif candidate[1] < kept[-1][1] and not (candidate[3] == kept[-1][3] and candidate[2] <= kept[-1][2]):
            # What looks like a token in the middle of a private key is of the key.
            kept[-1] = candidate
            end = candidate[2]
    return kept


def as_findings(candidates: Iterable[Candidate]) -> list[Finding]:
    """The candidates as what the text has of each kind."""
    return [Finding(kind, start, end, rule) for start, _, end, kind, rule in candidates]
