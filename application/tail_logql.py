"""Following the lines of a LogQL query."""

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
# Looked at by a store that does not know the order in which its logs were stored.
_WINDOW_SECONDS = 120


@dataclass(frozen=True)
class TailedLines:
    """Lines, each with its log; `mark` is where to go on. Where `complete` is False, more are stored already."""

    lines: Sequence[tuple[ProcessedLog, Line]]
    mark: str
    complete: bool


class TailLogQL:
    """First what there is, then what is stored from then on: no line is left out, and none comes twice."""

    def __init__(self, *, reader: LogReader, query: QueryLogQL) -> None:
        self._reader = reader
        self._query = query

    def begin(self, asked: LogQuery, expression: LogExpression, limit: int) -> TailedLines:
        """The newest lines that are stored, up to `limit`, the oldest of them first. Raises as `QueryLogQL.lines`."""
        check_tenant_id(asked.tenant_id)
        # Before the search, so that what is stored meanwhile is found by one of the two, or by both.
        mark = self._reader.stored_since(LogQuery(asked.tenant_id), None, _PAGE, _WINDOW_SECONDS).mark
        found = self._query.lines(asked, expression, limit).lines
        meanwhile = self.go_on(asked.tenant_id, expression, mark)
        ids = {log.log_id for log, _ in found}
        new = [(log, line) for log, line in meanwhile.lines if log.log_id not in ids]
        return TailedLines([*reversed(found), *new], meanwhile.mark, meanwhile.complete)

    def go_on(self, tenant_id: str, expression: LogExpression, mark: str) -> TailedLines:
        """The lines of the logs that were stored since the mark, in that order. Raises PassingError."""
        stored = self._reader.stored_since(narrowed(LogQuery(tenant_id), expression), mark, _PAGE, _WINDOW_SECONDS)
        run = pipeline(expression)
        lines = [(log, line) for log, _ in stored.logs if (line := run(log)) is not None]
        return TailedLines(lines, stored.mark, stored.complete)
