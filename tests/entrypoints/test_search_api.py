"""Searching and counting logs, and reading neighbours, over HTTP."""

import base64
import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from application.find_placeholders import PersonalValue
from domain.level import Level
from domain.redaction import Action, RedactionPolicy
from domain.timestamps import nanoseconds
from entrypoints.handlers.read import read_handler
from entrypoints.http.access import anyone
from tests.contract.records import log
from tests.entrypoints.aws_events import http_event
from tests.fakes.clock import ManualClock
from tests.fakes.log_repository import InMemoryLogRepository
from tests.support.logs import NOON, entry
from tests.support.reading import reading_of
from tests.support.worker import Worker

LOGS = "/tenants/acme/logs"
LEVELS = [Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR, None, Level.FATAL]


class Search:
    """The handler over a store with six logs, a minute apart, the last at noon. The clock shows noon."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.repository = InMemoryLogRepository(self.clock)
        texts = ["debugging", "Request done", "slow request", "Request failed: timeout", "plain", "out of memory"]
        self.repository.add(
            [
                replace(
                    log(f"log-{number}", seconds=60 * (number - 5), text=text),
                    level=LEVELS[number],
                    service=["shop", "cart"][number % 2],
                    trace_id=str(number) * 32,
                    attributes={"http": {"status": 200 + 100 * number}, "path": f"/a&b={number}"},
                    conflicts_with="log-0" if number == 4 else None,
                )
                for number, text in enumerate(texts)
            ]
        )
        self._handler = read_handler(reading_of(self.repository, self.clock), authenticate=anyone)

    def answer(self, path: str = LOGS, headers: Mapping[str, str] | None = None, **query: Any) -> dict[str, Any]:
        """Return the complete answer. A list in the query is a repeated parameter."""
        return self._handler(http_event("GET", path, headers=headers, query=query), None)

    def ask(self, path: str = LOGS, **query: Any) -> dict[str, Any]:
        """Return the body of a successful answer."""
        answer = self.answer(path, **query)
        assert answer["statusCode"] == 200, answer["body"]
        body: dict[str, Any] = json.loads(answer["body"])
        return body

    def found(self, **query: Any) -> str:
        """Return the numbers of the found logs, oldest first."""
        return "".join(each["log_id"][-1] for each in self.ask(order="asc", **query)["logs"])

    def refusal(self, path: str = LOGS, **query: Any) -> str:
        """Return the detail of a 400."""
        answer = self.answer(path, **query)
        problem = json.loads(answer["body"])
        assert (answer["statusCode"], problem["code"]) == (400, "invalid_parameter")
        return str(problem["detail"])


@pytest.fixture
def search() -> Search:
    """Return a handler over a filled store."""
    return Search()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "012345"),
        ({"level": "warn"}, "2"),
        ({"level": "warn,error"}, "23"),
        ({"level": ["warn", "debug"]}, "02"),
        ({"min_level": "warn"}, "235"),
        ({"min_level": "warn", "level": "info,error"}, "3"),
        ({"min_level": "fatal", "level": "info"}, ""),
        ({"service": "shop"}, "024"),
        ({"service": ["shop", "cart"]}, "012345"),
        ({"service": "shop,cart"}, ""),
        ({"q": "request"}, "123"),
        ({"q": "REQUEST timeout"}, "3"),
        ({"q": ["request", "timeout"]}, "3"),
        ({"q": '"request done"'}, "1"),
        ({"q": "request -done"}, "23"),
        ({"q": 'request -"request done"'}, "23"),
        ({"q": '  -request\t-"out of"  '}, "04"),
        ({"q": ""}, "012345"),
        ({"q": '""'}, "012345"),
        ({"re": "^[a-z]+$"}, "04"),
        ({"re": "(?i)^request"}, "13"),
        ({"attr.http.status": "500"}, "3"),
        ({"attr.http.status!": "500"}, "01245"),
        ({"attr.path": "/a&b=2"}, "2"),
        ({"attr.http.status": ["500", "600"]}, ""),
        ({"attr.http.status!": ["500", "600"]}, "0125"),
        ({"trace_id": "2" * 32}, "2"),
        ({"conflicts": "only"}, "4"),
        ({"conflicts": "none"}, "01235"),
        ({"since": "-2m"}, "345"),
        ({"since": "-150s", "until": "-1m"}, "3"),
        ({"until": "now"}, "01234"),
        ({"since": "now"}, "5"),
        ({"since": "-1h", "until": "2026-11-23T11:57:00Z"}, "01"),
        ({"since": "-9w", "level": "warn,error", "service": "cart", "q": "time", "attr.http.status": "500"}, "3"),
    ],
    ids=str,
)
def test_filters_are_parameters(search: Search, query: dict[str, Any], found: str) -> None:
    """Each filter has a parameter, and all given filters apply together."""
    assert search.found(**query) == found


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ({"level": "warning"}, "level: expected one of trace, debug, info, warn, error, fatal"),
        ({"level": ""}, "level: expected one of trace, debug, info, warn, error, fatal"),
        ({"min_level": "warn,error"}, "min_level: expected one of trace, debug, info, warn, error, fatal"),
        ({"min_level": ["warn", "error"]}, "min_level: is given more than once"),
        ({"re": "timeout["}, "re: RE2 refuses the expression: missing ]: ["),
        ({"re": "(?<=x)y"}, "re: RE2 refuses the expression: invalid perl operator: (?<"),
        ({"re": "x" * 999}, "re: has more than 1,000 characters"),
        ({"q": 'say"hi'}, 'q: a quote opens or closes within a word: write "a phrase" between spaces'),
        ({"q": '"open'}, 'q: a quote opens or closes within a word: write "a phrase" between spaces'),
        ({"trace_id": "xyz"}, "trace_id: expected 32 lower-case hexadecimal digits"),
        ({"trace_id": "A" * 32}, "trace_id: expected 32 lower-case hexadecimal digits"),
        ({"conflicts": "all"}, "conflicts: expected one of only, none"),
        ({"since": "now", "until": "-1s"}, "until: must not be before since"),
        ({"since": ["now", "now"]}, "since: is given more than once"),
        ({"cursor": ["a", "b"]}, "cursor: is given more than once"),
        ({"service": ["x"] * 51}, "A request may have at most 50 parameters."),
        ({"attr." + "x" * 999: "y"}, "attr: has more than 1,000 characters"),
        ({"queue": "x"}, "This route has no parameter queue. "),
    ],
    ids=str,
)
def test_bad_filters_are_400_by_name(search: Search, query: dict[str, Any], detail: str) -> None:
    """The error for an invalid filter has the name of its parameter and the reason."""
    assert search.refusal(**query).startswith(detail)


@pytest.mark.parametrize("bound", ["yesterday", "-5", "-5y", "5m", "--5m", "-m", "NOW", "", "-1.5h", "2026-11-23"])
def test_bad_times_are_400(search: Search, bound: str) -> None:
    """A time is a moment, or a whole number of units before now."""
    assert search.refusal(since=bound).startswith("since: expected now, -15m (ms, s, m, h, d or w), or an RFC 3339")


def test_relative_times_stay_fixed_while_a_list_is_paged(search: Search) -> None:
    """However long a client pages, `-2m` is relative to the first page, and the cursor stays valid."""
    first = search.ask(since="-2m", limit="1")
    search.clock.advance(3_600)
    second = search.ask(since="-2m", limit="5", cursor=first["next_cursor"])

    assert [each["log_id"] for each in (*first["logs"], *second["logs"])] == ["log-5", "log-4", "log-3"]
    assert search.answer(since="-3m", cursor=first["next_cursor"])["statusCode"] == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"q": "x"},
        {"level": "warn"},
        {"service": "shop"},
        {"re": "x"},
        {"attr.a": "1"},
        {"attr.a!": "1"},
        {"until": "now"},
    ],
    ids=str,
)
def test_a_cursor_is_bound_to_the_filters(search: Search, changed: dict[str, str]) -> None:
    """A list continues only with the filters with which it began."""
    cursor = search.ask(limit="1")["next_cursor"]
    query: dict[str, Any] = {"cursor": cursor, **changed}
    answer = search.answer(**query)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (400, "bad_cursor")


def test_a_page_that_the_budget_ended_says_so(search: Search) -> None:
    """A page that the budget ended says so and what was scanned, and its cursor continues even if nothing was found."""
    search.repository.budget_logs = 2
    pages = [search.ask(q="debugging")]
    while pages[-1]["next_cursor"]:
        pages.append(search.ask(q="debugging", cursor=pages[-1]["next_cursor"]))

    assert [len(page["logs"]) for page in pages] == [0, 0, 1]
    assert [page["complete"] for page in pages] == [False, False, True]
    assert [page["scanned"]["logs"] for page in pages] == [2, 2, 2]


def test_json_lines_are_sent_on_request(search: Search) -> None:
    """`Accept: application/x-ndjson` gets one log per line, and headers replace the other fields of a page."""
    answer = search.answer(headers={"accept": "text/plain, application/x-ndjson;q=0.9"}, limit="2")
    assert answer["headers"]["Content-Type"] == "application/x-ndjson"
    assert [json.loads(line)["log_id"] for line in answer["body"].splitlines()] == ["log-5", "log-4"]
    assert answer["headers"]["X-Complete"] == "true"

    rest = search.answer(headers={"accept": "application/x-ndjson"}, cursor=answer["headers"]["X-Next-Cursor"])
    assert len(rest["body"].splitlines()) == 4
    assert "X-Next-Cursor" not in rest["headers"]


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("*", True), ("deflate", False), ("gzip;q=0", False), ("", False)],
)
def test_answers_are_compressed_if_the_client_accepts_it(search: Search, accepted: str, *, expected: bool) -> None:
    """A long answer is compressed by gzip if the client accepts it; a short one is not."""
    answer = search.answer(headers={"accept-encoding": accepted})
    plain = search.answer()["body"]

    assert (answer["headers"].get("Content-Encoding") == "gzip") is expected
    assert answer["isBase64Encoded"] is expected
    if expected:
        assert gzip.decompress(base64.b64decode(answer["body"])).decode() == plain
    assert search.answer(headers={"accept-encoding": accepted}, q="nothing")["headers"].get("Content-Encoding") is None


# Histogram


def counts(histogram: Mapping[str, Any]) -> Sequence[int]:
    """Return the number of logs in each bucket."""
    return [bucket["count"] for bucket in histogram["buckets"]]


def test_logs_are_counted_by_time(search: Search) -> None:
    """Buckets start at multiples of their step, oldest first, and include empty ones."""
    histogram = search.ask(f"{LOGS}/histogram", since="-10m", until="2026-11-23T12:00:30Z", buckets="15")

    assert histogram["step_seconds"] == 60
    assert histogram["buckets"][0] == {"start": "2026-11-23T11:50:00Z", "count": 0}
    assert counts(histogram) == [0] * 5 + [1] * 6
    assert histogram["complete"]


def test_buckets_can_be_split_by_level(search: Search) -> None:
    """With `by=level`, each bucket counts its logs by level, and `none` for those without."""
    histogram = search.ask(f"{LOGS}/histogram", since="-1h", until="2026-11-23T12:00:01Z", buckets="4", by="level")

    levels: dict[str, int] = {}
    for bucket in histogram["buckets"]:
        assert sum(bucket["counts"].values()) == bucket["count"]
        for level, count in bucket["counts"].items():
            levels[level] = levels.get(level, 0) + count
    assert levels == {"debug": 1, "info": 1, "warn": 1, "error": 1, "none": 1, "fatal": 1}


def test_a_histogram_has_all_filters(search: Search) -> None:
    """The histogram counts exactly the logs that a list with the same filters would find."""
    queries: list[dict[str, Any]] = [{"q": "request"}, {"level": "warn"}, {"attr.http.status": "500"}]
    for query in queries:
        histogram = search.ask(f"{LOGS}/histogram", since="-1h", until="2026-11-23T12:00:01Z", **query)
        assert sum(counts(histogram)) == len(search.found(**query))


@pytest.mark.parametrize("buckets", [2, 3, 7, 60, 500])
@pytest.mark.parametrize("since", ["-10ms", "-1s", "-7m", "-5h", "-3d", "-52w", "1970-01-01T00:00:00Z"])
def test_a_histogram_has_no_more_buckets_than_asked_for(search: Search, since: str, buckets: int) -> None:
    """The buckets cover the range, and are at most as many as requested and not far fewer."""
    search.clock.jump(0.0004)
    histogram = search.ask(f"{LOGS}/histogram", since=since, buckets=str(buckets))

    assert max(1, buckets // 4) <= len(histogram["buckets"]) <= buckets or since == "-10ms"
    assert sum(counts(histogram)) == len(search.found(since=since, until="now"))


def test_bad_histograms_are_400(search: Search) -> None:
    """The error names buckets, ranges and groups out of bounds."""
    for name, query in (
        ("buckets", {"buckets": "501"}),
        ("buckets", {"buckets": "1"}),
        ("by", {"by": "service"}),
        ("until", {"since": "now", "until": "now"}),
    ):
        assert search.refusal(f"{LOGS}/histogram", **query).startswith(f"{name}: ")
    assert "limit" in search.refusal(f"{LOGS}/histogram", limit="5")


def test_a_histogram_that_the_budget_ended_says_so(search: Search) -> None:
    """The newest logs were counted."""
    search.repository.budget_logs = 2
    histogram = search.ask(f"{LOGS}/histogram", since="-1h", until="2026-11-23T12:00:01Z")
    assert (sum(counts(histogram)), histogram["complete"], histogram["scanned"]["logs"]) == (2, False, 2)


# Facets


def test_values_of_fields_are_counted(search: Search) -> None:
    """Level, service and attributes are counted, most frequent value first, with null for logs without a value."""
    facets = search.ask(f"{LOGS}/facets", fields="service,level,attr.http.status,attr.none", q="request")["facets"]

    assert facets == [
        {"field": "service", "values": [{"value": "cart", "count": 2}, {"value": "shop", "count": 1}]},
        {"field": "level", "values": [{"value": each, "count": 1} for each in ("error", "info", "warn")]},
        {"field": "attr.http.status", "values": [{"value": each, "count": 1} for each in ("300", "400", "500")]},
        {"field": "attr.none", "values": []},
    ]
    (level,) = search.ask(f"{LOGS}/facets", fields="level", top="50")["facets"]
    assert {"value": None, "count": 1} in level["values"]
    (top,) = search.ask(f"{LOGS}/facets", fields="level", top="2")["facets"]
    assert len(top["values"]) == 2


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("fields", {"fields": "text"}),
        ("fields", {"fields": "level,"}),
        ("fields", {"fields": ",".join(f"attr.{number}" for number in range(11))}),
        ("top", {"top": "51"}),
        ("top", {"top": "0"}),
    ],
)
def test_bad_facets_are_400(search: Search, name: str, query: dict[str, str]) -> None:
    """The error names fields that cannot be counted."""
    assert search.refusal(f"{LOGS}/facets", **query).startswith(f"{name}: ")


# Neighbours


def test_a_log_is_shown_among_its_neighbours(search: Search) -> None:
    """The answer has up to the requested number of logs before and after the log, oldest first."""

    def around(log_id: str, **query: str) -> tuple[list[str], str, list[str]]:
        answer = search.ask(f"{LOGS}/{log_id}/context", **query)
        before, after = ([each["log_id"] for each in answer[side]] for side in ("before", "after"))
        return before, answer["log"]["log_id"], after

    assert around("log-2") == (["log-0", "log-1"], "log-2", ["log-3", "log-4", "log-5"])
    assert around("log-2", before="1", after="2") == (["log-1"], "log-2", ["log-3", "log-4"])
    assert around("log-5", before="0") == ([], "log-5", [])
    assert search.answer(f"{LOGS}/none/context")["statusCode"] == 404
    assert search.refusal(f"{LOGS}/log-2/context", before="101").startswith("before: ")


def test_relative_times_use_the_servers_clock(search: Search) -> None:
    """`since=-1m` finds a log for a minute after it is stored."""
    search.clock.advance(600)
    search.repository.add([replace(log("new"), time=nanoseconds(search.clock.now()))])
    assert [each["log_id"] for each in search.ask(since="-1m")["logs"]] == ["new"]
    assert search.ask(since="-9m")["logs"][-1]["log_id"] == "new"
    assert search.clock.now() > NOON


# Searching with POST, and for redacted values

WRITTEN = {"PHONE": "+44 20 7946 0958", "EMAIL": "Jane.Doe@example.com"}


class Personal:
    """A tenant whose policy keeps pseudonyms of phone numbers and addresses, with logs that were redacted by it."""

    def __init__(self) -> None:
        policy = RedactionPolicy(
            version="tags", actions={"PHONE": Action.PSEUDONYM, "EMAIL": Action.PSEUDONYM, "IBAN": Action.MASK}
        )
        worker = Worker(policies={"acme": policy, "beta": policy})
        worker.deliver(
            entry(f"call {WRITTEN['PHONE']}", log_id="phone"),
            entry(f"mail to {WRITTEN['EMAIL']}", log_id="mail"),
            entry("nothing", log_id="attribute", attributes={"user": {"mail": WRITTEN["EMAIL"]}}),
            entry("call +44 20 7946 0000", log_id="another"),
        )
        worker.deliver(entry(f"call {WRITTEN['PHONE']}", log_id="beta", tenant_id="beta"))
        self._handler = read_handler(reading_of(worker.repository, worker.clock, worker.tenants), authenticate=anyone)

    def post(self, body: object, tenant_id: str = "acme") -> dict[str, Any]:
        """Return the complete answer."""
        text = body if isinstance(body, str) else json.dumps(body)
        headers = {"content-type": "application/json"}
        return self._handler(http_event("POST", f"/tenants/{tenant_id}/logs/search", headers=headers, body=text), None)

    def found(self, *values: tuple[str, str], tenant_id: str = "acme", **filters: object) -> list[str]:
        """Return the ids of the found logs."""
        document = {**filters, "values": [{"kind": kind, "value": value} for kind, value in values]}
        answer = self.post(document, tenant_id)
        assert answer["statusCode"] == 200, answer["body"]
        return sorted(each["log_id"] for each in json.loads(answer["body"])["logs"])


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        ("PHONE", "+44 20 7946 0958", ["phone"]),
        ("PHONE", " +44(20)7946-0958 ", ["phone"]),
        ("PHONE", "+44 20 7946 0959", []),
        ("EMAIL", "jane.doe@EXAMPLE.com", ["attribute", "mail"]),
        ("EMAIL", " jane.doe@example.com\n", ["attribute", "mail"]),
        ("EMAIL", "joe@example.com", []),
        ("EMAIL", "+44 20 7946 0958", []),
        ("PHONE", "no number at all", []),
        ("PHONE", "\x00", []),
    ],
)
def test_logs_are_found_by_redacted_values(kind: str, value: str, found: list[str]) -> None:
    """A value in any notation finds the logs whose texts or attributes contain its pseudonym."""
    personal = Personal()
    assert personal.found((kind, value)) == found
    # Pseudonyms differ between tenants.
    assert personal.found((kind, value), tenant_id="beta") == (["beta"] if found == ["phone"] else [])


def test_values_and_filters_apply_together() -> None:
    """A log must contain all values and pass the filters; pages continue with their cursors."""
    personal = Personal()
    mail = ("EMAIL", WRITTEN["EMAIL"])
    assert personal.found(mail, ("PHONE", WRITTEN["PHONE"])) == []
    assert personal.found(mail, q="nothing") == ["attribute"]
    assert personal.found(**{"attr.user.mail": "x"}) == []
    assert personal.found(q=["nothing"], limit=1, order="asc") == ["attribute"]
    values = [{"kind": "EMAIL", "value": WRITTEN["EMAIL"]}]
    first = json.loads(personal.post({"values": values, "limit": 1})["body"])
    second = personal.post({"values": values, "limit": 1, "cursor": first["next_cursor"]})
    assert len(json.loads(second["body"])["logs"]) == 1
    other = personal.post({"values": [{"kind": "PHONE", "value": "1"}], "cursor": first["next_cursor"]})
    assert json.loads(other["body"])["code"] == "bad_cursor"


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        (
            {"values": [{"kind": "IBAN", "value": "watermark"}]},
            "no_tags",
            "values: the tenant's policy does not replace",
        ),
        (
            {"values": [{"kind": "NONE", "value": "watermark"}]},
            "no_tags",
            "values: the tenant's policy does not replace",
        ),
        ({"values": "watermark"}, "invalid_parameter", "values: expected a list"),
        ({"values": [{"value": "watermark"}]}, "invalid_parameter", "values: expected objects"),
        ({"values": [{"kind": "EMAIL", "value": ""}]}, "invalid_parameter", "values: expected objects"),
        (
            {"values": [{"kind": "EMAIL", "value": "watermark", "x": 1}]},
            "invalid_parameter",
            "values: expected objects",
        ),
        ({"values": [{"kind": "EMAIL", "value": "watermark" * 200}]}, "invalid_parameter", "values: expected objects"),
        ({"values": [{"kind": "EMAIL", "value": "x"}] * 11}, "invalid_parameter", "values: expected a list"),
        ({"q": {"watermark": 1}}, "invalid_parameter", "Each parameter must be"),
        ({"watermark9": 1}, "invalid_parameter", "This route has no such parameter"),
        (["watermark"], "malformed_json", "The body is not a JSON object"),
        ("watermark", "malformed_json", ""),
    ],
    ids=str,
)
def test_bad_searches_are_400_and_not_repeated(
    body: object, code: str, detail: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The error names the invalid part, and no value is in an answer or in our own logs."""
    answer = Personal().post(body)
    problem = json.loads(answer["body"])
    assert (answer["statusCode"], problem["code"]) == (400, code)
    assert problem["detail"].startswith(detail)
    assert "watermark" not in answer["body"] + caplog.text


def test_values_are_hidden() -> None:
    """A traceback cannot contain a value of a search."""
    assert "watermark" not in repr(PersonalValue("EMAIL", "watermark"))
