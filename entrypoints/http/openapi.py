"""The API's own OpenAPI document, made from the models of requests and answers: `make openapi` writes it.

What is served is the file, so that no function pays for making it; a test holds the file to this module.
"""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from domain.level import Level
from domain.limits import MAX_INFLATED_BYTES, MAX_PAGE_LOGS, MAX_PREVIEW_CHARACTERS, MAX_REQUEST_BYTES, MAX_TEXT_BYTES
from domain.log_entry import NEW_LOG_ID_PATTERN
from domain.query.counting import LEVEL, SERVICE
from domain.query.log_query import Conflicts, Order
from domain.tenant_id import TENANT_ID_PATTERN
from entrypoints.http.administration_models import (
    DeadLetterPage,
    NewKey,
    PreviewedRedaction,
    RedrivenDeadLetters,
    ShownDeadLetter,
    ShownPolicy,
    TenantList,
)
from entrypoints.http.models import (
    DEFAULT_BUCKETS,
    DEFAULT_LETTERS,
    DEFAULT_NEIGHBOURS,
    DEFAULT_PAGE_LOGS,
    DEFAULT_TOP,
    DEFAULT_WINDOW_SECONDS,
    MOST_BUCKETS,
    MOST_FIELDS,
    MOST_LETTERS,
    MOST_NEIGHBOURS,
    MOST_TOP,
    MOST_WAIT_SECONDS,
    MOST_WINDOW_SECONDS,
    Accepted,
    Access,
    BatchAccepted,
    BatchError,
    ErasedLogs,
    Facets,
    FollowedLogs,
    FoundLog,
    Health,
    Histogram,
    IngestRequest,
    LogPage,
    NeighbouringLogs,
    Problem,
    Readiness,
)
from entrypoints.http.openapi_file import OPENAPI_FILE
from entrypoints.http.search_parameters import BOUNDS, MOST_VALUES

Document = dict[str, Any]

_MODELS: tuple[type[BaseModel], ...] = (
    Access,
    Accepted,
    BatchAccepted,
    BatchError,
    DeadLetterPage,
    ErasedLogs,
    Facets,
    FollowedLogs,
    FoundLog,
    Health,
    Histogram,
    IngestRequest,
    LogPage,
    NeighbouringLogs,
    NewKey,
    PreviewedRedaction,
    Problem,
    Readiness,
    RedrivenDeadLetters,
    ShownDeadLetter,
    ShownPolicy,
    TenantList,
)
_REFUSALS = {
    400: "Malformed: its `code` says what.",
    401: "A key is needed, and none or an unknown one came.",
    403: "The key is another tenant's than the one that is named, or may not do this, or a foreign web page asks a "
    "server without keys.",
    404: "There is no such thing; a log may not be stored yet.",
    405: "The route takes other methods; `Allow` names them.",
    413: "Over a limit, which the detail names.",
    415: "The content type or encoding is not taken.",
    429: "The tenant's quota is used up.",
    503: "Not now: send the same request again.",
}
_QUOTA = ("RateLimit-Policy", "RateLimit")
_HEADERS = {401: ("WWW-Authenticate",), 405: ("Allow",), 429: ("Retry-After", *_QUOTA), 503: ("Retry-After",)}
# Where an installation asks for keys (`AUTH_MODE=key`), and for reading on AWS; else none is looked at.
_SECURITY: list[Document] = [{"key": []}, {}]
_ERASING_SECURITY: list[Document] = [{"key": []}]
_ADMIN_SECURITY: list[Document] = [{"key": []}]
_TENANT_ID = {"type": "string", "pattern": f"^{TENANT_ID_PATTERN}$"}


def _parameter(place: str, name: str, schema: Mapping[str, object], description: str) -> Document:
    return {"in": place, "name": name, "required": place == "path", "description": description, "schema": schema}


def _reference(model: type[BaseModel]) -> Document:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _number(name: str, low: int, high: int, default: int, description: str) -> Document:
    schema = {"type": "integer", "minimum": low, "maximum": high, "default": default}
    return _parameter("query", name, schema, description)


_READ_REFUSALS = (400, 401, 403, 405, 503)
_LIST = (
    "All filters hold together. Beside those below, `attr.<path>=<value>` finds logs with this value at a path of "
    "their attributes, nested or literal, and `attr.<path>!=<value>` those without it; both may be repeated."
)
_TIME = {"type": "string", "examples": ["-15m", "now", "2026-11-23T12:00:00Z"]}
_REPEATED: Document = {"type": "array", "items": {"type": "string"}}
_FILTERS: Sequence[Document] = (
    _parameter(
        "query", "since", _TIME, "From this time on: RFC 3339 to the nanosecond, or back from now as in `-15m`."
    ),
    _parameter("query", "until", _TIME, "Before this time."),
    _parameter("query", "level", {"type": "string", "examples": ["warn,error"]}, "One of these levels."),
    _parameter("query", "min_level", {"type": "string", "enum": [*Level]}, "This level or a more serious one."),
    _parameter("query", "service", _REPEATED, "One of these services."),
    _parameter(
        "query",
        "q",
        {"type": "string", "examples": ['timeout "connection refused" -healthz']},
        "Words and phrases that all stand in the text, whatever their case; `-` excludes one.",
    ),
    _parameter("query", "re", {"type": "string"}, "An RE2 expression that matches in the text."),
    _parameter("query", "trace_id", {"type": "string", "pattern": "^[0-9a-f]{32}$"}, "Of this trace."),
    _parameter("query", "conflicts", {"type": "string", "enum": [*Conflicts]}, "Only conflicts, or none."),
)
_PAGING: Sequence[Document] = (
    _parameter(
        "query",
        "order",
        {"type": "string", "enum": [*Order], "default": Order.NEWEST_FIRST},
        "`desc` lists the newest log first, `asc` the oldest.",
    ),
    _number("limit", 1, MAX_PAGE_LOGS, DEFAULT_PAGE_LOGS, "Logs on a page."),
    _parameter("query", "cursor", {"type": "string"}, "The `next_cursor` of the page before."),
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
    "Takes an administrator's key, or where keys are required one of the tenant itself if the tenant allows it. All "
    "that was received until the first request and for which everything holds that is given is deleted; without a "
    "condition, all logs. 202 until the erasure is complete: send DELETE again with `next_cursor` as `cursor`."
)
_ERASING_BODY: Document = {
    "type": "object",
    "required": ["values"],
    "properties": {"values": _VALUES | {"minItems": 1}},
    "additionalProperties": False,
}
_GOING_ON = _parameter("query", "cursor", {"type": "string"}, "The `next_cursor` of the answer before.")
_PREVIEW_BODY: Document = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": {"type": "string", "description": f"Up to {MAX_PREVIEW_CHARACTERS:,} characters."},
        "policy": {"type": ["object", "null"]},
    },
    "additionalProperties": False,
}
_INGEST_REFUSALS = (400, 401, 403, 405, 413, 415, 429, 503)
_TENANT = _parameter(
    "header",
    "X-Tenant-ID",
    {"type": "string", "pattern": f"^({TENANT_ID_PATTERN})?$"},
    "The tenant of logs that do not name one.",
)
# Without the pattern, since it says nothing beside X-Tenant-ID.
_ORGANISATION = _parameter(
    "header",
    "X-Scope-OrgID",
    {"type": "string"},
    "The same, as Grafana's tools have it, where X-Tenant-ID is not sent.",
)
_IDEMPOTENCY_KEY = _parameter(
    "header",
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{1,255}$"},
    "Logs without an id get the same ones whenever the request is sent.",
)
_BYTES: Document = {"type": "string", "format": "binary"}
_PROBLEMS: Document = {"application/problem+json": {"schema": _reference(Problem)}}
_OTLP_ERRORS: Document = {
    "application/json": {"schema": {"type": "object", "properties": {"message": {"type": "string"}}}},
    "application/x-protobuf": {"schema": _BYTES},
}
_TEXT_ERRORS: Document = {"text/plain": {"schema": {"type": "string"}}}


def make_document() -> str:
    """The document as it should be, from the models of this very version."""
    _, definitions = models_json_schema(
        [(model, "serialization" if model is not IngestRequest else "validation") for model in _MODELS],
        ref_template="#/components/schemas/{model}",
    )
    document: Document = {
        "openapi": "3.1.0",
        "info": {
            "title": "aws-log-processor",
            "version": "0.1.0",
            "description": "Takes the logs of many tenants, redacts personal data and stores each tenant's apart.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": _paths(),
        "components": {
            "schemas": definitions["$defs"],
            "headers": {
                "X-Request-Id": _header(
                    "The request's own X-Request-Id where it is well-formed, else one of ours.", minLength=1
                ),
                "Retry-After": _header("Seconds after which to try again.", pattern="^[0-9]+$"),
                "Allow": _header("The methods that the route takes."),
                "WWW-Authenticate": _header("What is asked for.", const="Bearer"),
                "RateLimit-Policy": _header("The tenant's quota, where it has one.", required=False),
                "X-Complete": _header("`complete` of a page that is sent as lines.", required=False),
                "X-Next-Cursor": _header("`next_cursor` of a page that is sent as lines.", required=False),
                "RateLimit": _header("What is left of it, and for how many seconds.", required=False),
            },
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A tenant's API key, where the installation asks for keys.",
                }
            },
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _paths() -> Document:
    erasing_responses = {
        **_responses(200, ErasedLogs, 400, 401, 403, 404, 405, 413, 415, 503),
        "202": _success("application/json", _reference(ErasedLogs), "It goes on.", ("Retry-After",)),
    }
    tenant = _parameter("path", "tenant_id", _TENANT_ID, "Whose logs.")
    log = _parameter("path", "log_id", {"type": "string", "minLength": 1}, "The log's id, or a conflict's.")
    return {
        "/ingest": {
            "post": {
                "operationId": "ingest",
                "summary": "Accept one log",
                "description": "202 once the log is durably queued. Sending a log again under its id stores it once.",
                "parameters": [
                    _parameter("header", "X-Tenant-ID", _TENANT_ID, "The tenant, where the body does not name it."),
                    # Without the pattern, since it says nothing with JSON.
                    _parameter(
                        "header", "X-Log-ID", {"type": "string"}, f"The id of a plain text log: `{NEW_LOG_ID_PATTERN}`."
                    ),
                ],
                "requestBody": {
                    "required": True,
                    "description": f"Up to {MAX_REQUEST_BYTES:,} bytes.",
                    "content": {
                        "application/json": {"schema": _reference(IngestRequest)},
                        "text/plain": {
                            "schema": {
                                "type": "string",
                                "minLength": 1,
                                "description": f"Up to {MAX_TEXT_BYTES:,} bytes, and what the worker has time for.",
                            }
                        },
                    },
                },
                "security": _SECURITY,
                "responses": _responses(202, Accepted, *_INGEST_REFUSALS, headers=_QUOTA),
            }
        },
        "/ingest/batch": {
            "post": {
                "operationId": "ingestBatch",
                "summary": "Accept many logs",
                "description": 'A JSON array, `{"logs": […]}`, or objects one behind another, a line each or not: the'
                " body tells which. A log that is not taken costs the others nothing.",
                "parameters": [_TENANT, _IDEMPOTENCY_KEY],
                "requestBody": _body(
                    {"application/json": {}, "application/x-ndjson": {"type": "string"}}, required=False
                ),
                "security": _SECURITY,
                "responses": _responses(202, BatchAccepted, *_INGEST_REFUSALS, headers=_QUOTA),
            }
        },
        "/v1/logs": {
            "post": {
                "operationId": "exportLogs",
                "summary": "Accept an ExportLogsServiceRequest of OTLP/HTTP",
                "description": "https://opentelemetry.io/docs/specs/otlp/#otlphttp",
                "parameters": [_TENANT, _ORGANISATION],
                "requestBody": _body({"application/json": {}, "application/x-protobuf": _BYTES}, required=False),
                "security": _SECURITY,
                "responses": {
                    "200": {
                        "description": "An ExportLogsServiceResponse, which says what was rejected.",
                        "headers": _headers(*_QUOTA),
                        "content": {
                            "application/json": {"schema": {"type": "object"}},
                            "application/x-protobuf": {"schema": _BYTES},
                        },
                    },
                    **_refusals(*_INGEST_REFUSALS, form=_OTLP_ERRORS),
                },
            }
        },
        "/loki/api/v1/push": {
            "post": {
                "operationId": "pushStreams",
                "summary": "Accept a push of Loki's API, in JSON or in protobuf compressed by snappy",
                "description": "https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs",
                "parameters": [_TENANT, _ORGANISATION],
                "requestBody": _body({"application/json": {}, "application/x-protobuf": {}}),
                "security": _SECURITY,
                "responses": {
                    "204": {"description": "What can be taken is durably queued.", "headers": _headers(*_QUOTA)},
                    **_refusals(*_INGEST_REFUSALS, form=_TEXT_ERRORS),
                },
            }
        },
        "/tenants/{tenant_id}/logs": {
            "get": {
                "operationId": "listLogs",
                "summary": "List or search a tenant's logs by the time at which they happened",
                "description": _LIST,
                "parameters": [tenant, *_FILTERS, *_PAGING],
                "security": _SECURITY,
                "responses": _with_lines(_responses(200, LogPage, *_READ_REFUSALS)),
            },
            "delete": {
                "operationId": "eraseLogs",
                "summary": "Erase a tenant's logs for good, stored and on their way",
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
                "summary": "The same list, by parameters that do not stand in an address",
                "description": "An object with the parameters of the list by their names, a repeated one as a list. "
                "`values` finds logs by what was taken out of them, where the tenant's policy keeps tags of the kind.",
                "parameters": [tenant],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": _SEARCH_BODY}},
                },
                "security": _SECURITY,
                "responses": _with_lines(_responses(200, LogPage, *_READ_REFUSALS, 413, 415)),
            }
        },
        "/tenants/{tenant_id}/logs/histogram": {
            "get": {
                "operationId": "histogram",
                "summary": "Count the logs that a search finds, by time",
                "parameters": [
                    tenant,
                    *_FILTERS,
                    _number("buckets", 2, MOST_BUCKETS, DEFAULT_BUCKETS, "At most so many."),
                    _parameter("query", "by", {"type": "string", "enum": [LEVEL]}, "Count each level by itself, too."),
                ],
                "security": _SECURITY,
                "responses": _responses(200, Histogram, *_READ_REFUSALS),
            }
        },
        "/tenants/{tenant_id}/logs/facets": {
            "get": {
                "operationId": "facets",
                "summary": "Count the values of fields among the logs that a search finds",
                "parameters": [
                    tenant,
                    *_FILTERS,
                    _parameter(
                        "query",
                        "fields",
                        {"type": "string", "default": f"{LEVEL},{SERVICE}"},
                        f"Up to {MOST_FIELDS} of `level`, `service` and `attr.<path>`, separated by commas.",
                    ),
                    _number("top", 1, MOST_TOP, DEFAULT_TOP, "Values of each field, the most frequent ones."),
                ],
                "security": _SECURITY,
                "responses": _responses(200, Facets, *_READ_REFUSALS),
            }
        },
        "/tenants/{tenant_id}/logs/tail": {
            "get": {
                "operationId": "tail",
                "summary": "Follow what is stored from now on",
                "description": "The first answer has a cursor and no logs; `next_cursor`, sent as `after`, gets what"
                " was stored since. The embedded run waits for it, and sends server-sent events, too.",
                "parameters": [
                    tenant,
                    *(each for each in _FILTERS if each["name"] not in BOUNDS),
                    _parameter("query", "after", {"type": "string"}, "The `next_cursor` of the answer before."),
                    _number("limit", 1, MAX_PAGE_LOGS, MAX_PAGE_LOGS, "Logs in an answer."),
                    _number("wait", 0, MOST_WAIT_SECONDS, 0, "Seconds to wait for a log; on AWS nothing waits."),
                    _number(
                        "window",
                        1,
                        MOST_WINDOW_SECONDS,
                        DEFAULT_WINDOW_SECONDS,
                        "On AWS: only logs are followed that happened within so many seconds before now.",
                    ),
                ],
                "security": _SECURITY,
                "responses": {
                    **_with_lines(_responses(200, FollowedLogs, *_READ_REFUSALS), "text/event-stream"),
                    "501": {
                        "description": "Events are asked for, and this installation does not stream.",
                        "headers": _headers(),
                        "content": _PROBLEMS,
                    },
                },
            }
        },
        "/tenants/{tenant_id}/logs/{log_id}/context": {
            "get": {
                "operationId": "readNeighbours",
                "summary": "Read a log with those before and behind it",
                "parameters": [
                    tenant,
                    log,
                    _number("before", 0, MOST_NEIGHBOURS, DEFAULT_NEIGHBOURS, "Logs before it."),
                    _number("after", 0, MOST_NEIGHBOURS, DEFAULT_NEIGHBOURS, "Logs behind it."),
                ],
                "security": _SECURITY,
                "responses": _responses(200, NeighbouringLogs, 400, 401, 403, 404, 405, 503),
            }
        },
        "/tenants/{tenant_id}/logs/{log_id}": {
            "get": {
                "operationId": "readLog",
                "summary": "Read one log",
                "parameters": [tenant, log],
                "security": _SECURITY,
                "responses": _responses(200, FoundLog, 400, 401, 403, 404, 405, 503),
            },
            "delete": {
                "operationId": "eraseLog",
                "summary": "Erase one log for good, and what was sent under its id besides",
                "description": _ERASING,
                "parameters": [tenant, log, _GOING_ON],
                "security": _ERASING_SECURITY,
                "responses": erasing_responses,
            },
        },
        "/tenants/{tenant_id}/redaction": {
            "get": {
                "operationId": "readPolicy",
                "summary": "The redaction policy in force",
                "parameters": [tenant],
                "security": _SECURITY,
                "responses": _responses(200, ShownPolicy, 400, 401, 403, 405, 503),
            }
        },
        "/tenants/{tenant_id}/redaction/preview": {
            "post": {
                "operationId": "previewRedaction",
                "summary": "Redact a text by a policy, and store nothing",
                "description": "Without a policy by the one in force. Pseudonyms are other ones than in stored logs.",
                "parameters": [tenant],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": _PREVIEW_BODY}},
                },
                "security": _SECURITY,
                "responses": _responses(200, PreviewedRedaction, 400, 401, 403, 405, 413, 415, 503),
            }
        },
        "/tenants": {
            "get": {
                "operationId": "listTenants",
                "summary": "All registered tenants; in the embedded run only",
                "security": _ADMIN_SECURITY,
                "responses": _responses(200, TenantList, 401, 403, 405, 503),
            }
        },
        "/tenants/{tenant_id}/keys": {
            "post": {
                "operationId": "rotateKey",
                "summary": "Make a new key of a tenant; in the embedded run only",
                "description": "The key before it goes on holding until the next one, unless all others are revoked.",
                "parameters": [tenant],
                "requestBody": _optional_object("revoke_others", {"type": "boolean", "default": False}),
                "security": _ADMIN_SECURITY,
                "responses": _responses(201, NewKey, 400, 401, 403, 404, 405, 413, 415, 503),
            }
        },
        "/dead-letters": {
            "get": {
                "operationId": "listDeadLetters",
                "summary": "Messages that could not be finished; in the embedded run only",
                "parameters": [_number("most", 1, MOST_LETTERS, DEFAULT_LETTERS, "At most so many.")],
                "security": _ADMIN_SECURITY,
                "responses": _responses(200, DeadLetterPage, 400, 401, 403, 405, 503),
            }
        },
        "/dead-letters/redrive": {
            "post": {
                "operationId": "redriveDeadLetters",
                "summary": "Queue dead letters again; in the embedded run only",
                "requestBody": _optional_object("tenant_id", _TENANT_ID),
                "security": _ADMIN_SECURITY,
                "responses": _responses(200, RedrivenDeadLetters, 400, 401, 403, 405, 413, 415, 503),
            }
        },
        "/dead-letters/{message_id}": {
            "get": {
                "operationId": "readDeadLetter",
                "summary": "What a dead letter holds, redacted; in the embedded run only",
                "parameters": [_parameter("path", "message_id", {"type": "string"}, "The message's id.")],
                "security": _ADMIN_SECURITY,
                "responses": _responses(200, ShownDeadLetter, 400, 401, 403, 404, 405, 503),
            }
        },
        "/healthz": _probe("health", "Whether the process answers", Health, 405),
        "/readyz": _probe("readiness", "Whether logs can be accepted", Readiness, 405, 503),
        "/ready": _probe("readinessAsLoki", "The same, where Loki's clients ask", Readiness, 405, 503),
        "/openapi.json": {
            "get": {
                "operationId": "openapi",
                "summary": "This document",
                "security": _SECURITY,
                "responses": {"200": _success("application/json", {"type": "object"}), **_refusals(401, 405, 503)},
            }
        },
        "/console/access": {
            "get": {
                "operationId": "access",
                "summary": "Whose key a request has, for the console",
                "security": _SECURITY,
                "responses": _responses(200, Access, 401, 405, 503),
            }
        },
        "/metrics": {
            "get": {
                "operationId": "metrics",
                "summary": "Counts in Prometheus's text format; in the embedded run only",
                "security": _SECURITY,
                "responses": {"200": _success("text/plain", {"type": "string"}), **_refusals(401, 405, 503)},
            }
        },
    }


def _probe(name: str, summary: str, model: type[BaseModel], *refusals: int) -> Document:
    responses = _responses(200, model, *refusals)
    without_bodies = {
        status: {name: part for name, part in response.items() if name != "content"}
        for status, response in responses.items()
    }
    return {
        "get": {"operationId": name, "summary": summary, "responses": responses},
        "head": {"operationId": f"{name}Head", "summary": summary, "responses": without_bodies},
    }


def _responses(success: int, model: type[BaseModel], *refusals: int, headers: Sequence[str] = ()) -> Document:
    answer = _success("application/json", _reference(model), str(model.__doc__), headers)
    return {str(success): answer, **_refusals(*refusals)}


def _with_lines(responses: Document, *others: str) -> Document:
    """Responses whose success may be asked for as lines, too, or in other forms."""
    for content_type in ("application/x-ndjson", *others):
        responses["200"]["content"][content_type] = {"schema": {"type": "string"}}
    responses["200"]["headers"] |= _headers("X-Complete", "X-Next-Cursor")
    return responses


def _success(
    content_type: str, schema: Mapping[str, object], description: str = "As asked for.", headers: Sequence[str] = ()
) -> Document:
    return {"description": description, "headers": _headers(*headers), "content": {content_type: {"schema": schema}}}


def _body(schemas: Mapping[str, Mapping[str, object]], *, required: bool = True) -> Document:
    return {
        "required": required,
        "description": f"Up to {MAX_REQUEST_BYTES:,} bytes, and {MAX_INFLATED_BYTES:,} once inflated.",
        "content": {content_type: {"schema": schema} for content_type, schema in schemas.items()},
    }


def _optional_object(name: str, schema: Mapping[str, object]) -> Document:
    """A body that may be missing, or have this member."""
    body = {"type": "object", "properties": {name: schema}, "additionalProperties": False}
    return {"required": False, "content": {"application/json": {"schema": body}}}


def _refusals(*statuses: int, form: Document = _PROBLEMS) -> Document:
    return {
        str(status): {
            "description": _REFUSALS[status],
            "headers": _headers(*_HEADERS.get(status, ())),
            # A wrong method is told before it is a route's.
            "content": _PROBLEMS if status == HTTPStatus.METHOD_NOT_ALLOWED else form,
        }
        for status in statuses
    }


def _headers(*names: str) -> Document:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-Id", *names)}


def _header(description: str, *, required: bool = True, **schema: object) -> Document:
    return {"description": description, "required": required, "schema": {"type": "string", **schema}}


if __name__ == "__main__":
    OPENAPI_FILE.write_text(make_document(), encoding="utf-8")
