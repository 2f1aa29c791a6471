"""The handler of read-api: reads, searches and erases logs, and serves Loki's query routes and the console."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from application.reading import Reading
from domain.caller import Right
from domain.limits import MAX_PAGE_LOGS
from domain.processed_log import ProcessedLog
from domain.query.counting import ATTRIBUTE_PREFIX
from domain.timestamps import nanoseconds
from entrypoints.handlers.console.routes import add_console_routes
from entrypoints.handlers.count import add_counting_routes
from entrypoints.handlers.erase import add_erase_routes
from entrypoints.handlers.loki.routes import add_loki_routes
from entrypoints.handlers.redaction import add_redaction_routes
from entrypoints.http.access import Authenticate
from entrypoints.http.api import Api, Call, Handler
from entrypoints.http.cursor import (
    COMPLETE,
    NEXT_CURSOR,
    Cursor,
    decode_cursor,
    decode_mark,
    encode_cursor,
    encode_mark,
)
from entrypoints.http.errors import RequestError, bad_request
from entrypoints.http.models import (
    DEFAULT_NEIGHBOURS,
    DEFAULT_PAGE_LOGS,
    DEFAULT_WINDOW_SECONDS,
    MOST_NEIGHBOURS,
    MOST_WAIT_SECONDS,
    MOST_WINDOW_SECONDS,
    FollowedLogs,
    FoundLog,
    Log,
    LogPage,
    NeighbouringLogs,
    Scanned,
)
from entrypoints.http.request import Request, decode_utf8
from entrypoints.http.search_parameters import (
    FILTERS,
    SEARCH,
    Parameters,
    document_pairs,
    read_query,
    read_values,
)
from entrypoints.http.strict_json import parse_json

if TYPE_CHECKING:
    from application.erase_logs import EraseLogs
    from entrypoints.handlers.administration import Administration

NDJSON = "application/x-ndjson"
EVENTS = "text/event-stream"
_FOLLOWING = ("after", "limit", "wait", "window")


def read_handler(
    reading: Reading,
    *,
    erase_logs: Callable[[], "EraseLogs"] | None = None,
    administration: "Administration | None" = None,
    authenticate: Authenticate,
    streams: bool = False,
) -> Handler:
    """Build the handler of `read-api`.

    `streams` says that the server can send an answer in pieces. `erase_logs` is called on the first use, because it
    loads the redaction rules. Without `erase_logs` and `administration`, their routes do not exist.
    """
    api = Api(authenticate)
    routes = _Routes(reading, streams=streams)
    logs = "/tenants/<tenant_id>/logs"
    api.route(logs, "GET", right=Right.READ)(routes.list)
    # Register these before the route of a single log, which would read their names as log ids.
    api.route(f"{logs}/search", "POST", right=Right.READ)(routes.search)
    add_counting_routes(api, logs, reading)
    api.route(f"{logs}/tail", "GET", right=Right.READ)(routes.tail)
    api.route(f"{logs}/<log_id>/context", "GET", right=Right.READ)(routes.context)
    api.route(f"{logs}/<log_id>", "GET", right=Right.READ)(routes.log)
    add_redaction_routes(api, reading.preview_redaction)
    if administration:
        from entrypoints.handlers.administration import add_administration_routes  # noqa: PLC0415 - not on AWS

        add_administration_routes(api, administration)
    add_console_routes(api, streams=streams)
    if erase_logs:
        add_erase_routes(api, logs, erase_logs, reading.find_placeholders, reading.clock)
    add_loki_routes(api, reading, streams=streams)
    return api.handler


class _Routes:
    """The functions that answer each route."""

    def __init__(self, reading: Reading, *, streams: bool) -> None:
        self._reading = reading
        self._streams = streams

    def list(self, call: Call, tenant_id: str) -> Response[Any]:
        """A page of logs."""
        return self._page(call, tenant_id, Parameters(call.request.query_pairs, (*SEARCH, "order", "limit", "cursor")))

    def search(self, call: Call, tenant_id: str) -> Response[Any]:
        """A page of logs by parameters in the body, which may include values that were redacted."""
        document = parse_json(decode_utf8(call.request.body()))
        if not isinstance(document, dict):
            raise bad_request("malformed_json", "The body is not a JSON object.")
        values = read_values(document.pop("values", []))
        parameters = Parameters(document_pairs(document), (*SEARCH, "order", "limit", "cursor"))
        placeholders = self._reading.find_placeholders().find(tenant_id, values) if values else ()
        return self._page(call, tenant_id, parameters, placeholders)

    def tail(self, call: Call, tenant_id: str) -> Response[Any]:
        """The logs stored since a cursor. Waiting for new ones is the server's part (entrypoints.local.following)."""
        parameters = Parameters(call.request.query_pairs, (*FILTERS, ATTRIBUTE_PREFIX, *_FOLLOWING))
        # The server applies `wait`; it is validated here with the other parameters.
        parameters.whole("wait", 0, 0, MOST_WAIT_SECONDS)
        query = read_query(tenant_id, parameters, self._now())
        after = parameters.one("after")
        streams = _wants(call.request, EVENTS)
        if streams and not self._streams:
            raise RequestError(
                HTTPStatus.NOT_IMPLEMENTED,
                "no_event_stream",
                "This installation does not stream events. Request JSON repeatedly, each time with the last cursor.",
            )
        stored = self._reading.follow_logs.follow(
            query,
            None if after is None else decode_mark(after, query),
            parameters.whole("limit", MAX_PAGE_LOGS, 1, MAX_PAGE_LOGS),
            parameters.whole("window", DEFAULT_WINDOW_SECONDS, 1, MOST_WINDOW_SECONDS),
        )
        next_cursor = encode_mark(stored.mark, query)
        call.answer_headers |= {COMPLETE: str(stored.complete).lower(), NEXT_CURSOR: next_cursor}
        shown = [(_show(log), mark) for log, mark in stored.logs]
        if streams:
            events = (f"id: {encode_mark(mark, query)}\ndata: {log.model_dump_json()}\n\n" for log, mark in shown)
            return call.document("".join(events), EVENTS)
        if _wants(call.request, NDJSON):
            return call.compressed_document("".join(f"{log.model_dump_json()}\n" for log, _ in shown), NDJSON)
        logs = [log for log, _ in shown]
        return _answer(
            call, FollowedLogs(tenant_id=tenant_id, logs=logs, next_cursor=next_cursor, complete=stored.complete)
        )

    def context(self, call: Call, tenant_id: str, log_id: str) -> Response[Any]:
        """A log with the logs before and after it."""
        parameters = Parameters(call.request.query_pairs, ("before", "after"))
        before, after = (parameters.whole(name, DEFAULT_NEIGHBOURS, 0, MOST_NEIGHBOURS) for name in ("before", "after"))
        found = self._reading.read_neighbours.read(tenant_id, log_id, before, after)
        if found is None:
            raise _not_found()
        return _answer(
            call,
            NeighbouringLogs(
                tenant_id=tenant_id, before=_shown(found.before), log=_show(found.log), after=_shown(found.after)
            ),
        )

    def log(self, call: Call, tenant_id: str, log_id: str) -> Response[Any]:
        """One log."""
        found = self._reading.read_log.read(tenant_id, log_id)
        if found is None:
            raise _not_found()
        log = _show(found.log)
        return _answer(call, FoundLog(**dict(log), tenant_id=found.log.tenant_id, conflicts=list(found.conflicts)))

    def _page(
        self, call: Call, tenant_id: str, parameters: Parameters, placeholders: tuple[str, ...] = ()
    ) -> Response[Any]:
        cursor = _cursor(parameters)
        now = cursor.now if cursor else self._now()
        query = replace(read_query(tenant_id, parameters, now), placeholders=placeholders)
        if cursor:
            cursor.check(query)
        limit = parameters.whole("limit", DEFAULT_PAGE_LOGS, 1, MAX_PAGE_LOGS)
        page = self._reading.list_logs.list(query, limit, cursor.position if cursor else None)
        answer = LogPage(
            tenant_id=tenant_id,
            logs=_shown(page.logs),
            next_cursor=encode_cursor(page.next, query, now) if page.next else None,
            complete=page.complete,
            scanned=Scanned.model_validate(page.scanned),
        )
        if not _wants(call.request, NDJSON):
            return _answer(call, answer)
        # NDJSON has no place for the page's own fields, so they go into headers.
        call.answer_headers[COMPLETE] = str(answer.complete).lower()
        if answer.next_cursor:
            call.answer_headers[NEXT_CURSOR] = answer.next_cursor
        return call.compressed_document("".join(f"{log.model_dump_json()}\n" for log in answer.logs), NDJSON)

    def _now(self) -> int:
        return nanoseconds(self._reading.clock.now())


def _cursor(parameters: Parameters) -> Cursor | None:
    text = parameters.one("cursor")
    return None if text is None else decode_cursor(text)


def _wants(request: Request, content_type: str) -> bool:
    return any(
        part.partition(";")[0].strip().lower() == content_type for part in request.headers.get("accept", "").split(",")
    )


def _shown(logs: Sequence[ProcessedLog]) -> list[Log]:
    return [_show(log) for log in logs]


def _show(log: ProcessedLog) -> Log:
    return Log.model_validate(log)


def _answer(call: Call, answer: BaseModel) -> Response[Any]:
    return call.compressed_document(answer.model_dump_json())


def _not_found() -> RequestError:
    return RequestError(
        HTTPStatus.NOT_FOUND,
        "log_not_found",
        "The tenant has no stored log with this id. A log that was just accepted is stored once it is processed.",
    )
