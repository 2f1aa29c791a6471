"""Counts as a page that Prometheus reads."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock, local
from typing import NamedTuple

from application.ports.metrics import Metric, Metrics

_PREFIX = "log_processor"
# https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Count(NamedTuple):
    """How much is added to a metric, or to one label of it."""

    metric: Metric
    number: int
    label: str | None


class Taken(NamedTuple):
    """What was counted: counts, how many logs were stored, and how long after they were received, all together."""

    counts: list[Count]
    stored: int
    seconds: float


class PrometheusMetrics(Metrics):
    """Since the process's start, as Prometheus wants counters.

    Without its client library: counters are all we have, and those are less code than the library's set-up.
    """

    def __init__(self) -> None:
        self._counts: Counter[tuple[Metric, str | None]] = Counter()
        self._stored, self._seconds = 0, 0.0
        self._lock = Lock()
        self._of_thread = local()

    def count(self, metric: Metric, number: int = 1, label: str | None = None) -> None:
        held: list[Count] | None = getattr(self._of_thread, "held", None)
        if held is None:
            self.count_all([Count(metric, number, label)])
        else:
            held.append(Count(metric, number, label))

    def count_all(self, counts: Iterable[Count]) -> None:
        """Add several at once."""
        with self._lock:
            for metric, number, label in counts:
                self._counts[metric, label] += number

    @contextmanager
    def held(self) -> Iterator[list[Count]]:
        """Add nothing that this thread counts in the block: it stands in the list, for `count_all`."""
        held: list[Count] = []
        self._of_thread.held = held
        try:
            yield held
        finally:
            self._of_thread.held = None

    def stored_after(self, seconds: float) -> None:
        with self._lock:
            self._stored += 1
            self._seconds += seconds

    def take(self) -> Taken:
        """Everything that was counted since the last time, which is forgotten here."""
        with self._lock:
            taken = Taken(
                [Count(metric, number, label) for (metric, label), number in self._counts.items()],
                self._stored,
                self._seconds,
            )
            self._counts.clear()
            self._stored, self._seconds = 0, 0.0
        return taken

    def add(self, taken: Taken) -> None:
        """Add what another process has counted."""
        self.count_all(taken.counts)
        with self._lock:
            self._stored += taken.stored
            self._seconds += taken.seconds

    def page(self, **gauges: int) -> str:
        """Every count, and the gauges given; of a metric without labels also the 0, so that the first one is a rise."""
        with self._lock:
            counts, stored, seconds = dict(self._counts), self._stored, self._seconds
        lines: list[str] = []
        for metric in Metric:
            name = f"{_PREFIX}_{metric.title}_total"
            lines += (f"# HELP {name} {metric.meaning}", f"# TYPE {name} counter")
            if metric.label is None:
                lines.append(f"{name} {counts.get((metric, None), 0)}")
            else:
                found = sorted((label or "", number) for (of, label), number in counts.items() if of is metric)
                lines += (f'{name}{{{metric.label}="{_escaped(label)}"}} {number}' for label, number in found)
        age = f"{_PREFIX}_age_seconds"
        lines += (f"# HELP {age} From received to stored.", f"# TYPE {age} summary")
        lines += (f"{age}_sum {seconds:.3f}", f"{age}_count {stored}")
        for gauge, value in gauges.items():
            lines += (f"# TYPE {_PREFIX}_{gauge} gauge", f"{_PREFIX}_{gauge} {value}")
        return "\n".join(lines) + "\n"


def _escaped(label: str) -> str:
    return label.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
