"""Following a LogQL query while logs are being stored."""

from application.ports.log_reader import Page
from application.query_logql import QueryLogQL
from application.tail_logql import TailLogQL
from domain.logql.expressions import LogExpression
from domain.logql.parser import parse
from domain.processed_log import Position
from domain.query.log_query import LogQuery, Order
from tests.contract.records import log
from tests.fakes.clock import ManualClock
from tests.fakes.log_repository import InMemoryLogRepository

NEWEST = LogQuery("acme", None, None, Order.NEWEST_FIRST)


class BusyRepository(InMemoryLogRepository):
    """A repository in which a log is stored just before each search, and another one just after it."""

    def page(self, query: LogQuery, limit: int, after: Position | None = None) -> Page:
        """Search."""
        self.add([log("before", text="before")])
        page = super().page(query, limit, after)
        self.add([log("after", text="after", seconds=1)])
        return page


def tail(repository: InMemoryLogRepository) -> tuple[TailLogQL, LogExpression]:
    """Return the use case, and a query that selects all lines but one."""
    expression = parse('{source="json"} != "hidden"')
    assert isinstance(expression, LogExpression)
    return TailLogQL(reader=repository, query=QueryLogQL(reader=repository, clock=ManualClock())), expression


def test_a_log_stored_during_the_search_is_returned_once() -> None:
    """A log that is stored during the search is returned once, whether the search finds it or not."""
    repository = BusyRepository()
    repository.add([log("old", text="old", seconds=-1)])
    use_case, expression = tail(repository)
    begun = use_case.begin(NEWEST, expression, 100)
    assert [line.text for _, line in begun.lines] == ["old", "before", "after"]
    assert use_case.go_on("acme", expression, begun.mark).lines == []


def test_only_selected_lines_follow() -> None:
    """Only selected lines follow, in the order in which they were stored."""
    repository = InMemoryLogRepository()
    use_case, expression = tail(repository)
    begun = use_case.begin(NEWEST, expression, 100)
    repository.add([log(text, text=text, seconds=-ago) for ago, text in enumerate(("one", "hidden", "two"))])
    repository.add([log("foreign", tenant_id="beta", text="foreign")])
    assert [line.text for _, line in use_case.go_on("acme", expression, begun.mark).lines] == ["one", "two"]
