"""Metrics in the text format of Prometheus."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from threading import Lock, local
from typing import NamedTuple

from application.ports.metrics import Metric, Metrics

_PREFIX = "log_processor"
# Histogram bounds in seconds, from a log without simulated work to one that waits for hours.
AGE_BOUNDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21600)
# https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Count(NamedTuple):
    """A number to add to a metric, or to one label of it."""

    metric: Metric
    number: int
    label: str | None


class Ages(NamedTuple):
    """A histogram of the seconds from a log's receipt to its storing.

    `within` has the number of logs for each interval between `AGE_BOUNDS`; the last one is for those above all bounds.
    `seconds` is the sum over all logs.
    """

    within: list[int]
    seconds: float

    @property
    def logs(self) -> int:
        """The number of logs."""
        return sum(self.within)


def _no_ages() -> Ages:
    return Ages([0] * (len(AGE_BOUNDS) + 1), 0.0)


class Taken(NamedTuple):
    """Counts and ages that were taken out of a PrometheusMetrics."""

    counts: list[Count]
    ages: Ages


class PrometheusMetrics(Metrics):
    """Counts since the start of the process, as Prometheus expects.

    Prometheus's client library is not used: setting it up would take more code than these counters.
    """

    def __init__(self) -> None:
        self._counts: Counter[tuple[Metric, str | None]] = Counter()
        self._ages = _no_ages()
        self._lock = Lock()
        self._of_thread = local()

    def count(self, metric: Metric, number: int = 1, label: str | None = None) -> None:
        held: list[Count] | None = getattr(self._of_thread, "held", None)
        if held is None:
            self.count_all([Count(metric, number, label)])
        else:
            held.append(Count(metric, number, label))

    def count_all(self, counts: Iterable[Count]) -> None:
        """Add several counts."""
        with self._lock:
            for metric, number, label in counts:
                self._counts[metric, label] += number

    @contextmanager
    def held(self) -> Iterator[list[Count]]:
        """Within the block, counts of this thread are only appended to the list, for a later `count_all`."""
        held: list[Count] = []
        self._of_thread.held = held
        try:
            yield held
        finally:
            self._of_thread.held = None

    def stored_after(self, seconds: float) -> None:
        within = [0] * (len(AGE_BOUNDS) + 1)
        within[bisect_left(AGE_BOUNDS, seconds)] = 1
        self._add_ages(Ages(within, seconds))

    def _add_ages(self, added: Ages) -> None:
        with self._lock:
            within = [number + more for number, more in zip(self._ages.within, added.within, strict=True)]
            self._ages = Ages(within, self._ages.seconds + added.seconds)

    def take(self) -> Taken:
        """Return everything that was counted since the last `take`, and reset it."""
        with self._lock:
            taken = Taken(
                [Count(metric, number, label) for (metric, label), number in self._counts.items()],
                self._ages,
            )
            self._counts.clear()
            self._ages = _no_ages()
        return taken

    def add(self, taken: Taken) -> None:
        """Add the counts of another process."""
        self.count_all(taken.counts)
        self._add_ages(taken.ages)

    def page(self, **gauges: int) -> str:
        """Return all counts and the given gauges. Counters without labels start at 0, so that rises show."""
        with self._lock:
            counts, ages = dict(self._counts), self._ages
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
        lines += (f"# HELP {age} The time from the receipt of a log to its storing.", f"# TYPE {age} histogram")
        so_far = accumulate(ages.within)
        lines += (
            f'{age}_bucket{{le="{bound}"}} {number}'
            for bound, number in zip((*AGE_BOUNDS, "+Inf"), so_far, strict=True)
        )
        lines += (f"{age}_sum {ages.seconds:.3f}", f"{age}_count {ages.logs}")
        for gauge, value in gauges.items():
            lines += (f"# TYPE {_PREFIX}_{gauge} gauge", f"{_PREFIX}_{gauge} {value}")
        return "\n".join(lines) + "\n"


def _escaped(label: str) -> str:
    return label.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
