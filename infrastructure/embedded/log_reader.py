"""Reads stored logs from SQLite."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence

from application.ports.clock import Clock
from application.ports.log_reader import Counts, LogReader, Page, Scanned, Stored, bad_mark
from domain.identity import CONFLICT_SEPARATOR
from domain.level import Level
from domain.limits import MAX_PAGE_BYTES
from domain.processed_log import Position, ProcessedLog
from domain.query.counting import ByField, ByTime, Key
from domain.query.log_query import LogQuery, Order
from domain.query.values import values_at
from infrastructure.embedded.database import Database
from infrastructure.embedded.log_filters import Filters, filters_of
from infrastructure.embedded.log_rows import COLUMNS, LIVE, log_of
from infrastructure.embedded.log_scan import (
    BUDGET_SECONDS,
    MOST_INDEXED_SLICE_LOGS,
    MOST_SLICE_LOGS,
    ROWS,
    Bounds,
    Scan,
    Slice,
    before_time,
    bounds_of,
    ordered,
)

_SELECT = f"SELECT {COLUMNS} FROM logs WHERE {LIVE} AND tenant_id = ?"
# The number of digits of the largest row number.
_MOST_DIGITS = 18
_BY_LEVEL = ", ".join(f"count(*) FILTER (WHERE level = '{level}')" for level in Level)


class SqliteLogReader(LogReader):
    """Reads are strongly consistent. `Scanned` has the number of scanned logs and the bytes of the returned logs."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def find(self, tenant_id: str, log_id: str) -> ProcessedLog | None:
        with self._database.reading() as connection:
            row = connection.execute(f"{_SELECT} AND log_id = ?", (self._now(), tenant_id, log_id)).fetchone()
        return None if row is None else log_of(row)

    def conflicts(self, tenant_id: str, log_id: str, limit: int) -> Sequence[str]:
        first = log_id + CONFLICT_SEPARATOR
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT log_id FROM logs WHERE {LIVE} AND tenant_id = ? AND log_id >= ? AND log_id < ? "
                "ORDER BY log_id LIMIT ?",
                (self._now(), tenant_id, first, first + "\U0010ffff", limit),
            ).fetchall()
        return [log_id for (log_id,) in rows]

    def page(self, query: LogQuery, limit: int, after: Position | None = None) -> Page:
        filters = filters_of(query)
        logs: list[ProcessedLog] = []
        scanned = size = 0
        bounds = bounds_of(query, after)
        with self._database.reading() as connection:
            scan = self._scan(connection, query, filters)
            end: Position | None = None
            for each in scan.slices(bounds):
                end = each.end
                rows = connection.execute(
                    f"SELECT {COLUMNS} {ROWS} {_conditions(each, filters)} {ordered(query.order)}",
                    (*each.values, self._now(), *filters.values),
                )
                for row in rows:
                    logs.append(log_of(row))
                    size += logs[-1].content_bytes
                    if len(logs) == limit or size > MAX_PAGE_BYTES:
                        rows.close()
                        return self._full_page(scan, query, bounds, logs, size)
                scanned += each.logs
        return Page(logs, None if scan.complete else end, scan.complete, Scanned(scanned, size))

    def count_by(self, query: LogQuery, by: Sequence[ByTime | ByField]) -> Counts:
        filters = filters_of(query)
        numbers: list[Counter[Key]] = [Counter() for _ in by]
        scanned = 0
        with self._database.reading() as connection:
            scan = self._scan(connection, query, filters)
            for bucket, bounds in _buckets(query, by):
                for each in scan.slices(bounds):
                    for counter, field in zip(numbers, by, strict=True):
                        counter.update(self._counted(connection, each, filters, field, bucket))
                    scanned += each.logs
                if not scan.complete:
                    break
        return Counts([+counter for counter in numbers], scan.complete, Scanned(scanned))

    def stored_since(
        self,
        query: LogQuery,
        mark: str | None,
        limit: int,
        window_seconds: int,  # noqa: ARG002 - row numbers tell the order in which logs were stored
    ) -> Stored:
        last = self.last_stored()
        if mark is None:
            return Stored([], str(last))
        if not mark.isdecimal() or not mark.isascii() or len(mark) > _MOST_DIGITS:
            raise bad_mark()
        filters = filters_of(query)
        for bound, condition in ((query.since, "time >= ?"), (query.until, "time < ?")):
            if bound is not None:
                filters.conditions.insert(0, condition)
                filters.values.insert(0, bound)
        # A folder restored from a backup may have lower row numbers than the mark.
        at = min(int(mark), last)
        ends_at = self._clock.monotonic() + BUDGET_SECONDS
        logs: list[tuple[ProcessedLog, str]] = []
        size = 0
        with self._database.reading() as connection:
            self._prepare(connection, filters)
            while at < last:
                to = min(at + MOST_SLICE_LOGS, last)
                rows = connection.execute(
                    f"SELECT seq, {COLUMNS} FROM logs NOT INDEXED WHERE seq > ? AND seq <= ? AND tenant_id = ? "
                    f"AND {' AND '.join((LIVE, *filters.conditions))} ORDER BY seq",
                    (at, to, query.tenant_id, self._now(), *filters.values),
                )
                for seq, *row in rows:
                    logs.append((log_of(row), str(seq)))
                    size += logs[-1][0].content_bytes
                    if len(logs) == limit or size > MAX_PAGE_BYTES:
                        rows.close()
                        return Stored(logs, str(seq), complete=seq == last)
                at = to
                if self._clock.monotonic() >= ends_at:
                    break
        return Stored(logs, str(at), complete=at == last)

    def last_stored(self) -> int:
        """A number that grows with every stored log of any tenant."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'logs'").fetchone()
        return 0 if row is None else int(row[0])

    def _full_page(self, scan: Scan, query: LogQuery, bounds: Bounds, logs: Sequence[ProcessedLog], size: int) -> Page:
        """A page that has reached a limit. It has a next position if there are more logs after it."""
        last = logs[-1].position
        seen = Bounds(last, bounds.high) if query.order is Order.NEWEST_FIRST else Bounds(bounds.low, last)
        more = scan.any(bounds_of(query, last), self._now())
        return Page(logs, last if more else None, scanned=Scanned(scan.number(seen) + 1, size))

    def _counted(
        self, connection: sqlite3.Connection, each: Slice, filters: Filters, by: ByTime | ByField, bucket: int
    ) -> dict[Key, int]:
        where = f"{ROWS} {_conditions(each, filters)}"
        values = (*each.values, self._now(), *filters.values)
        if isinstance(by, ByTime):
            # Faster than GROUP BY.
            total, *by_level = connection.execute(f"SELECT count(*), {_BY_LEVEL} {where}", values).fetchone()
            levels = (*(level.value for level in Level), None)
            numbers = (*by_level, total - sum(by_level))
            return {(bucket, level): number for level, number in zip(levels, numbers, strict=True)}
        if by.path is None:
            return dict(connection.execute(f"SELECT {by.name}, count(*) {where} GROUP BY 1", values))
        found: Counter[Key] = Counter()
        for (attributes,) in connection.execute(f"SELECT attributes {where}", values):
            found.update(set(values_at(json.loads(attributes), by.path)))
        return found

    def _prepare(self, connection: sqlite3.Connection, filters: Filters) -> None:
        """Register the SQL function `passes` that the filters' conditions call."""
        if filters.test is not None:
            connection.create_function("passes", 2, filters.test.passes)

    def _scan(self, connection: sqlite3.Connection, query: LogQuery, filters: Filters) -> Scan:
        self._prepare(connection, filters)
        most = MOST_INDEXED_SLICE_LOGS if filters.are_indexed else MOST_SLICE_LOGS
        return Scan(connection, query, clock=self._clock, most=most)

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def _conditions(each: Slice, filters: Filters) -> str:
    return " AND ".join((each.condition, LIVE, *filters.conditions))


def _buckets(query: LogQuery, fields: Sequence[ByTime | ByField]) -> Iterator[tuple[int, Bounds]]:
    """Yield the bounds to count within, in the query's order: one per bucket for a count by time, otherwise one."""
    low, high = whole = bounds_of(query)
    by = next((field for field in fields if isinstance(field, ByTime)), None)
    if by is None or low >= high:
        yield 0, whole
        return
    first, last = ((place.time - by.start) // by.step for place in whole)
    numbers = range(first, last + 1)
    for number in reversed(numbers) if query.order is Order.NEWEST_FIRST else numbers:
        start = by.start + number * by.step
        yield number, Bounds(max(low, before_time(start)), min(high, before_time(start + by.step)))
