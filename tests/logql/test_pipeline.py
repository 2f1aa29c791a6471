"""The stages of a query give the same results as in Loki."""

from dataclasses import replace
from typing import Any

import pytest

from domain.level import Level
from domain.logql.errors import UnsupportedLogQL
from domain.logql.expressions import LogExpression
from domain.logql.parser import parse
from domain.logql.pipeline import Line, pipeline
from domain.query.phrases import InvalidSearch
from tests.contract.records import log

PLAIN: dict[str, Any] = {"text": "GET /orders took 250ms", "level": Level.INFO, "service": "api"}
JSON: dict[str, Any] = {"text": '{"status":503,"http":{"method":"GET"},"ok":true,"tags":["a"],"none":null,"level":"x"}'}
LOGFMT: dict[str, Any] = {"text": 'level=warn msg="not \\"found\\"" size=12KB took=1.5s ratio=0.5 bare empty= a-b=c'}


def line(query: str, **fields: Any) -> Line | None:
    """Return the line that a query shows for a log with these fields."""
    expression = parse(query)
    assert isinstance(expression, LogExpression)
    return pipeline(expression)(replace(log(), **fields))


@pytest.mark.parametrize(
    ("fields", "query"),
    [
        (PLAIN, '{service_name="api"}'),
        (PLAIN, '{service_name=~"a.*", level!="error"}'),
        (PLAIN, '{level="info"} | detected_level="info"'),
        (PLAIN, '{service_name="api"} |= ""'),
        (PLAIN, '{service_name="api"} |= "orders" != "Orders" |~ "took [0-9]+ms$" !~ "^took"'),
        (PLAIN, '{service_name="api"} |= "nothing" or "orders"'),
        (PLAIN, '{service_name="api"} | json | __error__="JSONParserErr"'),
        (PLAIN, '{service_name="api"} | missing="" | missing!="x"'),
        ({}, '{service_name="unknown_service"} | detected_level="unknown" | level=""'),
        (
            {"attributes": {"http": {"status": 500}, "user.name": "a"}},
            '{source="json"} | http_status >= 500 | user_name="a"',
        ),
        (
            JSON,
            '{source="json"} | json | status >= 500 and status < 504 | http_method="GET" | ok="true" | tags=""',
        ),
        (JSON, '{source="json"} | json | status = 503 or status = 1'),
        (
            LOGFMT,
            '{source="json"} | logfmt | msg="not \\"found\\"" | size > 11KB | size <= 12KB | took > 1s | ratio < 0.6',
        ),
        (LOGFMT, '{source="json"} | logfmt | empty="" | bare="" | a_b="c"'),
        # A line that cannot be compared gets an error label and passes.
        (LOGFMT, '{source="json"} | logfmt | msg > 5 | __error__="LabelFilterErr"'),
        ({"level": Level.ERROR, **LOGFMT}, '{level="error"} | logfmt | level="error" | level_extracted="warn"'),
        (
            {"trace_id": "4bf92f3577b34da6a3ce929d0e0e4736"},
            '{source="json"} | trace_id="4bf92f3577b34da6a3ce929d0e0e4736"',
        ),
        ({"text": "first\nsecond"}, '{source="json"} |~ "first\\nsec"'),
        ({"service": "a\nb"}, '{service_name=~"a.b"}'),
    ],
)
def test_log_is_selected(fields: dict[str, Any], query: str) -> None:
    """Each stage passes the logs that Loki's stage passes."""
    assert line(query, **fields) is not None


@pytest.mark.parametrize(
    ("fields", "query"),
    [
        (PLAIN, '{service_name="ap"}'),
        (PLAIN, '{service_name=~"ap"}'),
        (PLAIN, '{service_name!~"a.*"}'),
        (PLAIN, '{level="error"}'),
        (PLAIN, '{service_name="api"} |= "ORDERS"'),
        (PLAIN, '{service_name="api"} != "nothing" or "orders"'),
        (PLAIN, '{service_name="api"} |~ "^took"'),
        (PLAIN, '{service_name="api"} | missing > 5'),
        (PLAIN, '{service_name="api"} | json | __error__=""'),
        (JSON, '{source="json"} | status=503'),
        (JSON, '{source="json"} | json | status > 503'),
        (JSON, '{source="json"} | json | status=503 and http_method="POST"'),
        (LOGFMT, '{source="json"} | logfmt | took > 2s'),
        (LOGFMT, '{source="json"} | logfmt | size < 12000'),
    ],
)
def test_log_is_not_selected(fields: dict[str, Any], query: str) -> None:
    """Each stage stops the logs that Loki's stage stops."""
    found = line(query, **fields)
    assert found is None or found.parsed.get("__error__")


def test_the_answer_shows_the_results_of_the_stages() -> None:
    """A format changes the line, a parser adds labels, and `drop` removes labels."""
    found = line(
        '{service_name="api"} | json | drop level, ok="false", status="503" | line_format "{{.http_method}}: {{ .ok}}"',
        service="api",
        **JSON,
    )
    assert found is not None
    assert found.text == "GET: true"
    assert found.stream == {"service_name": "api", "source": "json"}
    assert found.parsed == {"http_method": "GET", "ok": "true"}


def test_the_pipeline_does_not_change_the_log() -> None:
    """A pipeline that drops a label does not change the log."""
    stored = replace(log(), service="api", attributes={"a": "b"})
    run = pipeline(parse('{service_name="api"} | drop service_name, a'))
    assert run(stored) == run(stored)
    assert stored.attributes == {"a": "b"}


@pytest.mark.parametrize("template", ["{{ .a | ToUpper }}", "{{if .a}}b{{end}}", "{{.a", "{{ToUpper .a}}"])
def test_a_template_with_functions_is_refused(template: str) -> None:
    """A template may only insert labels: one with functions is refused."""
    with pytest.raises(UnsupportedLogQL, match="line_format"):
        line(f'{{a="b"}} | line_format "{template}"')


@pytest.mark.parametrize("query", ['{a=~"("}', '{a="b"} |~ "(?=x)"', '{a="b"} | c!~"["'])
def test_expression_that_re2_refuses_is_an_error(query: str) -> None:
    """The error has RE2's own reason, and is raised before any log is read."""
    with pytest.raises(InvalidSearch):
        line(query)
