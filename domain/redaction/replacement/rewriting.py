"""A text in which findings are replaced, in one reading after another."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from domain.redaction.replacement.finding import Finding
from domain.redaction.text import Span


class _Replaced(NamedTuple):
    """A finding in the original text, its placeholder, and the placeholder's span in the rewritten text."""

    finding: Finding
    stand_in: str
    place: Span


class Rewriting:
    """`text` is the original with all findings so far replaced. `stand_in(kind, value)` returns a placeholder."""

    def __init__(self, original: str, stand_in: Callable[[str, str], str]) -> None:
        self.text = original
        self._original = original
        self._stand_in = stand_in
        self._replaced: list[_Replaced] = []

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings in the original, in order and without overlaps."""
        return tuple(replaced.finding for replaced in self._replaced)

    def add(self, new: Sequence[Finding], *, counting: bool = False) -> list[Span]:
        """Replace new findings in `text`, and return the spans of their placeholders in the new text.

        A new finding absorbs the old ones that it overlaps. With `counting`, its number includes theirs.
        """
        merged: list[tuple[Finding, str | None]] = []
        old, at = self._replaced, 0
        # The difference between positions in the original and in the text.
        ahead = 0
        for found in new:
            while at < len(old) and old[at].place[1] <= found.start:
                merged.append((old[at].finding, old[at].stand_in))
                ahead = old[at].finding.end - old[at].place[1]
                at += 1
            start, end = found.start + ahead, found.end + ahead
            number = found.number
            while at < len(old) and old[at].place[0] < found.end:
                number += old[at].finding.number if counting else 0
                start = min(start, old[at].finding.start)
                ahead = old[at].finding.end - old[at].place[1]
                end = max(old[at].finding.end, found.end + ahead)
                at += 1
            merged.append((found._replace(start=start, end=end, number=number), None))
        merged += [(replaced.finding, replaced.stand_in) for replaced in old[at:]]
        return self._rewrite(merged)

    def _rewrite(self, findings: Sequence[tuple[Finding, str | None]]) -> list[Span]:
        pieces: list[str] = []
        places: list[Span] = []
        replaced: list[_Replaced] = []
        length = end = 0
        for finding, known in findings:
            stand_in = (
                self._stand_in(finding.kind, self._original[finding.start : finding.end]) if known is None else known
            )
            pieces += (self._original[end : finding.start], stand_in)
            place = (length + finding.start - end, length + finding.start - end + len(stand_in))
            length, end = place[1], finding.end
            replaced.append(_Replaced(finding, stand_in, place))
            if known is None:
                places.append(place)
        pieces.append(self._original[end:])
        self.text = "".join(pieces)
        self._replaced = replaced
        return places
