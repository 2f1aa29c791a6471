"""Counts in memory."""

from collections import Counter
from threading import Lock

from application.ports.metrics import Metric, Metrics


class CountingMetrics(Metrics):
    """Keeps the counts in `counts`, by metric and label."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[Metric, str | None]] = Counter()
        self.ages: list[float] = []
        self._lock = Lock()

    def stored_after(self, seconds: float) -> None:
        """Keep the seconds."""
        with self._lock:
            self.ages.append(seconds)

    def count(self, metric: Metric, number: int = 1, label: str | None = None) -> None:
        """Add to the count."""
        with self._lock:
            self.counts[metric, label] += number
