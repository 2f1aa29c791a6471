"""The quality of a redactor on labelled lines.

A labelled span is a hit if a prediction of its label overlaps it by at least half of their union; each prediction
counts once. A prediction without a hit is false, unless at least half of it is on soft text of its label or on a
finding of another. A line with a false prediction is damaged.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.corpus.record import Record, Span

_HALF = 0.5


@dataclass
class Score:
    """Counts over lines by label: labelled spans, hits, and false predictions."""

    labelled: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    damaged: int = 0

    def add(self, record: Record, predictions: Sequence[Span]) -> None:
        """Count one line."""
        left = list(predictions)
        for start, end, label, _ in record.spans:
            self.labelled[label] += 1
            shares = {p: _shared((start, end), p[:2]) for p in left if p[2] == label}
            best = max(shares, key=shares.__getitem__, default=None)
            if best and shares[best] >= _HALF:
                self.hits[label] += 1
                left.remove(best)
        false = [prediction for prediction in left if not _excused(record, prediction)]
        self.false.update(label for *_, label in false)
        self.lines += 1
        self.damaged += bool(false)

    def precision(self, label: str) -> float:
        """Return the share of the predictions with the label that were right."""
        found = self.hits[label] + self.false[label]
        return self.hits[label] / found if found else 0.0

    def recall(self, *labels: str) -> float:
        """Return the share of the labelled spans that were found."""
        labelled = sum(self.labelled[label] for label in labels)
        return sum(self.hits[label] for label in labels) / labelled if labelled else 0.0

    @property
    def damage(self) -> float:
        """Return the share of damaged lines."""
        return self.damaged / self.lines if self.lines else 0.0


def _excused(record: Record, prediction: Span) -> bool:
    start, end, label = prediction
    soft = sum(_common((start, end), span[:2]) for span in record.soft if span[2] == label)
    labelled = sum(_common((start, end), span[:2]) for span in record.spans)
    return 2 * max(soft, labelled) >= end - start


def _common(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _shared(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return the intersection over the union."""
    common = _common(one, other)
    return common / (one[1] - one[0] + other[1] - other[0] - common)
