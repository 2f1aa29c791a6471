"""Scans a tenant's logs in slices along the index by time. A time budget can end a query between two slices."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from application.ports.abandoned_reads import check_still_wanted
from application.ports.clock import Clock
from domain.log_entry import MAX_ORDINAL
from domain.log_time import MAX_TIME
from domain.processed_log import Position
from domain.query.log_query import LogQuery, Order
from infrastructure.embedded.log_rows import LIVE

BUDGET_SECONDS = 2.0
# A slice grows while it takes less than half of this, and shrinks when it takes longer.
_SLICE_SECONDS = 0.1
_FIRST_SLICE_LOGS = 1_024
_LEAST_SLICE_LOGS = 64
# Logs of 100,000 bytes each take about a second.
MOST_SLICE_LOGS = 8_192
# More if only the index is read.
MOST_INDEXED_SLICE_LOGS = 131_072

# Name the index, so that SQLite never chooses another one for these conditions.
ROWS = "FROM logs INDEXED BY logs_by_time WHERE"
_BEFORE_ALL = Position(-1, 0, "")
_AFTER_ALL = Position(MAX_TIME, MAX_ORDINAL + 1, "")


class Bounds(NamedTuple):
    """The range between two positions, both exclusive. SQL compares row values, so that the index serves both."""

    low: Position
    high: Position


@dataclass(frozen=True)
class Slice:
    """Consecutive logs in the query's order.

    `condition` and `values` select them in SQL. `end` is the position of the last one, or None in the last slice.
    """

    condition: str
    values: tuple[str | int, ...]
    logs: int
    end: Position | None


def bounds_of(query: LogQuery, after: Position | None = None) -> Bounds:
    """Return the bounds of the query's logs, or of those that follow `after`."""
    low = _BEFORE_ALL if query.since is None else before_time(query.since)
    high = _AFTER_ALL if query.until is None else before_time(query.until)
    if after is not None:
        if query.order is Order.NEWEST_FIRST:
            high = min(high, after)
        else:
            low = max(low, after)
    return Bounds(low, high)


def before_time(time: int) -> Position:
    """Return the position before all logs of this time."""
    return Position(time, -1, "")


def ordered(order: Order) -> str:
    """Return the ORDER BY clause of a query."""
    direction = "DESC" if order is Order.NEWEST_FIRST else "ASC"
    return f"ORDER BY time {direction}, ordinal {direction}, log_id {direction}"


class Scan:
    """Yields the slices of a query until its time budget is used. Then `complete` is False if logs are left."""

    def __init__(self, connection: sqlite3.Connection, query: LogQuery, *, clock: Clock, most: int) -> None:
        self._connection = connection
        self._query = query
        self._clock = clock
        self._most = most
        self._logs = min(_FIRST_SLICE_LOGS, most)
        self._ends_at = clock.monotonic() + BUDGET_SECONDS
        self._begun = False
        self.complete = True

    def slices(self, bounds: Bounds) -> Iterator[Slice]:
        """Yield slices that together contain every log between the bounds, as long as there is time.

        The first slice is yielded in any case, so that each request makes progress. Raises PassingError once the client
        has disconnected.
        """
        while bounds.low < bounds.high:
            started = self._clock.monotonic()
            if self._begun:
                check_still_wanted()
                if started >= self._ends_at:
                    self.complete = False
                    return
            self._begun = True
            found = self._slice(bounds)
            yield found
            if found.end is None:
                return
            bounds = Bounds(bounds.low, found.end) if self._newest_first else Bounds(found.end, bounds.high)
            self._adjust(self._clock.monotonic() - started)

    def _adjust(self, seconds: float) -> None:
        """Change the size of the next slice by what the last one has taken."""
        if seconds > _SLICE_SECONDS:
            self._logs = max(self._logs // 2, _LEAST_SLICE_LOGS)
        elif seconds < _SLICE_SECONDS / 2:
            self._logs = min(self._logs * 2, self._most)

    def any(self, bounds: Bounds, now: int) -> bool:
        """Whether a log that has not expired stands between the bounds, whatever it holds."""
        values = (self._query.tenant_id, *bounds.low, *bounds.high, now)
        return self._connection.execute(f"SELECT 1 {ROWS} {_BETWEEN} AND {LIVE} LIMIT 1", values).fetchone() is not None

    def number(self, bounds: Bounds) -> int:
        """Return the number of logs between the bounds."""
        (number,) = self._connection.execute(
            f"SELECT count(*) {ROWS} {_BETWEEN}", (self._query.tenant_id, *bounds.low, *bounds.high)
        ).fetchone()
        return int(number)

    def _slice(self, bounds: Bounds) -> Slice:
        values = (self._query.tenant_id, *bounds.low, *bounds.high)
        last = self._connection.execute(
            f"SELECT time, ordinal, log_id {ROWS} {_BETWEEN} {ordered(self._query.order)} LIMIT 1 OFFSET ?",
            (*values, self._logs - 1),
        ).fetchone()
        if last is None:
            return Slice(_BETWEEN, values, self.number(bounds), None)
        end = Position(*last)
        if self._newest_first:
            return Slice(_FROM_LOW, (self._query.tenant_id, *end, *bounds.high), self._logs, end)
        return Slice(_TO_HIGH, (self._query.tenant_id, *bounds.low, *end), self._logs, end)

    @property
    def _newest_first(self) -> bool:
        return self._query.order is Order.NEWEST_FIRST


_PLACE = "(time, ordinal, log_id)"
_BETWEEN, _FROM_LOW, _TO_HIGH = (
    f"tenant_id = ? AND {_PLACE} {above} (?, ?, ?) AND {_PLACE} {below} (?, ?, ?)"
    for above, below in ((">", "<"), (">=", "<"), (">", "<="))
)
