"""Reading stored logs from SQLite."""

from collections.abc import Sequence

from application.ports.clock import Clock
from application.ports.log_reader import LogReader, Page
from domain.identity import CONFLICT_SEPARATOR
from domain.processed_log import Position, ProcessedLog
from domain.query.log_query import LogQuery, Order
from infrastructure.embedded.database import Database
from infrastructure.embedded.log_rows import COLUMNS, LIVE, log_of

_SELECT = f"SELECT {COLUMNS} FROM logs WHERE {LIVE} AND tenant_id = ?"


class SqliteLogReader(LogReader):
    """Lists are strongly consistent here."""

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
        behind, direction = ("<", "DESC") if query.order is Order.NEWEST_FIRST else (">", "ASC")
        conditions, values = [_SELECT], [self._now(), query.tenant_id]
        if query.since is not None:
            conditions.append("time >= ?")
            values.append(query.since)
        if query.until is not None:
            conditions.append("time < ?")
            values.append(query.until)
        if after is not None:
            conditions.append(f"(time, ordinal, log_id) {behind} (?, ?, ?)")
            values += after
        order = f"time {direction}, ordinal {direction}, log_id {direction}"
        statement = f"{' AND '.join(conditions)} ORDER BY {order} LIMIT ?"
        with self._database.reading() as connection:
            rows = connection.execute(statement, (*values, limit + 1)).fetchall()
        logs = [log_of(row) for row in rows[:limit]]
        return Page(logs, logs[-1].position if len(rows) > limit else None)

    def _now(self) -> int:
        return int(self._clock.now().timestamp())
