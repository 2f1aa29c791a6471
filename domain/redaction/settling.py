"""Redacting a value until nothing more is found in it, in a bounded number of readings.

A placeholder may complete what a finding beside it needs (a boundary, say), so a redacted value is read again: hardly
ever does that show something new. In a text that is made for it, each finding uncovers one more. From the third reading
on only what surrounds the newest findings is read, and what is found there takes in more and more of the characters
around it, so that the region which does not settle is masked after a few readings; the rest of the text stays. In the
end all of the value is read once more.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from domain.redaction import placeholder
from domain.redaction.finding import Finding
from domain.redaction.pattern import Pattern
from domain.redaction.rewriting import Rewriting
from domain.redaction.text import Span, Value

_EXACT_READINGS = 2
_FIRST_MARGIN, _GROWTH = 16, 4
_LONGEST_LINE = 1_024
# What is read around a finding; what is found close to where that was cut off may not be found in the whole.
_SURROUNDINGS, _NEAR_CUT = 256, 96


# Margins end at white space where there is some so near.
_LONGEST_WORD = 512
_WHITE_SPACE = Pattern(r"\s")


class Redaction(NamedTuple):
    """The redacted text, and what was found in the original: findings in order, none overlapping."""

    text: str
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Counter[str]:
        """Findings by kind, `{"PHONE": 2}`."""
        counts: Counter[str] = Counter()
        for finding in self.findings:
            counts[finding.kind] += finding.number
        return counts


class Part(NamedTuple):
    """Of a value what is to be read, and where it begins; `cut` tells which of its ends are none of the value's."""

    value: Value
    start: int
    cut: tuple[bool, bool]

    def in_whole(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings that do not come from the cuts, with their places in the whole value."""
        first = _NEAR_CUT if self.cut[0] else 0
        last = len(self.value[1]) - (_NEAR_CUT if self.cut[1] else 0)
        for found in findings:
            if first <= found.start and found.end <= last:
                yield found._replace(start=found.start + self.start, end=found.end + self.start)


class Settling:
    """A value that something was found in."""

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
        # What the value was last rewritten at, once only that is read.
        self._newest: Sequence[Span] = ()
        self._rewriting.add(found)

    @property
    def redaction(self) -> Redaction:
        """What the value has become so far."""
        return Redaction(self._rewriting.text, self._rewriting.findings)

    def parts(self) -> Iterator[Part]:
        """What is to be read next: all of the value, or what surrounds the newest findings."""
        text = self._rewriting.text
        spans = self._surroundings() or [(0, len(text))]
        for start, end in spans:
            cut = (start > 0, end < len(text))
            yield Part(("" if cut[0] else self._name, text[start:end]), start, cut)

    def is_settled_by(self, found: Sequence[Finding]) -> bool:
        """Replace what was found in the parts; where nothing was found in all of the value, it is settled."""
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
        """What is around the newest findings, in order and apart, or nothing where that is most of the value."""
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
        """The span with the margin on both sides: within its line, while the margin is small."""
        text = self._rewriting.text
        low, high = max(0, start - self._margin), min(len(text), end + self._margin)
        if self._margin <= _LONGEST_LINE:
            low = max(low, text.rfind("\n", low, start) + 1)
            line_end = text.find("\n", end, high)
            high = high if line_end < 0 else line_end
        return low, high

    def _with_margin(self, found: Sequence[Finding]) -> Sequence[Finding]:
        """The findings with the margin on both sides, and whole placeholders; those that touch become one."""
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
    """The span up to white space on both sides: half of a value looks like none."""
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
