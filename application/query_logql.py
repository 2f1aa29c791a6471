"""Answering LogQL queries from the stored logs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.log_reader import LogReader
from domain.logql.expressions import LogExpression, SampleExpression
from domain.logql.narrowing import narrowed
from domain.logql.pipeline import Line, pipeline
from domain.logql.samples import Labels, Matrix, Times, counted_logs, evaluate
from domain.processed_log import ProcessedLog
from domain.query.log_query import LogQuery, Order
from domain.tenant_id import check_tenant_id

# The time for all pages of a search. Each page also has the store's own budget.
BUDGET_SECONDS = 5.0
_PAGE = 1_000


@dataclass(frozen=True)
class FoundLines:
    """Lines in the query's order, each with its log. If `complete` is False, the budget ended the search."""

    lines: Sequence[tuple[ProcessedLog, Line]]
    complete: bool


@dataclass(frozen=True)
class FoundSamples:
    """Samples by their labels. If `complete` is False, the budget ended before the oldest logs were counted."""

    samples: Matrix
    complete: bool


@dataclass
class Total:
    """A number of logs, and the bytes of their texts."""

    logs: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class FoundStreams:
    """The total of each stream, by its labels. If `complete` is False, the oldest logs were not counted."""

    totals: Mapping[Labels, Total]
    complete: bool


class QueryLogQL:
    """Answers LogQL queries over one tenant's logs. domain.logql.labels defines the labels of a log."""

    def __init__(self, *, reader: LogReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    def lines(self, asked: LogQuery, expression: LogExpression, limit: int) -> FoundLines:
        """Return up to `limit` lines of the logs that both `asked` and the expression select.

        Raises InvalidLog for a bad tenant id, PassingError, UnsupportedLogQL and InvalidSearch.
        """
        search = _Search(self._reader, self._clock, asked, expression)
        found: list[tuple[ProcessedLog, Line]] = []
        for one in search:
            found.append(one)
            if len(found) == limit:
                break
        return FoundLines(found, search.complete)

    def streams(self, asked: LogQuery, expressions: Sequence[LogExpression]) -> FoundStreams:
        """Return the streams of the logs that any of the expressions selects. Raises like `lines`."""
        totals: dict[Labels, Total] = defaultdict(Total)
        complete = True
        for expression in expressions:
            search = _Search(self._reader, self._clock, asked, expression)
            found: dict[Labels, Total] = defaultdict(Total)
            for log, line in search:
                total = found[tuple(sorted(line.stream.items()))]
                total.logs += 1
                total.bytes += len(log.text.encode(errors="replace"))
            # Replace, do not add: each expression that selects a stream has found all of its logs.
            totals |= found
            complete = complete and search.complete
        return FoundStreams(totals, complete)

    def samples(self, tenant_id: str, expression: SampleExpression, times: Times) -> FoundSamples:
        """Return the samples of a query at these times. Raises like `lines`, and TooManySeries."""
        counted = counted_logs(expression)
        if counted is None:
            check_tenant_id(tenant_id)
            return FoundSamples(evaluate(expression, (), times), complete=True)
        # The range of a sample includes its end but not its beginning.
        since = max(0, times.start - counted.range_nanoseconds + 1)
        asked = LogQuery(tenant_id, since, times.end + 1, Order.NEWEST_FIRST)
        search = _Search(self._reader, self._clock, asked, counted.logs)
        samples = evaluate(expression, ((log.time, line) for log, line in search), times)
        return FoundSamples(samples, search.complete)


class _Search:
    """Reads pages until the end or until the budget is spent. Then `complete` tells which of the two happened."""

    def __init__(self, reader: LogReader, clock: Clock, asked: LogQuery, expression: LogExpression) -> None:
        check_tenant_id(asked.tenant_id)
        self._reader = reader
        self._clock = clock
        self._query = narrowed(asked, expression)
        self._run = pipeline(expression)
        self.complete = True

    def __iter__(self) -> Iterator[tuple[ProcessedLog, Line]]:
        deadline = self._clock.monotonic() + BUDGET_SECONDS
        after = None
        while True:
            page = self._reader.page(self._query, _PAGE, after)
            for log in page.logs:
                if (line := self._run(log)) is not None:
                    yield log, line
            after = page.next
            if after is None:
                return
            if self._clock.monotonic() > deadline:
                self.complete = False
                return
