"""A LogQL query, the equivalent native query, and a filter in the test find the same logs in every store."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.ports.log_store import LogStore
from application.query_logql import QueryLogQL
from domain.level import Level
from domain.logql.expressions import LogExpression, SampleExpression
from domain.logql.narrowing import narrowed
from domain.logql.parser import parse
from domain.logql.pipeline import pipeline
from domain.logql.samples import Times
from domain.processed_log import ProcessedLog
from domain.query.log_query import LogQuery, Order
from domain.query.matching import matches
from infrastructure.embedded.log_repository import SqliteLogRepository
from tests.contract.records import log, time
from tests.fakes.clock import ManualClock
from tests.fakes.log_repository import InMemoryLogRepository
from tests.support.examples import examples

_TENANTS = count()
TEXTS = ["GET /orders", "get /ORDERS 500", '{"level":"error","status":500}', "level=warn took=2s", "Straße", "x"]
LOGS = st.lists(
    st.builds(
        lambda number, text, level, service: replace(
            log(str(number), text=text, seconds=number), level=level, service=service
        ),
        st.integers(0, 50),
        st.sampled_from(TEXTS),
        st.sampled_from([None, *Level]),
        st.sampled_from([None, "api", "worker"]),
    ),
    max_size=20,
    unique_by=lambda one: one.log_id,
)

MATCHERS = st.lists(
    st.sampled_from(
        [
            'level="error"', 'level=~"error|warn"', 'level!="info"', 'level=""', 'level=~"error|"', 'level="loud"',
            'service_name="api"', 'service_name=~"api|worker"', 'service_name="unknown_service"',
            'service_name=~"a.*"', 'source="json"', 'detected_level="unknown"', 'detected_level="error"',
        ]
    ),
    min_size=1,
    max_size=3,
)  # fmt: skip
STAGES = st.lists(
    st.sampled_from(
        [
            '|= "orders"',
            '|= "ORDERS"',
            '|= "a" or "x"',
            '!= "x"',
            '|~ "(?i)get"',
            "| json",
            "| logfmt",
            "| drop level",
            '| level="error"',
            '| level="warn" or service_name="api"',
            '| level="error" and service_name="api"',
            "| status >= 500",
            '| line_format "{{.level}}"',
            '| detected_level=~"warn|error"',
        ]
    ),
    max_size=4,
)
QUERIES = st.builds(
    lambda matchers, stages: cast("LogExpression", parse(" ".join([f"{{{','.join(matchers)}}}", *stages]))),
    MATCHERS,
    STAGES,
)


@given(LOGS, QUERIES)
def test_a_store_returns_every_log_that_the_query_selects(logs: list[ProcessedLog], query: LogExpression) -> None:
    """The filters that a store gets never exclude a log that the pipeline would pass."""
    asked = narrowed(LogQuery("acme"), query)
    for each in logs:
        assert pipeline(query)(each) is None or matches(asked, each)


@pytest.fixture(params=["fake", "SQLite"])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LogStore]:
    """Return each of the stores that need no AWS. tests/contract tests the same filters on DynamoDB."""
    if request.param == "fake":
        yield InMemoryLogRepository(ManualClock())
    else:
        with closing(SqliteLogRepository(tmp_path / "logs.sqlite3", clock=ManualClock())) as opened:
            yield opened


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(40))
@given(data=st.data())
def test_three_ways_of_asking_give_the_same_logs(repository: LogStore, data: st.DataObject) -> None:
    """The pipeline over a store, the pipeline over all logs, and the equivalent native query find the same logs."""
    # The repository is shared by all examples, so each example needs a tenant of its own.
    tenant_id = f"t{next(_TENANTS)}"
    logs = [replace(each, tenant_id=tenant_id) for each in data.draw(LOGS)]
    if logs:
        repository.add(logs)
    query = data.draw(QUERIES)
    order = data.draw(st.sampled_from(Order))
    search = QueryLogQL(reader=repository, clock=ManualClock())

    found = search.lines(LogQuery(tenant_id, order=order), query, 1_000)

    by_hand = sorted(
        (each for each in logs if pipeline(query)(each) is not None),
        key=lambda each: each.position,
        reverse=order is Order.NEWEST_FIRST,
    )
    assert [each.log_id for each, _ in found.lines] == [each.log_id for each in by_hand]
    assert found.complete

    native = LogQuery(tenant_id, order=order, levels=(Level.ERROR, Level.WARN), services=("api",), phrases=("orders",))
    same = cast("LogExpression", parse('{level=~"error|warn", service_name="api"} |~ "(?i)orders"'))
    assert [each.log_id for each, _ in search.lines(LogQuery(tenant_id, order=order), same, 1_000).lines] == [
        each.log_id for each in repository.page(native, 1_000).logs
    ]


def test_samples_equal_the_native_histogram_of_the_same_bounds(repository: LogStore) -> None:
    """A sample at t is the bucket `t - step < time <= t`."""
    repository.add([log(str(number), seconds=number) for number in range(20)])
    step = 5 * 10**9
    times = Times(time(4), time(19), step)
    query = cast("SampleExpression", parse('sum(count_over_time({source="json"}[5s]))'))

    samples = QueryLogQL(reader=repository, clock=ManualClock()).samples("acme", query, times).samples

    expected = {
        number: float(
            len(repository.page(LogQuery("acme", times.at(number) - step + 1, times.at(number) + 1), 1_000).logs)
        )
        for number in range(len(times))
    }
    assert samples == {(): expected}
    assert set(expected.values()) == {5.0}
