"""The contract of LogReader for filters, counts and budgets; domain.query.matching is the reference."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.ports.log_reader import LogReader, Page
from application.ports.log_store import LogStore
from domain.json_value import JsonValue
from domain.level import Level
from domain.processed_log import Position, ProcessedLog
from domain.query.counting import ByField, ByTime, Key
from domain.query.log_query import AttributeTest, Conflicts, LogQuery, Order
from domain.query.matching import matches
from tests.contract.conftest import RepositoryUnderTest
from tests.contract.records import HARD_TEXT, log, time
from tests.support.examples import examples

# Small vocabularies, so that filters hit some logs and miss others. The tables below have what is rare.
WORDS = ["timeout", "TimeOut", "time", "\u212aelvin", "ΟΔΟΣ", "50%", "[PHONE:7f3a9c21d0e4]", "\x00timeout"]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
VALUES: st.SearchStrategy[JsonValue] = st.sampled_from([200, 500, 500.0, True, None, "500", "", 'a"b', "Ünï"])
NAMES = st.sampled_from(["status", "http", "http.status", "a"])
ATTRIBUTES = st.dictionaries(
    NAMES,
    VALUES
    | st.lists(VALUES, max_size=2)
    | st.dictionaries(NAMES, VALUES, max_size=2)
    | st.lists(st.dictionaries(NAMES, VALUES, max_size=2), max_size=2),
    max_size=3,
)

LEVELS = st.sampled_from(Level)
SERVICES = st.sampled_from(["checkout", "Checkout", "web shop", "it's"])
TRACES = st.sampled_from(["1" * 32, "2" * 32])
SECONDS = st.sampled_from([0, 1, 1.5, 2, 3])
PHRASES = st.sampled_from([*WORDS, "TIMEOUT", "ime", "οδος", "KELVIN", " "])
PATHS = st.sampled_from(["status", "http.status", "a.b", "a", "missing"])
TESTED = st.sampled_from(["500", "500.0", "200", "true", "null", "", 'a"b', "Ünï"])
tenants = (f"tenant-{number}" for number in count())


# Text, what it is searched for, and whether it is found.
FOUND_IN_TEXT = [
    ("Connection REFUSED", "connection refused", True),
    ("Connection refused", "CONNECTION", True),
    ("Connection refused", "refused connection", False),
    ("ÄRGER im Büro", "ärger", True),
    ("ÄRGER im Büro", "bÜro", True),
    ("ÄRGER im Büro", "buro", False),
    ("ÄRGER im Büro", "IM", True),
    ("ΟΔΟΣΑ", "οδος", True),
    ("ΟΔΟΣ", "οδοσ", True),
    # Signs whose small letter is one of ASCII are no such letter.
    ("273 \u212a", "k", False),
    ("\u212a", "\u212a", True),
    ("İzmir", "i", True),
    ("İ", "i", False),
    ("straße", "STRASSE", False),
    ("100%", "0%", True),
    ("1000", "0%", False),
    ("a_b", "A_B", True),
    ("axb", "a_b", False),
    ("before\x00behind", "behind", True),
    ("before\x00behind", "e\x00b", True),
    ("it's", "'", True),
    ('say "hi"', '"HI"', True),
    ("back\\slash", "\\", True),
    ("line\nend", "\n", True),
    ("\U0001f600", "\U0001f600", True),
    ("a\ufeffb", "\ufeff", True),
    (HARD_TEXT, HARD_TEXT, True),
]
# Attributes, path, value, and whether it stands there.
FOUND_IN_ATTRIBUTES: list[tuple[dict[str, JsonValue], str, str, bool]] = [
    ({"status": 500}, "status", "500", True),
    ({"status": "500"}, "status", "500", True),
    ({"status": 5000}, "status", "500", False),
    ({"status": 500.0}, "status", "500", False),
    ({"status": 500.0}, "status", "500.0", True),
    ({"size": 1e16}, "size", "1e+16", True),
    ({"size": 2**64}, "size", str(2**64), True),
    ({"on": True}, "on", "true", True),
    ({"on": "true"}, "on", "true", True),
    ({"on": True}, "on", "True", False),
    ({"on": None}, "on", "null", True),
    ({}, "on", "null", False),
    ({"text": ""}, "text", "", True),
    ({}, "text", "", False),
    ({"http": {"status": 500}}, "http.status", "500", True),
    ({"http.status": 500}, "http.status", "500", True),
    ({"http": {"status.code": 500}}, "http.status.code", "500", True),
    ({"http.status": {"code": 500}}, "http.status.code", "500", True),
    ({"http": {"status": 200}, "http.status": 500}, "http.status", "500", True),
    ({"http": {"status": 500}}, "status", "500", False),
    ({"http": {"status": 500}}, "http", "500", False),
    ({"Status": 500}, "status", "500", False),
    ({"tags": ["a", "b"]}, "tags", "b", True),
    ({"tags": [["a"], []]}, "tags", "a", True),
    ({"spans": [{"id": 1}, {"id": 2}]}, "spans.id", "2", True),
    ({"other": "500", "status": 200}, "status", "500", False),
    ({"q": 'a"b\\c\td\n'}, "q", 'a"b\\c\td\n', True),
    ({"q": "Grüße, \U0001f600"}, "q", "Grüße, \U0001f600", True),
    ({"q": "\x00\x1f\x7f\u2028"}, "q", "\x00\x1f\x7f\u2028", True),
    ({"": "empty"}, "", "empty", True),
    ({"": {"": "empty"}}, ".", "empty", True),
]


@dataclass(frozen=True)
class Content:
    """What a stored log holds; its tenant and id come later."""

    text: str
    attributes: dict[str, JsonValue]
    level: Level | None
    service: str | None
    trace_id: str | None
    seconds: float
    is_conflict: bool


CONTENTS = st.lists(
    st.builds(
        Content,
        TEXTS,
        ATTRIBUTES,
        st.none() | LEVELS,
        st.none() | SERVICES,
        st.none() | TRACES,
        SECONDS,
        st.booleans(),
    ),
    max_size=12,
)
FILTERS: dict[str, st.SearchStrategy[Any]] = {
    "since": SECONDS.map(time),
    "until": SECONDS.map(time),
    "levels": st.lists(LEVELS, max_size=3, unique=True).map(tuple),
    "services": st.lists(SERVICES, max_size=2, unique=True).map(tuple),
    "phrases": st.lists(PHRASES, max_size=2).map(tuple),
    "excluded_phrases": st.lists(PHRASES, max_size=2).map(tuple),
    "expression": st.sampled_from(["(?i)timeout", "^time", "[0-9]{2}", "\\x00", "Σ$", "(?s)a.*z", ""]),
    "attributes": st.lists(st.builds(AttributeTest, PATHS, TESTED, st.booleans()), max_size=2).map(tuple),
    "trace_id": TRACES,
    "conflicts": st.sampled_from(Conflicts),
    "placeholders": st.sampled_from([("[PHONE:7f3a9c21d0e4]",), ("[EMAIL:abc]",)]),
}


@st.composite
def combined(draw: st.DrawFn) -> LogQuery:
    """A query of several filters."""
    chosen = draw(st.sets(st.sampled_from(sorted(FILTERS)), min_size=1, max_size=3))
    return replace(
        LogQuery("", order=draw(st.sampled_from(Order))), **{name: draw(FILTERS[name]) for name in sorted(chosen)}
    )


PLAIN = Content("x", {}, None, None, None, 0, is_conflict=False)


def stored(reader: LogStore, contents: Sequence[Content], tenant_id: str | None = None) -> list[ProcessedLog]:
    """Store logs of a tenant, by default of a new one."""
    tenant_id = tenant_id or next(tenants)
    logs = [made(content, tenant_id, number) for number, content in enumerate(contents)]
    if logs:
        reader.add(logs)
    return logs


def made(content: Content, tenant_id: str, number: int) -> ProcessedLog:
    """Make a log of this content."""
    return replace(
        log(str(number), tenant_id=tenant_id, seconds=content.seconds, text=content.text),
        attributes=content.attributes,
        level=content.level,
        service=content.service,
        trace_id=content.trace_id,
        conflicts_with="other" if content.is_conflict else None,
    )


def in_order(logs: Sequence[ProcessedLog], query: LogQuery) -> list[ProcessedLog]:
    """Those that the reference lets pass, as the query orders them."""
    found = [each for each in logs if matches(query, each)]
    return sorted(found, key=lambda each: each.position, reverse=query.order is Order.NEWEST_FIRST)


def pages(
    reader: LogReader, query: LogQuery, limit: int, check: Callable[[Page], object] = lambda _: None
) -> list[ProcessedLog]:
    """Read page after page to the end of the query."""
    found: list[ProcessedLog] = []
    after: Position | None = None
    for _ in range(1_000):
        page = reader.page(query, limit, after)
        assert len(page.logs) <= limit
        check(page)
        found += page.logs
        if page.next is None:
            assert page.complete
            return found
        assert after is None or (page.next < after) == (query.order is Order.NEWEST_FIRST)
        after = page.next
    raise AssertionError("The pages do not end.")


_SETTINGS = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=examples(20),
)


def test_phrases_are_found_whatever_their_case(repository: LogStore) -> None:
    """A phrase is found anywhere in a text, regardless of case, and an excluded phrase excludes the same logs."""
    for number, (text, phrase, found) in enumerate(FOUND_IN_TEXT):
        tenant_id = f"tenant{number}"
        (only,) = stored(repository, [replace(PLAIN, text=text)], tenant_id)
        wanted, excluded = LogQuery(tenant_id, phrases=(phrase,)), LogQuery(tenant_id, excluded_phrases=(phrase,))

        assert repository.page(wanted, 10).logs == ([only] if found else []), (text, phrase)
        assert repository.page(excluded, 10).logs == ([] if found else [only]), (text, phrase)


def test_attributes_are_found_by_path_and_value(repository: LogStore) -> None:
    """A value is found at its path, nested or literal, by the text that answers show; `excluded` inverts the test."""
    for number, (attributes, path, value, found) in enumerate(FOUND_IN_ATTRIBUTES):
        tenant_id = f"tenant{number}"
        (only,) = stored(repository, [replace(PLAIN, attributes=attributes)], tenant_id)
        wanted, excluded = (
            LogQuery(tenant_id, attributes=(AttributeTest(path, value, excluded=excluded),))
            for excluded in (False, True)
        )

        assert repository.page(wanted, 10).logs == ([only] if found else []), (attributes, path, value)
        assert repository.page(excluded, 10).logs == ([] if found else [only]), (attributes, path, value)


def test_every_phrase_and_no_excluded_one_stands_in_the_text(repository: LogStore) -> None:
    """A log matches only if it contains all phrases, attributes and placeholders."""
    contents = [replace(PLAIN, text=text, attributes={"a": 1, "b": text}) for text in ("x y", "x", "y", "[IBAN:ab]")]
    both, one, other, tagged = stored(repository, contents, "acme")

    def found(**filters: Any) -> list[ProcessedLog]:
        return [*repository.page(LogQuery("acme", order=Order.OLDEST_FIRST, **filters), 10).logs]

    assert found(phrases=("x", "Y")) == [both]
    assert found(phrases=("x",), excluded_phrases=("y",)) == [one]
    assert found(excluded_phrases=("x", "y")) == [tagged]
    assert found(attributes=(AttributeTest("a", "1"), AttributeTest("b", "y"))) == [other]
    assert found(placeholders=("[IBAN:ab]",)) == [tagged]
    assert found(placeholders=("[iban:ab]",)) == found(placeholders=("[IBAN:ab]", "[IBAN:cd]")) == []


@pytest.mark.parametrize("name", FILTERS)
@_SETTINGS
@given(data=st.data(), contents=CONTENTS)
def test_each_filter_means_what_the_reference_says(
    repository_in_process: LogStore, name: str, data: st.DataObject, contents: list[Content]
) -> None:
    """Each filter finds the same logs as the reference, in order and with any page size."""
    logs = stored(repository_in_process, contents)
    tenant_id = logs[0].tenant_id if logs else "nobody"
    query = replace(LogQuery(tenant_id), **{name: data.draw(FILTERS[name])})

    assert pages(repository_in_process, query, data.draw(st.integers(1, 5))) == in_order(logs, query)


@settings(_SETTINGS, max_examples=examples(60))
@given(contents=CONTENTS, query=combined(), limit=st.integers(1, 5))
def test_filters_hold_together(
    repository_in_process: LogStore, contents: list[Content], query: LogQuery, limit: int
) -> None:
    """A log matches only if it passes all filters of the query."""
    finds_what_passes(repository_in_process, contents, query, limit)


# moto is too slow for more.
@settings(_SETTINGS, max_examples=examples(25))
@given(contents=CONTENTS, query=combined(), limit=st.integers(1, 5))
def test_filters_hold_together_on_dynamodb(
    dynamodb_repository: RepositoryUnderTest, contents: list[Content], query: LogQuery, limit: int
) -> None:
    """On DynamoDB, a log matches only if it passes all filters of the query."""
    finds_what_passes(dynamodb_repository.repository, contents, query, limit)


def finds_what_passes(reader: LogStore, contents: list[Content], query: LogQuery, limit: int) -> None:
    """Compare with the reference."""
    logs = stored(reader, contents)
    query = replace(query, tenant_id=logs[0].tenant_id if logs else "nobody")

    assert pages(reader, query, limit) == in_order(logs, query)


@settings(_SETTINGS, max_examples=examples(60))
@given(contents=CONTENTS, query=combined(), by=st.sampled_from(["level", "service", "attr.http.status", "attr.a"]))
def test_logs_are_counted_by_a_field(
    repository_in_process: LogStore, contents: list[Content], query: LogQuery, by: str
) -> None:
    """A count by field counts each matching log once for the value that it has."""
    logs = stored(repository_in_process, contents)
    query = replace(query, tenant_id=logs[0].tenant_id if logs else "nobody")

    counted = repository_in_process.count_by(query, [ByField(by)])

    assert counted.complete
    assert counted.numbers == [reference_count(logs, query, ByField(by))]


@settings(_SETTINGS, max_examples=examples(60))
@given(contents=CONTENTS, query=combined(), buckets=st.integers(1, 5))
def test_logs_are_counted_by_time(
    repository_in_process: LogStore, contents: list[Content], query: LogQuery, buckets: int
) -> None:
    """A count by time counts each matching log in the bucket of its time, by level."""
    logs = stored(repository_in_process, contents)
    since, until = time(-1), time(4)
    query = replace(query, tenant_id=logs[0].tenant_id if logs else "nobody", since=since, until=until)
    by = ByTime(since, -((since - until) // buckets))

    assert repository_in_process.count_by(query, [by]).numbers == [reference_count(logs, query, by)]


def reference_count(logs: Sequence[ProcessedLog], query: LogQuery, by: ByTime | ByField) -> Counter[Key]:
    """Count as the reference does."""
    return Counter(key for each in in_order(logs, query) for key in by.keys(each))


def test_counts_are_the_same_on_dynamodb(dynamodb_repository: RepositoryUnderTest) -> None:
    """Counts on DynamoDB equal those of the reference."""
    repository = dynamodb_repository.repository
    contents = [
        Content("x", {"a": [1, 1, "b"]}, level, service, None, seconds, is_conflict=False)
        for level in (None, Level.INFO, Level.ERROR)
        for service in (None, "checkout")
        for seconds in (0, 1, 2)
    ]
    logs = stored(repository, contents)
    query = LogQuery(logs[0].tenant_id, since=time(0), until=time(3))
    by: list[ByTime | ByField] = [ByTime(time(0), 10**9), ByField("level"), ByField("service"), ByField("attr.a")]
    assert repository.count_by(query, by).numbers == [reference_count(logs, query, each) for each in by]


# Budgets


@pytest.mark.parametrize("order", Order)
def test_a_spent_budget_ends_a_page_and_not_the_query(under_small_budgets: LogStore, order: Order) -> None:
    """Pages that end at a budget continue without gap or repetition, also if they are empty."""
    # Also as the first and last of what a request looks at, and with a gap that is longer than that.
    logs = [
        log(
            f"{number:03}",
            seconds=number // 2,
            text="needle" if number % 10 in (0, 9) and not 60 < number < 120 else "hay",
        )
        for number in range(160)
    ]
    under_small_budgets.add(logs)
    query = LogQuery("acme", order=order, phrases=("needle",))
    read: list[Page] = []

    found = pages(under_small_budgets, query, 100, read.append)

    assert found == in_order(logs, query)
    assert sum(not page.complete for page in read) > 1
    assert any(not page.complete and not page.logs for page in read)


def test_a_spent_budget_ends_a_count(under_small_budgets: LogStore) -> None:
    """A count that ends at its budget says so, and has counted the newest logs."""
    under_small_budgets.add([log(f"{number:03}", seconds=number) for number in range(140)])

    counts = under_small_budgets.count_by(LogQuery("acme", since=time(0), until=time(140)), [ByTime(time(0), 10**9)])

    assert not counts.complete
    (numbers,) = counts.numbers
    assert 0 < len(numbers) < 140
    assert set(numbers) == {(number, None) for number in range(140 - len(numbers), 140)}


def test_what_was_scanned_is_told(repository: LogStore) -> None:
    """A search reports how many logs it has scanned."""
    repository.add([log(str(number), seconds=number) for number in range(20)])

    page = repository.page(LogQuery("acme", phrases=("missing",)), 10)

    assert (page.logs, page.next, page.complete, page.scanned.logs) == ([], None, True, 20)


def test_a_page_ends_where_its_logs_are_large(repository: LogStore) -> None:
    """A page contains little more than fits into an answer, whatever the limit is."""
    for number in range(30):
        repository.add([log(str(number), seconds=number, text="x" * 300_000)])

    page = repository.page(LogQuery("acme"), 1_000)

    assert 14 <= len(page.logs) <= 15
    assert page.next == page.logs[-1].position
