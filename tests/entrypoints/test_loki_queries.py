"""Loki's query API: the requests of Grafana's data source and logcli, and the formats that they read."""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.json_value import JsonValue
from domain.level import Level
from domain.processed_log import ProcessedLog
from domain.timestamps import nanoseconds
from entrypoints.handlers.read import read_handler
from entrypoints.http.access import anyone
from tests.contract.records import log
from tests.entrypoints.aws_events import http_event
from tests.fakes.clock import START, ManualClock
from tests.fakes.log_repository import InMemoryLogRepository
from tests.support.reading import reading_of

SECOND = 10**9
NOW = nanoseconds(START)
ACME = {"x-scope-orgid": "acme"}
CATEGORIZED = {"x-loki-response-encoding-flags": "categorize-labels"}


class Loki:
    """The handler of read-api over some logs, the newest a second old."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.repository = InMemoryLogRepository(self.clock)
        self._handler = read_handler(reading_of(self.repository, self.clock), authenticate=anyone)

    def add(self, *logs: ProcessedLog) -> None:
        """Store logs of acme."""
        self.repository.add(list(logs))

    def answer(
        self,
        path: str,
        parameters: Mapping[str, object] | None = None,
        headers: Mapping[str, str] = ACME,
        *,
        form: bool = False,
    ) -> tuple[int, Any]:
        """Return the status and the document, or the text of an error."""
        written = urlencode(parameters or {})
        event = http_event(
            "POST" if form else "GET",
            f"/loki/api/v1{path}",
            headers={**headers, **({"content-type": "application/x-www-form-urlencoded"} if form else {})},
            body=written if form else None,
        )
        answer = self._handler(event | {"rawQueryString": "" if form else written}, None)
        if answer["headers"]["Content-Type"].startswith("text/plain"):
            return answer["statusCode"], answer["body"]
        body = base64.b64decode(answer["body"]) if answer.get("isBase64Encoded") else answer["body"]
        return answer["statusCode"], json.loads(body)

    def get(self, path: str, parameters: Mapping[str, object] | None = None, headers: Mapping[str, str] = ACME) -> Any:
        """Return the document of a successful answer."""
        status, document = self.answer(path, parameters, headers)
        assert status == 200, document
        return document


@pytest.fixture
def loki() -> Loki:
    """Return a handler with one log a second; the newest is `4`."""
    loki = Loki()
    for number, (level, service, text) in enumerate(
        [
            (Level.INFO, "api", "GET /orders"),
            (Level.ERROR, "api", '{"status":503,"path":"/orders"}'),
            (None, None, "no level at all"),
            (Level.INFO, "worker", "took=1.5s size=10KB"),
            (Level.ERROR, "api", "connection refused"),
        ]
    ):
        loki.add(
            replace(
                log(str(number), text=text, seconds=number - 5),
                level=level,
                service=service,
                attributes={"http": {"method": "GET"}, "pod": f"pod-{number % 2}"},
            )
        )
    return loki


def test_save_and_test_gets_one_sample(loki: Loki) -> None:
    """Grafana's button sends a sum that needs no logs."""
    document = loki.get("/query", {"query": "vector(1)+vector(1)", "time": str(NOW)})
    assert document == {
        "status": "success",
        "data": {"resultType": "vector", "result": [{"metric": {}, "value": [NOW // SECOND, "2"]}], "stats": {}},
    }


def test_explore_shows_lines_by_category(loki: Loki) -> None:
    """With the flag that Grafana sends, a stream has only its own labels, and each line has the other ones."""
    document = loki.get(
        "/query_range",
        {
            "query": '{service_name="api"} | json',
            "limit": 1000,
            "direction": "backward",
            "start": NOW - 60 * SECOND,
            "end": NOW,
        },
        ACME | CATEGORIZED,
    )
    data = document["data"]
    assert (data["resultType"], data["encodingFlags"]) == ("streams", ["categorize-labels"])
    by_level = {stream["stream"]["level"]: stream for stream in data["result"]}
    assert by_level["error"]["stream"] == {"level": "error", "service_name": "api", "source": "json"}
    newest, older = by_level["error"]["values"]
    assert newest[:2] == [str(NOW - SECOND), "connection refused"]
    assert older[2]["structuredMetadata"] == {"http_method": "GET", "pod": "pod-1", "detected_level": "error"}
    assert older[2]["parsed"] == {"status": "503", "path": "/orders"}
    assert newest[2]["parsed"]["__error__"] == "JSONParserErr"


def test_older_clients_get_all_labels_with_the_stream(loki: Loki) -> None:
    """Grafana before 10.3 and logcli expect all labels of a line in its stream."""
    (stream,) = loki.get("/query_range", {"query": '{service_name="worker"} | logfmt'})["data"]["result"]
    assert stream["stream"] == {
        "detected_level": "info", "http_method": "GET", "level": "info", "pod": "pod-1", "service_name": "worker",
        "size": "10KB", "source": "json", "took": "1.5s",
    }  # fmt: skip
    assert stream["values"] == [[str(NOW - 2 * SECOND), "took=1.5s size=10KB"]]


def test_pushed_labels_are_found_by_their_own_names(loki: Loki) -> None:
    """The labels of Promtail or Alloy select their lines, and the fields that we read keep their names."""
    labels: dict[str, JsonValue] = {"app": "shop", "level": "notice", "service_name": "own"}
    attributes: dict[str, JsonValue] = {"labels": labels, "metadata": {"pod": "a-1"}, "timestamp": "1"}
    loki.add(replace(log("pushed", text="pushed", seconds=-1), source="loki", level=Level.INFO, attributes=attributes))
    loki.add(replace(log("sent", text="sent", seconds=-1), attributes=attributes))
    (stream,) = loki.get("/query_range", {"query": '{app="shop", pod="a-1"}'}, ACME | CATEGORIZED)["data"]["result"]
    assert stream["stream"] == {"level": "info", "service_name": "unknown_service", "source": "loki"}
    ((_, line, categories),) = stream["values"]
    assert line == "pushed"
    expected = {"app": "shop", "detected_level": "info", "pod": "a-1", "timestamp": "1"}
    assert categories["structuredMetadata"] == expected


@pytest.mark.parametrize(("direction", "order"), [("forward", 1), ("backward", -1), ("FORWARD", 1)])
def test_limit_and_direction_choose_lines(loki: Loki, direction: str, order: int) -> None:
    """The first `limit` lines in the direction are returned in its order, also within each stream."""
    data = loki.get("/query_range", {"query": '{source="json"}', "limit": 3, "direction": direction})["data"]
    found = [time for stream in data["result"] for time, _ in stream["values"]]
    times = [str(NOW - seconds * SECOND) for seconds in (5, 4, 3, 2, 1)][::order][:3]
    assert sorted(found) == sorted(times)
    assert all(
        [time for time, _ in stream["values"]] == sorted((time for time, _ in stream["values"]), reverse=order < 0)
        for stream in data["result"]
    )


def test_logcli_pages_by_time(loki: Loki) -> None:
    """`logcli` requests the next batch up to its oldest time. `end` is excluded, so no line is repeated."""
    seen: list[str] = []
    end = NOW
    while batch := [
        time
        for stream in loki.get("/query_range", {"query": '{source="json"}', "limit": 2, "end": end})["data"]["result"]
        for time, _ in stream["values"]
    ]:
        seen += sorted(batch, reverse=True)
        end = int(min(batch))
    assert seen == [str(NOW - seconds * SECOND) for seconds in (1, 2, 3, 4, 5)]


def test_histogram_counts_each_level(loki: Loki) -> None:
    """Explore's histogram groups by level. A sample counts the step before it, including its end."""
    document = loki.get(
        "/query_range",
        {
            "query": 'sum by (level, detected_level) (count_over_time({source="json"} |= `` | drop __error__ [2s]))',
            "start": NOW - 5 * SECOND,
            "end": NOW - SECOND,
            "step": "2s",
        },
    )
    assert document["data"]["resultType"] == "matrix"
    found = {series["metric"]["detected_level"]: series["values"] for series in document["data"]["result"]}
    at = NOW // SECOND
    assert found == {
        "info": [[at - 5, "1"], [at - 1, "1"]],
        "error": [[at - 3, "1"], [at - 1, "1"]],
        "unknown": [[at - 3, "1"]],
    }


def test_samples_at_one_moment_are_a_vector(loki: Loki) -> None:
    """An instant query counts the range before its time, and returns the largest series first."""
    document = loki.get(
        "/query",
        {"query": 'topk(2, sum by (service_name) (count_over_time({source="json"}[1m])))', "time": NOW / SECOND},
    )
    assert document["data"]["resultType"] == "vector"
    assert [(series["metric"], series["value"][1]) for series in document["data"]["result"]] == [
        ({"service_name": "api"}, "3"),
        ({"service_name": "unknown_service"}, "1"),
    ]


def test_label_browser_finds_labels_and_values(loki: Loki) -> None:
    """Labels, their values and series are found, for all logs or for a selector, without `log_id`."""
    assert loki.get("/labels")["data"] == ["level", "service_name", "source"]
    assert loki.get("/label/service_name/values")["data"] == ["api", "unknown_service", "worker"]
    assert loki.get("/label/level/values", {"query": '{service_name="worker"}'})["data"] == ["info"]
    assert loki.get("/label/detected_level/values")["data"] == ["error", "info"]
    assert loki.get("/label/nothing/values")["data"] == []
    series = loki.get("/series", {"match[]": '{service_name="api"}'})["data"]
    assert series == [
        {"level": "error", "service_name": "api", "source": "json"},
        {"level": "info", "service_name": "api", "source": "json"},
    ]
    assert len(loki.get("/series", {"match": "{}"})["data"]) == 4
    assert loki.get("/labels", {"start": NOW - SECOND // 2, "end": NOW})["data"] == []


def test_drilldown_pages_find_volumes_and_fields(loki: Loki) -> None:
    """Volumes by service, also over time, counts for a selector, and the fields of its lines are found."""
    volume = loki.get("/index/volume", {"query": '{service_name=~".+"}', "start": NOW - 60 * SECOND, "end": NOW})[
        "data"
    ]
    assert [(one["metric"], one["value"][1]) for one in volume["result"]] == [
        ({"service_name": "api"}, str(11 + 31 + 18)),
        ({"service_name": "worker"}, "19"),
        ({"service_name": "unknown_service"}, "15"),
    ]
    over_time = loki.get(
        "/index/volume_range", {"query": "{}", "targetLabels": "level", "step": "60s", "start": NOW, "end": NOW}
    )
    assert {one["metric"].get("level"): one["values"] for one in over_time["data"]["result"]}["info"] == [
        [NOW // SECOND, "30"]
    ]
    assert loki.get("/index/stats", {"query": '{service_name="api"}'}) == {
        "streams": 2,
        "chunks": 2,
        "entries": 3,
        "bytes": 60,
    }
    fields = {one["label"]: one for one in loki.get("/detected_fields", {"query": '{source="json"}'})["fields"]}
    assert fields["status"] == {"label": "status", "type": "int", "cardinality": 1, "parsers": ["json"]}
    assert fields["took"]["type"] == "duration"
    assert fields["size"]["type"] == "bytes"
    assert fields["pod"] == {"label": "pod", "type": "string", "cardinality": 2, "parsers": None}
    assert loki.get("/detected_labels")["detectedLabels"][0] == {"label": "level", "cardinality": 2}
    assert "version" in loki.get("/status/buildinfo", headers={})


def test_a_form_is_equivalent_to_a_url(loki: Loki) -> None:
    """Grafana sends long queries as a form."""
    asked = {"query": '{source="json"} |= "refused"', "limit": "10"}
    assert loki.answer("/query_range", asked, form=True) == loki.answer("/query_range", asked)


@pytest.mark.parametrize(
    "asked",
    [
        {"start": str(NOW - 2 * SECOND), "end": str(NOW)},
        {"start": str(NOW // SECOND - 2), "end": str(NOW // SECOND)},
        {"start": f"{NOW // SECOND - 2}.000", "end": f"{NOW / SECOND}"},
        {"start": "2026-11-23T11:59:58Z", "end": "2026-11-23T12:00:00Z"},
        {"since": "2s"},
        {"since": "2"},
    ],
)
def test_times_are_read_in_every_form(loki: Loki, asked: dict[str, str]) -> None:
    """Nanoseconds, seconds with and without a fraction, RFC 3339, and a duration before the end are accepted."""
    data = loki.get("/query_range", {"query": '{source="json"}', **asked})["data"]
    assert sum(len(stream["values"]) for stream in data["result"]) == 2


@pytest.mark.parametrize(
    ("path", "asked", "words"),
    [
        ("/query_range", {}, "parse error"),
        ("/query_range", {"query": "{a="}, "parse error at character 4"),
        ("/query_range", {"query": '{a="b"} | pattern "<x>"'}, "pattern is not supported"),
        ("/query_range", {"query": '{a=~"("}'}, "RE2"),
        ("/query_range", {"query": '{a="b"}', "start": "soon"}, "start:"),
        ("/query_range", {"query": '{a="b"}', "start": "9", "end": "8"}, "start:"),
        ("/query_range", {"query": '{a="b"}', "limit": "many"}, "limit:"),
        ("/query_range", {"query": '{a="b"}', "direction": "up"}, "direction:"),
        ("/query_range", {"query": 'rate({a="b"}[1m])', "step": "x"}, "step:"),
        ("/query_range", {"query": 'rate({a="b"}[1m])', "step": "0"}, "step:"),
        ("/query_range", {"query": 'rate({a="b"}[1m])', "step": "1ms"}, "step:"),
        ("/query", {"query": '{a="b"}'}, "not supported as an instant query"),
        ("/series", {"match[]": "nothing"}, "parse error"),
        ("/detected_fields", {"query": 'rate({a="b"}[1m])'}, "query:"),
    ],
)
def test_errors_are_plain_text(loki: Loki, path: str, asked: dict[str, str], words: str) -> None:
    """The answer is 400 with the parameter, the position in the query or the unsupported feature, in plain text."""
    status, told = loki.answer(path, asked)
    assert (status, words in told) == (400, True), told


def test_a_missing_tenant_is_401(loki: Loki) -> None:
    """Without a key, a header must name the tenant."""
    assert loki.answer("/labels", headers={})[0] == 401
    assert loki.answer("/labels", headers={"x-tenant-id": "acme"})[0] == 200
    assert loki.answer("/labels", headers={"x-scope-orgid": "no tenant!"})[0] == 400


@given(
    st.dictionaries(
        st.sampled_from(["query", "start", "end", "step", "limit", "time", "since", "match[]"]), st.text(max_size=20)
    )
)
def test_every_query_is_answered_or_refused(asked: dict[str, str]) -> None:
    """No parameter causes an internal error."""
    loki = Loki()
    for path in ("/query_range", "/query", "/series", "/index/volume_range"):
        assert loki.answer(path, asked)[0] in (200, 400)
