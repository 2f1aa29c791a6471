import base64
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from domain.errors import PassingError
from domain.processed_log import Position
from domain.query.log_query import LogQuery, Order
from entrypoints.handlers.read import read_handler
from entrypoints.http.access import anyone
from entrypoints.http.cursor import encode_cursor
from tests.entrypoints.aws_events import http_event
from tests.fakes.clock import ManualClock
from tests.fakes.log_repository import InMemoryLogRepository
from tests.support.logs import NOON, entry
from tests.support.reading import reading_of
from tests.support.worker import Worker


class Read:
    """The handler over a store with five logs of one tenant, a second apart, and one of another."""

    def __init__(self) -> None:
        worker = Worker()
        for number in range(5):
            worker.deliver(entry("call 555-0199", log_id=f"log-{number}", received_at=NOON + timedelta(seconds=number)))
        worker.deliver(entry("another", log_id="log-0"))
        worker.deliver(entry("beta's own", tenant_id="beta", log_id="log-0"))
        self.repository: InMemoryLogRepository = worker.repository
        self._handler = read_handler(
            reading_of(self.repository, ManualClock()),
            authenticate=anyone,
        )

    def ask(self, path: str, method: str = "GET", **query: str) -> tuple[int, dict[str, Any]]:
        """Return status and body of the answer."""
        answer = self._handler(http_event(method, path, query=query), None)
        return answer["statusCode"], json.loads(answer["body"])

    def ids(self, path: str = "/tenants/acme/logs", **query: str) -> list[str]:
        """Return the ids on a page."""
        status, body = self.ask(path, **query)
        assert status == 200
        return [log["log_id"] for log in body["logs"]]


@pytest.fixture
def read() -> Read:
    """Return a handler over a filled store."""
    return Read()


def test_a_log_is_shown_completely_and_redacted(read: Read) -> None:
    """The answer has every field of the log except its content tag, which is internal."""
    status, log = read.ask("/tenants/acme/logs/log-1")
    assert status == 200
    assert log == {
        "tenant_id": "acme",
        "log_id": "log-1",
        "time": "2026-11-23T12:00:01Z",
        "ordinal": 0,
        "level": None,
        "service": None,
        "trace_id": None,
        "span_id": None,
        "text": "call [PHONE]",
        "source": "json",
        "attributes": {},
        "received_at": "2026-11-23T12:00:01.000000Z",
        "processed_at": "2026-11-23T12:00:00.000000Z",
        "redactions": {"PHONE": 1},
        "policy_version": "default-2",
        "conflicts_with": None,
        "conflicts": [],
    }


def test_the_list_is_newest_first(read: Read) -> None:
    """The list contains conflicts like other logs."""
    ids = read.ids()
    assert [log_id.partition("~")[0] for log_id in ids] == ["log-4", "log-3", "log-2", "log-1", "log-0", "log-0"]


def test_the_list_can_be_oldest_first(read: Read) -> None:
    """`order` reverses the list; the default is newest first."""
    assert read.ids(order="asc") == read.ids()[::-1]
    assert read.ids(order="desc") == read.ids()


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_pages_follow_their_cursors(read: Read, order: str) -> None:
    """Each log is on one page, and the last page has no cursor."""
    seen: list[str] = []
    query = {"limit": "4", "order": order}
    while True:
        status, body = read.ask("/tenants/acme/logs", **query)
        assert status == 200
        seen += [log["log_id"] for log in body["logs"]]
        if body["next_cursor"] is None:
            break
        query["cursor"] = body["next_cursor"]
    assert seen == read.ids(limit="1000", order=order)


def test_since_and_until_bound_the_list(read: Read) -> None:
    """`since` is inclusive and `until` exclusive, with any offset."""
    assert read.ids(since="2026-11-23T12:00:01Z", until="2026-11-23T14:00:03+02:00") == ["log-2", "log-1"]
    assert len(read.ids(since="0001-01-01T00:00:00Z", until="9999-12-31T23:59:59Z")) == 6
    assert read.ids(until="1969-12-31T23:59:59Z") == read.ids(since="9999-12-31T23:59:59Z") == []


def test_since_and_until_count_nanoseconds(read: Read) -> None:
    """A bound may have as many digits as a time."""
    assert read.ids(since="2026-11-23T12:00:04.000000001Z") == []
    assert read.ids(since="2026-11-23T12:00:03.999999999Z") == ["log-4"]
    assert read.ids(until="2026-11-23T12:00:01.000000001Z", since="2026-11-23T12:00:00.000000001Z") == ["log-1"]


def test_conflicts_are_named_and_readable(read: Read) -> None:
    """The first log under an id lists its conflicts, and each conflict names the first log."""
    _, first = read.ask("/tenants/acme/logs/log-0")
    (conflict,) = first["conflicts"]
    _, other = read.ask(f"/tenants/acme/logs/{conflict}")
    assert (first["text"], other["text"], other["conflicts_with"]) == ("call [PHONE]", "another", "log-0")


def test_tenants_see_their_own_logs_only(read: Read) -> None:
    """The same id is another log for another tenant, and a list contains only the tenant's own logs."""
    assert read.ids("/tenants/beta/logs") == ["log-0"]
    assert read.ask("/tenants/beta/logs/log-0")[1]["text"] == "beta's own"
    assert read.ask("/tenants/beta/logs/log-1")[0] == 404
    assert read.ids("/tenants/ACME/logs") == []


def test_a_cursor_holds_for_its_own_list_only(read: Read) -> None:
    """With another tenant, since, until or order, the cursor is refused; with another limit it is accepted."""
    cursor = read.ask("/tenants/acme/logs", limit="1")[1]["next_cursor"]
    assert read.ids(limit="2", cursor=cursor) == ["log-3", "log-2"]
    queries: list[tuple[str, dict[str, str]]] = [
        ("/tenants/beta/logs", {}),
        ("/tenants/acme/logs", {"since": "2026-01-01T00:00:00Z"}),
        ("/tenants/acme/logs", {"until": "2027-01-01T00:00:00Z"}),
        ("/tenants/acme/logs", {"order": "asc"}),
    ]
    for path, query in queries:
        status, problem = read.ask(path, cursor=cursor, **query)
        assert (status, problem["code"]) == (400, "bad_cursor")


def test_a_cursor_of_an_earlier_version_says_so(read: Read) -> None:
    """A client that pages during an upgrade of the API learns why it must start again."""
    for fields in ('"2026-11-23T12:00:00.000000Z","log-1","0123456789abcdef"', '1,0,"log-1","0123456789abcdef"'):
        status, problem = read.ask("/tenants/acme/logs", cursor=cursor_of(f"[{fields}]"))
        assert (status, problem["code"]) == (400, "bad_cursor")
        assert "earlier version" in problem["detail"]


def test_a_cursor_is_bound_to_all_of_its_query() -> None:
    """The digest contains every field of a query, including fields added later, so two queries share no cursor."""
    queries = [
        LogQuery(tenant, since, until, order)
        for tenant in ("acme", "beta")
        for since in (None, 0, 1)
        for until in (None, 0, 1)
        for order in Order
    ]
    position = Position(1, 0, "log-1")
    assert len({encode_cursor(position, query, 0) for query in queries}) == len(queries)

    @dataclass(frozen=True)
    class LaterQuery(LogQuery):
        extra: str | None = None

    assert encode_cursor(position, LaterQuery("acme"), 0) != encode_cursor(position, LaterQuery("acme", extra="x"), 0)


def cursor_of(fields: str) -> str:
    """Return a forged cursor."""
    return base64.urlsafe_b64encode(fields.encode("utf-8", "surrogatepass")).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "é",
        "====",
        base64.urlsafe_b64encode(b"\xff").decode(),
        cursor_of("{}"),
        cursor_of("[1,2,3]"),
        cursor_of('["a","b","c"]'),
        cursor_of('["2026-11-23T12:00:00Z","log-1","c"]'),
        cursor_of('["2026-11-23T12:00:00Z",["log-1"],"c"]'),
        cursor_of('["2026-11-23T12:00:00Z","\\ud800","c"]'),
        cursor_of(f'["2026-11-23T12:00:00Z","{"x" * 500}","c"]'),
        cursor_of('["0001-01-01T00:00:00+14:00","log-1","c"]'),
        cursor_of('[1,0,"log-1"]'),
        cursor_of('[-1,0,"log-1",0,"c"]'),
        cursor_of(f'[{2**63},0,"log-1",0,"c"]'),
        cursor_of('[1,10000000,"log-1",0,"c"]'),
        cursor_of('[1,-1,"log-1",0,"c"]'),
        cursor_of('[1,0,"\ud800",0,"c"]'),
        cursor_of('[1,0,"log-1",0,["c"]]'),
        cursor_of('[1,0,"log-1",-1,"c"]'),
        cursor_of('[1,0,"log-1","0","c"]'),
        cursor_of('[1.5,0,"log-1",0,"c"]'),
        cursor_of('[NaN,0,"log-1",0,"c"]'),
        cursor_of("[" * 700),
    ],
)
def test_an_invalid_cursor_is_400(read: Read, cursor: str) -> None:
    """Any text that no list has returned is refused."""
    status, problem = read.ask("/tenants/acme/logs", cursor=cursor)
    assert (status, problem["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "1001"},
        {"limit": "ten"},
        {"limit": "1,2"},
        {"since": "yesterday"},
        {"until": "2026-11-24T12:00:00"},
        {"limit": "1_0"},
        {"limit": "+10"},
        {"limit": " 10"},
        {"limit": "10.0"},
        {"limit": "1e1"},
        {"limit": "\u0661\u0660"},
        {"limit": ""},
        {"order": ""},
        {"order": "DESC"},
        {"order": "newest"},
        {"limit": "9" * 5_000},
    ],
)
def test_bad_parameters_are_400(read: Read, query: dict[str, str]) -> None:
    """The error for an invalid or repeated parameter has its name, but not its value."""
    status, problem = read.ask("/tenants/acme/logs", **query)
    assert (status, problem["code"]) == (400, "invalid_parameter")
    ((name, value),) = query.items()
    assert problem["detail"].startswith(f"{name}: ")
    assert len(value) < 3 or value not in problem["detail"]


@pytest.mark.parametrize("name", ["watermark-3f9", "LIMIT", "", "limit[]", "since\n", "x" * 30, "jane@example.com"])
def test_unknown_parameters_are_400_and_not_repeated(read: Read, name: str) -> None:
    """An unknown parameter is refused, and its name, which may be a misplaced value, is not repeated."""
    status, problem = read.ask("/tenants/acme/logs", **{name: "watermark-3f9"})
    assert (status, problem["code"]) == (400, "invalid_parameter")
    assert not name or name not in problem["detail"]
    assert "watermark" not in json.dumps(problem)


def test_a_misspelt_parameter_is_named(read: Read) -> None:
    """The error repeats a plain word and suggests the right name."""
    _, problem = read.ask("/tenants/acme/logs", untill="2026-11-23T12:00:00Z")
    assert problem["detail"] == "This route has no parameter untill. Did you mean until?"


@pytest.mark.parametrize(
    "path",
    [
        "/tenants/acme/logs/nope",
        "/tenants/nobody/logs/log-1",
        f"/tenants/acme/logs/{'x' * 5_000}",
        "/tenants/acme/logs/log-1~",
        "/tenants/acme/logs/é",
    ],
)
def test_a_missing_log_is_404(read: Read, path: str) -> None:
    """Unknown logs, unknown tenants and impossible ids get the same answer."""
    status, problem = read.ask(path)
    assert (status, problem["code"]) == (404, "log_not_found")


def test_a_tenant_without_logs_has_an_empty_list(read: Read) -> None:
    """The answer does not show whether the tenant exists."""
    assert read.ask("/tenants/nobody/logs") == (
        200,
        {"tenant_id": "nobody", "logs": [], "next_cursor": None, "complete": True, "scanned": {"logs": 0, "bytes": 0}},
    )


@pytest.mark.parametrize("path", ["/tenants/_acme/logs", "/tenants/~/logs/log-1"])
def test_bad_tenants_are_400(read: Read, path: str) -> None:
    """An invalid tenant id is refused."""
    status, problem = read.ask(path)
    assert (status, problem["code"]) == (400, "bad_tenant_id")


@pytest.mark.parametrize(
    "path",
    [
        "/tenants/a\0/logs",
        "/tenants/a\ufffd/logs",
        "/tenants/a\n/logs",
        "/tenants/acme/logs\n",
        "/tenants/a\0/logs/log-1",
        "/tenants/acme/logs/log-1\n",
        "/tenants/acme/logs/\0",
    ],
)
def test_characters_that_no_id_has_are_400(read: Read, path: str) -> None:
    """API Gateway decodes paths, so they may contain any character. The error is 400, not 405."""
    status, problem = read.ask(path)
    assert (status, problem["code"]) == (400, "bad_path")


def test_writing_is_405(read: Read) -> None:
    """Stored logs can only be read."""
    for method in ("POST", "DELETE", "PUT", "PATCH", "OPTIONS", "HEAD", "PROPFIND", "MKCOL", "BREW"):
        assert read.ask("/tenants/acme/logs", method)[0] == 405
        assert read.ask("/tenants/acme/logs/log-1", method)[0] == 405


def test_a_store_that_does_not_answer_is_503(read: Read) -> None:
    """The answer is never an empty list, or a 404 for an existing log."""
    read.repository.failure = PassingError()
    assert read.ask("/tenants/acme/logs")[0] == 503
    assert read.ask("/tenants/acme/logs/log-1")[0] == 503
