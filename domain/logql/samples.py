"""Samples over time, computed by the aggregations of a LogQL query.

A sample at time t counts the logs of `t - range < time <= t`, as in Loki
(https://grafana.com/docs/loki/latest/query/metric_queries/).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from domain.logql.errors import LogQLError
from domain.logql.expressions import RangeAggregation, SampleExpression, Vector, VectorAggregation
from domain.logql.pipeline import Line

# Loki's default (limits_config.max_query_series).
MAX_SERIES = 500
_NANOSECONDS = 10**9

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Times:
    """The times of samples in nanoseconds: `start`, `start + step` and so on up to `end`."""

    start: int
    end: int
    step: int

    def __len__(self) -> int:
        return max(0, (self.end - self.start) // self.step + 1)

    def numbers_of(self, time: int, span: int) -> range:
        """Return the numbers, from 0, of the samples whose range of `span` nanoseconds contains this time."""
        first = -((self.start - time) // self.step)
        last = (time + span - 1 - self.start) // self.step
        return range(max(0, first), min(len(self) - 1, last) + 1)

    def at(self, number: int) -> int:
        """Return the time of the sample with this number."""
        return self.start + number * self.step


# The values of samples, by labels and then by the number of the sample.
Matrix = dict[Labels, dict[int, float]]


class TooManySeries(LogQLError):
    """The query gives more than `MAX_SERIES` series."""

    def __init__(self) -> None:
        super().__init__(
            f"the query gives more than {MAX_SERIES} series: group them by fewer labels, for example sum by (level) (…)"
        )


def counted_logs(expression: SampleExpression) -> RangeAggregation | None:
    """Return the range aggregation inside a query, or None if it has none (`vector(1)`)."""
    match expression:
        case RangeAggregation():
            return expression
        case VectorAggregation(samples=samples):
            return counted_logs(samples)
        case Vector():
            return None
        case _:
            assert_never(expression)


def evaluate(expression: SampleExpression, lines: Iterable[tuple[int, Line]], times: Times) -> Matrix:
    """Compute the samples of a query from these lines, each given with its log's time. Raises TooManySeries."""
    match expression:
        case Vector(value):
            return {(): dict.fromkeys(range(len(times)), value)}
        case RangeAggregation():
            return _count(expression, lines, times, by=None)
        case VectorAggregation("sum", RangeAggregation() as counted, by):
            # Sum while counting, so that the series before the sum take no memory.
            return _count(counted, lines, times, by=by)
        case VectorAggregation():
            return _bounded(_aggregate(expression, evaluate(expression.samples, lines, times)))
        case _:
            assert_never(expression)


def _count(
    counted: RangeAggregation, lines: Iterable[tuple[int, Line]], times: Times, *, by: tuple[str, ...] | None
) -> Matrix:
    found: Matrix = defaultdict(lambda: defaultdict(float))
    of_bytes = counted.function.startswith("bytes_")
    for time, line in lines:
        numbers = times.numbers_of(time, counted.range_nanoseconds)
        if not numbers:
            continue
        samples = found[_labels(line, by)]
        amount = len(line.text.encode(errors="replace")) if of_bytes else 1
        for number in numbers:
            samples[number] += amount
        if len(found) > MAX_SERIES:
            raise TooManySeries
    if counted.function.endswith("rate"):
        seconds = counted.range_nanoseconds / _NANOSECONDS
        return {
            labels: {number: amount / seconds for number, amount in samples.items()}
            for labels, samples in found.items()
        }
    return {labels: dict(samples) for labels, samples in found.items()}


def _labels(line: Line, by: tuple[str, ...] | None) -> Labels:
    if by is None:
        # Metadata may differ for each log, so it does not form series.
        return tuple(sorted({**line.stream, **line.parsed}.items()))
    return tuple((name, value) for name in sorted(by) if (value := line.label(name)))


def _aggregate(aggregation: VectorAggregation, samples: Matrix) -> Matrix:
    if aggregation.function == "topk":
        return _largest(aggregation, samples)
    found: Matrix = defaultdict(lambda: defaultdict(float))
    for labels, series in samples.items():
        together = found[_grouped(labels, aggregation.by)]
        for number, amount in series.items():
            together[number] += amount if aggregation.function == "sum" else 1
    return {labels: dict(series) for labels, series in found.items()}


def _largest(aggregation: VectorAggregation, samples: Matrix) -> Matrix:
    """Return for each time the largest samples of each group, with all their labels."""
    candidates: Mapping[tuple[Labels, int], list[tuple[float, Labels]]] = defaultdict(list)
    for labels, series in samples.items():
        for number, amount in series.items():
            candidates[_grouped(labels, aggregation.by), number].append((amount, labels))
    found: Matrix = defaultdict(dict)
    for (_, number), those in candidates.items():
        those.sort(key=lambda one: (-one[0], one[1]))
        for amount, labels in those[: aggregation.count]:
            found[labels][number] = amount
    return dict(found)


def _grouped(labels: Labels, by: tuple[str, ...]) -> Labels:
    return tuple((name, value) for name, value in labels if name in by)


def _bounded(samples: Matrix) -> Matrix:
    if len(samples) > MAX_SERIES:
        raise TooManySeries
    return samples
