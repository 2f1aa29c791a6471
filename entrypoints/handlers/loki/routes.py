"""The routes of Loki's query API."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response

from application.query_logql import QueryLogQL, Total
from application.reading import Reading
from application.tail_logql import TailLogQL
from domain.caller import Right
from domain.logql.errors import LogQLError
from domain.logql.expressions import Expression, LogExpression, RangeAggregation, VectorAggregation
from domain.logql.labels import STREAM_LABELS
from domain.logql.parser import parse, parse_selector
from domain.logql.samples import Labels, Times
from domain.query.log_query import LogQuery, Order
from domain.query.phrases import InvalidSearch
from domain.timestamps import nanoseconds
from entrypoints.handlers.loki import answers
from entrypoints.handlers.loki.detected_fields import detected_fields
from entrypoints.handlers.loki.parameters import Parameters, tenant_of
from entrypoints.http.answer import Answer
from entrypoints.http.api import Api, Call
from entrypoints.http.cursor import COMPLETE, NEXT_CURSOR, decode_mark, encode_mark
from entrypoints.http.errors import RequestError, bad_request

PREFIX = "/loki/api/v1"
TAIL = f"{PREFIX}/tail"
_METHODS = ("GET", "POST")
_EVERYTHING = LogExpression(())
_LABELS = (*STREAM_LABELS, "detected_level")
# The version of Loki whose API this server implements. Grafana asks for it to decide which features to use.
_BUILD = {"version": "3.0.0", "revision": "aws-log-processor", "branch": "", "buildDate": "", "goVersion": ""}

# Answers a route. The arguments are the tenant id, the parameters, the call, and the names in the path.
_Serve = Callable[..., Any]


def add_loki_routes(api: Api, reading: Reading, *, streams: bool) -> None:
    """Add the routes for Grafana's Loki data source and logcli. `streams` means that live tail is possible."""
    clock, routes = reading.clock, _Routes(reading.query_logql, reading.tail_logql, streams=streams)

    def add(path: str, serve: _Serve) -> None:
        def answer(call: Call, **names: str) -> Response[Any]:
            tenant_id = tenant_of(call.request, call.caller)
            asked = Parameters(call.request, now=nanoseconds(clock.now()))
            try:
                return call.answer(serve(tenant_id, asked, call, **names))
            except (LogQLError, InvalidSearch) as error:
                raise bad_request("bad_query", str(error)) from None

        api.route(f"{PREFIX}{path}", *_METHODS, right=Right.READ, error_form=_plain_text)(answer)

    for path, serve in routes.by_path.items():
        add(path, serve)

    @api.route(f"{PREFIX}/status/buildinfo", "GET", right=None)
    def buildinfo(call: Call) -> Response[Any]:
        return call.answer(_BUILD)


class _Routes:
    def __init__(self, query: QueryLogQL, tail: TailLogQL, *, streams: bool) -> None:
        self._query = query
        self._tail = tail
        self._streams = streams
        self.by_path: Mapping[str, _Serve] = {
            "/query_range": self.query_range,
            "/query": self.query_instant,
            "/labels": self.labels,
            "/label/<name>/values": self.label_values,
            "/series": self.series,
            "/index/stats": self.index_stats,
            "/index/volume": self.volume,
            "/index/volume_range": self.volume_range,
            "/detected_labels": self.detected_labels,
            "/detected_fields": self.detected_fields,
            "/tail": self.tail,
        }

    def query_range(self, tenant_id: str, asked: Parameters, call: Call) -> Any:
        expression = parse(asked.query)
        if isinstance(expression, LogExpression):
            start, end = asked.bounds()
            found = self._query.lines(LogQuery(tenant_id, start, end, asked.order()), expression, asked.limit())
            return answers.success(
                answers.streams(found.lines, categorize=_wants_categories(call)), complete=found.complete
            )
        times = asked.times()
        samples = self._query.samples(tenant_id, expression, times)
        return answers.success(answers.matrix(samples.samples, times), complete=samples.complete)

    def query_instant(self, tenant_id: str, asked: Parameters, _: Call) -> Any:
        expression = parse(asked.query)
        if isinstance(expression, LogExpression):
            raise bad_request(
                "bad_query",
                "log queries are not supported as an instant query type, please change your query to a range",
            )
        times = asked.moment()
        samples = self._query.samples(tenant_id, expression, times)
        return answers.success(answers.vector(samples.samples, times), complete=samples.complete)

    def labels(self, tenant_id: str, asked: Parameters, _: Call) -> Any:
        found = {name for labels in self._totals(tenant_id, asked) for name, _value in labels}
        return answers.success(sorted(found))

    def label_values(self, tenant_id: str, asked: Parameters, _: Call, name: str) -> Any:
        named = "level" if name == "detected_level" else name
        return answers.success(
            sorted({dict(labels)[named] for labels in self._totals(tenant_id, asked) if named in dict(labels)})
        )

    def series(self, tenant_id: str, asked: Parameters, _: Call) -> Any:
        return answers.success([dict(labels) for labels in sorted(self._totals(tenant_id, asked))])

    def index_stats(self, tenant_id: str, asked: Parameters, _: Call) -> Any:
        found = self._totals(tenant_id, asked)
        return {
            "streams": len(found),
            "chunks": len(found),
            "entries": sum(total.logs for total in found.values()),
            "bytes": sum(total.bytes for total in found.values()),
        }

    def volume(self, tenant_id: str, asked: Parameters, _: Call) -> Any:
        by = asked.names("targetLabels") or _named(asked)
        volumes: dict[Labels, dict[int, float]] = defaultdict(lambda: {0: 0.0})
        for labels, total in self._totals(tenant_id, asked).items():
            volumes[tuple((name, value) for name, value in labels if name in by)][0] += total.bytes
        end = asked.bounds()[1]
        largest = sorted(volumes.items(), key=lambda one: -one[1][0])[: asked.limit()]
        return answers.success(answers.vector(dict(largest), Times(end, end, 1)))

    def volume_range(self, tenant_id: str, asked: Parameters, _: Call) -> Any:
        times = asked.times()
        counted = RangeAggregation("bytes_over_time", LogExpression(parse_selector(asked.query or "{}")), times.step)
        by = asked.names("targetLabels") or _named(asked)
        found = self._query.samples(tenant_id, VectorAggregation("sum", counted, by), times)
        return answers.success(answers.matrix(found.samples, times), complete=found.complete)

    def detected_labels(self, tenant_id: str, asked: Parameters, _: Call) -> Any:
        values: dict[str, set[str]] = defaultdict(set)
        for found in self._totals(tenant_id, asked):
            for name, value in found:
                values[name].add(value)
        return {"detectedLabels": [{"label": name, "cardinality": len(each)} for name, each in sorted(values.items())]}

    def detected_fields(self, tenant_id: str, asked: Parameters, _: Call) -> Any:
        start, end = asked.bounds()
        expression = parse(asked.query) if asked.query else _EVERYTHING
        limit = asked.limit(1_000)
        found = self._query.lines(LogQuery(tenant_id, start, end, Order.NEWEST_FIRST), _logs_alone(expression), limit)
        return {"fields": detected_fields(line for _, line in found.lines), "limit": limit}

    def tail(self, tenant_id: str, asked: Parameters, call: Call) -> Any:
        """Return one message of a live tail. The local server requests the next with its cursor as `after`."""
        if not self._streams:
            raise RequestError(
                HTTPStatus.NOT_IMPLEMENTED,
                "no_live_tail",
                "Live tail is not supported on AWS: repeat the query instead.",
            )
        if call.request.headers.get("upgrade", "").lower() != "websocket":
            raise bad_request("not_a_websocket", "Live tail needs a WebSocket connection.")
        expression = parse(asked.query)
        if not isinstance(expression, LogExpression):
            raise bad_request("bad_query", "query: live tail shows logs, so remove functions such as rate or sum.")
        whose = LogQuery(tenant_id)
        if asked.after is None:
            newest = LogQuery(tenant_id, asked.tail_start(), None, Order.NEWEST_FIRST)
            tailed = self._tail.begin(newest, expression, asked.limit())
        else:
            tailed = self._tail.go_on(tenant_id, expression, decode_mark(asked.after, whose))
        call.answer_headers |= {
            NEXT_CURSOR: encode_mark(tailed.mark, whose),
            COMPLETE: str(tailed.complete).lower(),
        }
        return answers.tail(tailed.lines, categorize=_wants_categories(call))

    def _totals(self, tenant_id: str, asked: Parameters) -> Mapping[Labels, Total]:
        start, end = asked.bounds()
        selected = [LogExpression(parse_selector(selector)) for selector in asked.selectors()] or [_EVERYTHING]
        return self._query.streams(LogQuery(tenant_id, start, end, Order.NEWEST_FIRST), selected).totals


def _named(asked: Parameters) -> tuple[str, ...]:
    """Return the labels by which volumes are grouped by default: those that the query names."""
    names = {matcher.name for selector in asked.selectors() for matcher in parse_selector(selector)}
    return tuple(sorted(names & set(_LABELS))) or ("service_name",)


def _logs_alone(expression: Expression) -> LogExpression:
    if not isinstance(expression, LogExpression):
        raise bad_request("bad_query", "query: only logs have fields, so remove functions such as rate or sum.")
    return expression


def _wants_categories(call: Call) -> bool:
    return answers.CATEGORIZE in call.request.headers.get("x-loki-response-encoding-flags", "")


def _plain_text(status: HTTPStatus, detail: str, media_type: str) -> Answer:
    """Return the detail as plain text, which Loki's clients print."""
    del media_type
    return Answer(status, "text/plain; charset=utf-8", detail)
