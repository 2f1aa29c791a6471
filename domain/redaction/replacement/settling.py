"""Redacts a value until nothing more is found in it, in a limited number of readings.

A placeholder may turn the text next to it into a finding, for example by providing a boundary. So a redacted value is
read again, which rarely finds anything new. In a text that was made for that purpose, each finding can uncover another
one. From the third reading on, only the surroundings of the newest findings are read, and new findings are widened more
with each reading. So a region that does not settle is masked after a few readings, and the rest of the text stays. At
the end, the whole value is read once more.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from domain.redaction.pattern import Pattern
from domain.redaction.replacement import placeholder
from domain.redaction.replacement.finding import Finding
from domain.redaction.replacement.rewriting import Rewriting
from domain.redaction.text import Span, Value

_EXACT_READINGS = 2
_FIRST_MARGIN, _GROWTH = 16, 4
_LONGEST_LINE = 1_024
# How many characters around a finding are read, and the distance from the cuts within which findings are ignored,
# because they might not be findings in the whole text.
_SURROUNDINGS, _NEAR_CUT = 256, 96
# Margins end at white space if there is any within this distance.
_LONGEST_WORD = 512
_WHITE_SPACE = Pattern(r"\s")


class Redaction(NamedTuple):
    """A redacted text, and the findings in the original, in order and without overlaps."""

    text: str
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Counter[str]:
        """The number of findings by kind, such as `{"PHONE": 2}`."""
        counts: Counter[str] = Counter()
        for finding in self.findings:
            counts[finding.kind] += finding.number
        return counts

    def without_head(self, head: str) -> "Redaction | None":
        """Return the redaction of the text behind a head, or None if something in the head itself was redacted."""
        if not head:
            return self
        size = len(head)
        if not self.text.startswith(head) or any(found.start < size for found in self.findings[:1]):
            return None
        return Redaction(self.text[size:], tuple(found.moved(-size) for found in self.findings))


class Part(NamedTuple):
    """A part of a value that is to be read. It starts at `start`; `cut` says whether its start and end are cuts."""

    value: Value
    start: int
    cut: tuple[bool, bool]

    def in_whole(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield the findings that are not near a cut, with their spans in the whole value."""
        first = _NEAR_CUT if self.cut[0] else 0
        last = len(self.value[1]) - (_NEAR_CUT if self.cut[1] else 0)
        for found in findings:
            if first <= found.start and found.end <= last:
                yield found.moved(self.start)


class Settling:
    """A value with findings, which is read until it is settled."""

    def __init__(
        self,
        value: Value,
        found: Sequence[Finding],
        stand_in: Callable[[str, str], str],
        placeholders: re.Pattern[str],
    ) -> None:
        self._name, text = value
        self._rewriting = Rewriting(text, stand_in)
        self._placeholders = placeholders
        self._readings = 1
        self._margin = 0
        # The spans of the newest placeholders, once only their surroundings are read.
        self._newest: Sequence[Span] = ()
        self._rewriting.add(found)

    @property
    def redaction(self) -> Redaction:
        """The redaction so far."""
        return Redaction(self._rewriting.text, self._rewriting.findings)

    def parts(self) -> Iterator[Part]:
        """Yield the parts to read next: the whole value, or the surroundings of the newest findings."""
        text = self._rewriting.text
        spans = self._surroundings() or [(0, len(text))]
        for start, end in spans:
            cut = (start > 0, end < len(text))
            yield Part(("" if cut[0] else self._name, text[start:end]), start, cut)

    def is_settled_by(self, found: Sequence[Finding]) -> bool:
        """Replace the findings in the parts. Return True if the whole value was read and nothing was found."""
        self._readings += 1
        if not found:
            settled = not self._newest
            self._newest = ()
            return settled
        if self._readings <= _EXACT_READINGS:
            self._rewriting.add(found)
            return False
        self._margin = self._margin * _GROWTH or _FIRST_MARGIN
        self._newest = self._rewriting.add(self._with_margin(found), counting=True)
        return False

    def _surroundings(self) -> Sequence[Span]:
        """Return the spans around the newest findings, or none if they are more than half of the value."""
        spans: list[Span] = []
        size = len(self._rewriting.text)
        for start, end in self._newest:
            low, high = max(0, start - _SURROUNDINGS), min(size, end + _SURROUNDINGS)
            if spans and low <= spans[-1][1]:
                spans[-1] = (spans[-1][0], high)
            else:
                spans.append((low, high))
        if 2 * sum(end - start for start, end in spans) > size:
            self._newest = spans = []
        return spans

    def _surrounded(self, start: int, end: int) -> Span:
        """Widen a span by the margin on both sides. A small margin does not go beyond the line."""
        text = self._rewriting.text
        low, high = max(0, start - self._margin), min(len(text), end + self._margin)
        if self._margin <= _LONGEST_LINE:
            low = max(low, text.rfind("\n", low, start) + 1)
            line_end = text.find("\n", end, high)
            high = high if line_end < 0 else line_end
        return low, high

    def _with_margin(self, found: Sequence[Finding]) -> Sequence[Finding]:
        """Widen findings by the margin and to whole placeholders, and join those that touch."""
        text = self._rewriting.text
        placeholders = placeholder.places(self._placeholders, text)
        grown: list[Finding] = []
        for each in sorted(found, key=lambda finding: finding.start):
            low, high = self._surrounded(each.start, each.end)
            start, end, _ = placeholder.widened(placeholders, *_whole_words(text, low, high))
            if grown and start <= grown[-1].end:
                last = grown[-1]
                grown[-1] = last._replace(end=max(end, last.end), number=last.number + each.number)
            else:
                grown.append(each._replace(start=start, end=end))
        return grown


def _whole_words(text: str, start: int, end: int) -> Span:
    """Widen a span to white space on both sides, because the rest of a cut value might not look like a value."""
    before = text[max(0, start - _LONGEST_WORD) : start][::-1]
    if gap := _WHITE_SPACE.search(before):
        start -= gap.start()
    elif start <= _LONGEST_WORD:
        start = 0
    if gap := _WHITE_SPACE.search(text, end, end + _LONGEST_WORD):
        end = gap.start()
    elif len(text) - end <= _LONGEST_WORD:
        end = len(text)
    return start, end
