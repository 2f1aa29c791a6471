"""The OpenAPI document's routes for a tenant's logs and redaction."""

from collections.abc import Sequence

from domain.level import Level
from domain.limits import MAX_PAGE_LOGS, MAX_PREVIEW_CHARACTERS
from domain.query.counting import LEVEL, SERVICE
from domain.query.log_query import Conflicts, Order
from entrypoints.http.administration_models import (
    PreviewedRedaction,
    ShownPolicy,
)
from entrypoints.http.models import (
    DEFAULT_BUCKETS,
    DEFAULT_NEIGHBOURS,
    DEFAULT_PAGE_LOGS,
    DEFAULT_TOP,
    DEFAULT_WINDOW_SECONDS,
    MOST_BUCKETS,
    MOST_FIELDS,
    MOST_NEIGHBOURS,
    MOST_TOP,
    MOST_WAIT_SECONDS,
    MOST_WINDOW_SECONDS,
    ErasedLogs,
    Facets,
    FollowedLogs,
    FoundLog,
    Histogram,
    LogPage,
    NeighbouringLogs,
)
from entrypoints.http.openapi_parts import (
    PROBLEMS,
    READ_REFUSALS,
    SECURITY,
    TENANT_ID,
    Document,
    answers,
    content_of,
    headers_of,
    number,
    parameter,
    reference,
    with_lines,
)
from entrypoints.http.search_parameters import BOUNDS, MOST_VALUES

_ERASING_SECURITY: list[Document] = [{"key": []}]
_LIST = (
    "A log must pass all filters. In addition to those below, `attr.<path>=<value>` finds logs with this value at a "
    "path of their attributes, nested or literal, and `attr.<path>!=<value>` logs without it. Both may be repeated."
)
_TIME = {"type": "string", "examples": ["-15m", "now", "2026-11-23T12:00:00Z"]}
_REPEATED: Document = {"type": "array", "items": {"type": "string"}}
_FILTERS: Sequence[Document] = (
    parameter(
        "query",
        "since",
        _TIME,
        "From this time on: RFC 3339 with up to nanoseconds, or a time before now such as `-15m`.",
    ),
    parameter("query", "until", _TIME, "Before this time."),
    parameter("query", "level", {"type": "string", "examples": ["warn,error"]}, "One of these levels."),
    parameter("query", "min_level", {"type": "string", "enum": [*Level]}, "This level or a more severe one."),
    parameter("query", "service", _REPEATED, "One of these services."),
    parameter(
        "query",
        "q",
        {"type": "string", "examples": ['timeout "connection refused" -healthz']},
        "Words and phrases that the text must all contain, regardless of case. A `-` excludes a word or phrase.",
    ),
    parameter("query", "re", {"type": "string"}, "An RE2 expression that must match anywhere in the text."),
    parameter("query", "trace_id", {"type": "string", "pattern": "^[0-9a-f]{32}$"}, "Of this trace."),
    parameter("query", "conflicts", {"type": "string", "enum": [*Conflicts]}, "Only conflicts, or none."),
)
_PAGING: Sequence[Document] = (
    parameter(
        "query",
        "order",
        {"type": "string", "enum": [*Order], "default": Order.NEWEST_FIRST},
        "`desc` is newest first, `asc` is oldest first.",
    ),
    number("limit", 1, MAX_PAGE_LOGS, DEFAULT_PAGE_LOGS, "Logs on a page."),
    parameter("query", "cursor", {"type": "string"}, "The `next_cursor` of the previous page."),
)
_PLAIN: Document = {"type": ["string", "number", "boolean"]}
_VALUES: Document = {
    "type": "array",
    "maxItems": MOST_VALUES,
    "items": {
        "type": "object",
        "required": ["kind", "value"],
        "properties": {"kind": {"type": "string"}, "value": {"type": "string", "minLength": 1}},
        "additionalProperties": False,
    },
}
_SEARCH_BODY: Document = {
    "type": "object",
    "properties": {"values": _VALUES},
    "additionalProperties": {"anyOf": [_PLAIN, {"type": "array", "items": _PLAIN}]},
}
_ERASING = (
    "Needs an administrator's key or, if keys are required and the tenant allows it, the tenant's own key. Deletes the "
    "logs that were received before the first request and meet all conditions; without conditions, all logs. The "
    "status is 202 until the erasure is complete: send DELETE again with `next_cursor` as `cursor`."
)
_ERASING_BODY: Document = {
    "type": "object",
    "required": ["values"],
    "properties": {"values": _VALUES | {"minItems": 1}},
    "additionalProperties": False,
}
_GOING_ON = parameter("query", "cursor", {"type": "string"}, "The `next_cursor` of the previous answer.")
_PREVIEW_BODY: Document = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": {"type": "string", "description": f"Up to {MAX_PREVIEW_CHARACTERS:,} characters."},
        "policy": {"type": ["object", "null"]},
    },
    "additionalProperties": False,
}


def reading_paths() -> Document:
    """Return each path with its operations."""
    erasing_responses = {
        **answers(200, ErasedLogs, 400, 401, 403, 404, 405, 413, 415, 503),
        "202": content_of("application/json", reference(ErasedLogs), "It goes on.", ("Retry-After",)),
    }
    tenant = parameter("path", "tenant_id", TENANT_ID, "Whose logs.")
    log = parameter("path", "log_id", {"type": "string", "minLength": 1}, "The log's id, or a conflict's.")
    return {
        "/tenants/{tenant_id}/logs": {
            "get": {
                "operationId": "listLogs",
                "summary": "List or search a tenant's logs, ordered by time",
                "description": _LIST,
                "parameters": [tenant, *_FILTERS, *_PAGING],
                "security": SECURITY,
                "responses": with_lines(answers(200, LogPage, *READ_REFUSALS)),
            },
            "delete": {
                "operationId": "eraseLogs",
                "summary": "Erase a tenant's logs permanently, including queued ones",
                "description": _ERASING,
                "parameters": [tenant, *(each for each in _FILTERS if each["name"] in BOUNDS), _GOING_ON],
                "requestBody": {
                    "required": False,
                    "content": {"application/json": {"schema": _ERASING_BODY}},
                },
                "security": _ERASING_SECURITY,
                "responses": erasing_responses,
            },
        },
        "/tenants/{tenant_id}/logs/search": {
            "post": {
                "operationId": "searchLogs",
                "summary": "List or search a tenant's logs with parameters in the body instead of the URL",
                "description": "The body is an object with the parameters of the list, repeated ones as a list. "
                "`values` finds logs by redacted values, if the tenant's policy replaces their kind by pseudonyms.",
                "parameters": [tenant],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": _SEARCH_BODY}},
                },
                "security": SECURITY,
                "responses": with_lines(answers(200, LogPage, *READ_REFUSALS, 413, 415)),
            }
        },
        "/tenants/{tenant_id}/logs/histogram": {
            "get": {
                "operationId": "histogram",
                "summary": "Count the logs of a search by time",
                "parameters": [
                    tenant,
                    *_FILTERS,
                    number("buckets", 2, MOST_BUCKETS, DEFAULT_BUCKETS, "The maximum number of bars."),
                    parameter("query", "by", {"type": "string", "enum": [LEVEL]}, "`level` also counts each level."),
                ],
                "security": SECURITY,
                "responses": answers(200, Histogram, *READ_REFUSALS),
            }
        },
        "/tenants/{tenant_id}/logs/facets": {
            "get": {
                "operationId": "facets",
                "summary": "Count the values of fields in the logs of a search",
                "parameters": [
                    tenant,
                    *_FILTERS,
                    parameter(
                        "query",
                        "fields",
                        {"type": "string", "default": f"{LEVEL},{SERVICE}"},
                        f"Up to {MOST_FIELDS} of `level`, `service` and `attr.<path>`, separated by commas.",
                    ),
                    number("top", 1, MOST_TOP, DEFAULT_TOP, "The maximum number of values of each field."),
                ],
                "security": SECURITY,
                "responses": answers(200, Facets, *READ_REFUSALS),
            }
        },
        "/tenants/{tenant_id}/logs/tail": {
            "get": {
                "operationId": "tail",
                "summary": "Follow logs that are stored from now on",
                "description": "The first answer has a cursor and no logs. Send its `next_cursor` as `after` to get the"
                " logs that were stored since. The embedded run can wait for logs and can send server-sent events.",
                "parameters": [
                    tenant,
                    *(each for each in _FILTERS if each["name"] not in BOUNDS),
                    parameter("query", "after", {"type": "string"}, "The `next_cursor` of the previous answer."),
                    number("limit", 1, MAX_PAGE_LOGS, MAX_PAGE_LOGS, "Logs in an answer."),
                    number("wait", 0, MOST_WAIT_SECONDS, 0, "Seconds to wait for a log; ignored on AWS."),
                    number(
                        "window",
                        1,
                        MOST_WINDOW_SECONDS,
                        DEFAULT_WINDOW_SECONDS,
                        "On AWS, only logs whose time is within this number of seconds before now are followed.",
                    ),
                ],
                "security": SECURITY,
                "responses": {
                    **with_lines(answers(200, FollowedLogs, *READ_REFUSALS), "text/event-stream"),
                    "501": {
                        "description": "The request asks for events, and this installation cannot stream.",
                        "headers": headers_of(),
                        "content": PROBLEMS,
                    },
                },
            }
        },
        "/tenants/{tenant_id}/logs/{log_id}/context": {
            "get": {
                "operationId": "readNeighbours",
                "summary": "Read a log and its neighbours in time",
                "parameters": [
                    tenant,
                    log,
                    number("before", 0, MOST_NEIGHBOURS, DEFAULT_NEIGHBOURS, "Logs before it."),
                    number("after", 0, MOST_NEIGHBOURS, DEFAULT_NEIGHBOURS, "Logs behind it."),
                ],
                "security": SECURITY,
                "responses": answers(200, NeighbouringLogs, 400, 401, 403, 404, 405, 503),
            }
        },
        "/tenants/{tenant_id}/logs/{log_id}": {
            "get": {
                "operationId": "readLog",
                "summary": "Read one log",
                "parameters": [tenant, log],
                "security": SECURITY,
                "responses": answers(200, FoundLog, 400, 401, 403, 404, 405, 503),
            },
            "delete": {
                "operationId": "eraseLog",
                "summary": "Erase one log permanently, and its conflicts",
                "description": _ERASING,
                "parameters": [tenant, log, _GOING_ON],
                "security": _ERASING_SECURITY,
                "responses": erasing_responses,
            },
        },
        "/tenants/{tenant_id}/redaction": {
            "get": {
                "operationId": "readPolicy",
                "summary": "The current redaction policy",
                "parameters": [tenant],
                "security": SECURITY,
                "responses": answers(200, ShownPolicy, 400, 401, 403, 405, 503),
            }
        },
        "/tenants/{tenant_id}/redaction/preview": {
            "post": {
                "operationId": "previewRedaction",
                "summary": "Redact a text by a policy, without storing anything",
                "description": "The default is the current policy. The pseudonyms differ from those in stored logs.",
                "parameters": [tenant],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": _PREVIEW_BODY}},
                },
                "security": SECURITY,
                "responses": answers(200, PreviewedRedaction, 400, 401, 403, 405, 413, 415, 503),
            }
        },
    }
