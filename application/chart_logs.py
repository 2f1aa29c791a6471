"""Counting logs over time, for a bar chart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from application.ports.log_reader import LogReader, Scanned
from domain.query.counting import ByTime
from domain.query.log_query import LogQuery
from domain.tenant_id import check_tenant_id
from domain.timestamps import NANOSECONDS_A_SECOND

_MILLISECOND = NANOSECONDS_A_SECOND // 1_000
_DAY = 86_400 * NANOSECONDS_A_SECOND
# Widths of a bar that people can read at a glance. Longer bars have whole days.
_STEPS = (
    *(number * _MILLISECOND for number in (1, 2, 5, 10, 20, 50, 100, 200, 500)),
    *(number * NANOSECONDS_A_SECOND for number in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800)),
    *(number * NANOSECONDS_A_SECOND for number in (3_600, 7_200, 10_800, 21_600, 43_200)),
    _DAY,
)


@dataclass(frozen=True)
class Bar:
    """The number of logs by level (None: no level) in the step that begins at `start`, in nanoseconds since 1970."""

    start: int
    counts: dict[str | None, int]


@dataclass(frozen=True)
class Chart:
    """Bars of `step` nanoseconds, oldest first, including empty ones.

    If `complete` is False, the store's budget ended the count, and logs are missing from the oldest bars.
    """

    step: int
    bars: Sequence[Bar]
    complete: bool
    scanned: Scanned


class ChartLogs:
    """Counts the logs of a query by time and level."""

    def __init__(self, *, reader: LogReader) -> None:
        self._reader = reader

    def chart(self, query: LogQuery, since: int, until: int, most: int) -> Chart:
        """Count the query's logs with `since <= time < until` in at most `most` bars.

        Raises InvalidLog for a bad tenant id, and PassingError.
        """
        check_tenant_id(query.tenant_id)
        step = _step(since, until, most)
        first, end = since // step, -(-until // step)
        counts = self._reader.count_by(replace(query, since=since, until=until), [ByTime(0, step)])
        bars = {number: Bar(number * step, {}) for number in range(first, end)}
        for (number, level), count in counts.of_time(0):
            bars[number].counts[level] = count
        return Chart(step, [*bars.values()], counts.complete, counts.scanned)


def _step(since: int, until: int, most: int) -> int:
    """Return the smallest step that gives at most `most` bars. The borders of the bars are multiples of the step."""

    def bars(step: int) -> int:
        return -(-until // step) - since // step

    for step in _STEPS:
        if bars(step) <= most:
            return step
    days = -(-(until - since) // _DAY) // most + 1
    while bars(days * _DAY) > most:
        days += 1
    return days * _DAY
