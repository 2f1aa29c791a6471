"""Answering LogQL from what is stored."""

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

# Together, of as many pages as it takes; a page has a budget of its own as well.
BUDGET_SECONDS = 5.0
_PAGE = 1_000


@dataclass(frozen=True)
class FoundLines:
    """Lines in the order asked for, each with its log; `complete` is False where the budget ended the search."""

    lines: Sequence[tuple[ProcessedLog, Line]]
    complete: bool


@dataclass(frozen=True)
class FoundSamples:
    """Samples by their labels; where `complete` is False, the oldest logs are not among what they count."""

    samples: Matrix
    complete: bool


@dataclass
class Total:
    """How many logs, and how many bytes of text they have."""

    logs: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class FoundStreams:
    """What there is of each stream, by its labels; where `complete` is False, the oldest logs are not counted."""

    totals: Mapping[Labels, Total]
    complete: bool


class QueryLogQL:
    """Logs and counts of one tenant, by a LogQL query. Its labels are domain.logql.labels'."""

    def __init__(self, *, reader: LogReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    def lines(self, asked: LogQuery, expression: LogExpression, limit: int) -> FoundLines:
        """Up to `limit` lines of the logs that `asked` and the expression select.

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
        """The streams of the logs that any of the expressions selects. Raises as `lines` does."""
        totals: dict[Labels, Total] = defaultdict(Total)
        complete = True
        for expression in expressions:
            search = _Search(self._reader, self._clock, asked, expression)
            found: dict[Labels, Total] = defaultdict(Total)
            for log, line in search:
                total = found[tuple(sorted(line.stream.items()))]
                total.logs += 1
                total.bytes += len(log.text.encode(errors="replace"))
            # Of a stream that several select, every one of them has found all.
            totals |= found
            complete = complete and search.complete
        return FoundStreams(totals, complete)

    def samples(self, tenant_id: str, expression: SampleExpression, times: Times) -> FoundSamples:
        """The samples of a query at these times. Raises as `lines` does, and TooManySeries."""
        counted = counted_logs(expression)
        if counted is None:
            check_tenant_id(tenant_id)
            return FoundSamples(evaluate(expression, (), times), complete=True)
        # A sample counts what is after the beginning of its range, and at its end.
        since = max(0, times.start - counted.range_nanoseconds + 1)
        asked = LogQuery(tenant_id, since, times.end + 1, Order.NEWEST_FIRST)
        search = _Search(self._reader, self._clock, asked, counted.logs)
        samples = evaluate(expression, ((log.time, line) for log, line in search), times)
        return FoundSamples(samples, search.complete)


class _Search:
    """Pages until nothing is left, or the budget is spent."""

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
