"""Following a LogQL query: its lines as they are stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.log_reader import LogReader
from application.query_logql import QueryLogQL
from domain.logql.expressions import LogExpression
from domain.logql.narrowing import narrowed
from domain.logql.pipeline import Line, pipeline
from domain.processed_log import ProcessedLog
from domain.query.log_query import LogQuery
from domain.tenant_id import check_tenant_id

_PAGE = 1_000
# The window of time for stores that do not know in which order logs were stored (LogReader.stored_since).
_WINDOW_SECONDS = 120


@dataclass(frozen=True)
class TailedLines:
    """Lines, each with its log. `mark` is where to continue. If `complete` is False, more lines are already stored."""

    lines: Sequence[tuple[ProcessedLog, Line]]
    mark: str
    complete: bool


class TailLogQL:
    """Returns first the stored lines, then the lines stored afterwards, without omitting or repeating any."""

    def __init__(self, *, reader: LogReader, query: QueryLogQL) -> None:
        self._reader = reader
        self._query = query

    def begin(self, asked: LogQuery, expression: LogExpression, limit: int) -> TailedLines:
        """Return the newest stored lines, up to `limit`, oldest first. Raises like `QueryLogQL.lines`."""
        check_tenant_id(asked.tenant_id)
        # Get the mark before the search, so that each log stored meanwhile is found by the search, the mark, or both.
        mark = self._reader.stored_since(LogQuery(asked.tenant_id), None, _PAGE, _WINDOW_SECONDS).mark
        found = self._query.lines(asked, expression, limit).lines
        meanwhile = self.go_on(asked.tenant_id, expression, mark)
        ids = {log.log_id for log, _ in found}
        new = [(log, line) for log, line in meanwhile.lines if log.log_id not in ids]
        return TailedLines([*reversed(found), *new], meanwhile.mark, meanwhile.complete)

    def go_on(self, tenant_id: str, expression: LogExpression, mark: str) -> TailedLines:
        """Return the lines of the logs stored since the mark, in the order of storing. Raises PassingError."""
        stored = self._reader.stored_since(narrowed(LogQuery(tenant_id), expression), mark, _PAGE, _WINDOW_SECONDS)
        run = pipeline(expression)
        lines = [(log, line) for log, _ in stored.logs if (line := run(log)) is not None]
        return TailedLines(lines, stored.mark, stored.complete)
