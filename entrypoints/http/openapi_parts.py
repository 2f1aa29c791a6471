"""Functions that create parts of the OpenAPI document."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from domain.limits import MAX_INFLATED_BYTES, MAX_REQUEST_BYTES
from domain.tenant_id import TENANT_ID_PATTERN
from entrypoints.http.models import (
    Problem,
)

Document = dict[str, Any]
_REFUSALS = {
    400: "The request is malformed: `code` says what is wrong.",
    401: "A key is required, and the request has none or an invalid one.",
    403: "The key belongs to another tenant or does not have the right, or the request is from a foreign web page.",
    404: "The requested object does not exist. An accepted log may not be stored yet.",
    405: "The route does not support this method: `Allow` names those that it does.",
    413: "A limit is exceeded: `detail` names it.",
    415: "The content type or encoding is not supported.",
    429: "The tenant's quota is used up.",
    503: "The server cannot answer now: send the same request again.",
}
QUOTA = ("RateLimit-Policy", "RateLimit")
_HEADERS = {401: ("WWW-Authenticate",), 405: ("Allow",), 429: ("Retry-After", *QUOTA), 503: ("Retry-After",)}
# A key is required with `AUTH_MODE=key`, and on AWS always for reading. Otherwise it is ignored.
SECURITY: list[Document] = [{"key": []}, {}]
TENANT_ID = {"type": "string", "pattern": f"^{TENANT_ID_PATTERN}$"}
READ_REFUSALS = (400, 401, 403, 405, 503)


def parameter(place: str, name: str, schema: Mapping[str, object], description: str) -> Document:
    """Return a parameter. `place` is path, query or header."""
    return {"in": place, "name": name, "required": place == "path", "description": description, "schema": schema}


def reference(model: type[BaseModel]) -> Document:
    """Return a reference to the schema of a model."""
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def number(name: str, low: int, high: int, default: int, description: str) -> Document:
    """Return a query parameter that is a whole number."""
    schema = {"type": "integer", "minimum": low, "maximum": high, "default": default}
    return parameter("query", name, schema, description)


PROBLEMS: Document = {"application/problem+json": {"schema": reference(Problem)}}


def answers(success: int, model: type[BaseModel], *refusals: int, headers: Sequence[str] = ()) -> Document:
    """Return the responses: a model as JSON for success, and problem documents."""
    answer = content_of("application/json", reference(model), str(model.__doc__), headers)
    return {str(success): answer, **refusals_of(*refusals)}


def with_lines(responses: Document, *others: str) -> Document:
    """Add JSON lines and other content types to the response for success."""
    for content_type in ("application/x-ndjson", *others):
        responses["200"]["content"][content_type] = {"schema": {"type": "string"}}
    responses["200"]["headers"] |= headers_of("X-Complete", "X-Next-Cursor")
    return responses


def content_of(
    content_type: str,
    schema: Mapping[str, object],
    description: str = "The requested data.",
    headers: Sequence[str] = (),
) -> Document:
    """Return a response with one content type."""
    return {"description": description, "headers": headers_of(*headers), "content": {content_type: {"schema": schema}}}


def body_of(schemas: Mapping[str, Mapping[str, object]], *, required: bool = True) -> Document:
    """Return a request body with several possible content types."""
    return {
        "required": required,
        "description": f"Up to {MAX_REQUEST_BYTES:,} bytes, and {MAX_INFLATED_BYTES:,} once inflated.",
        "content": {content_type: {"schema": schema} for content_type, schema in schemas.items()},
    }


def optional_object(name: str, schema: Mapping[str, object]) -> Document:
    """Return an optional JSON body with this optional member."""
    body = {"type": "object", "properties": {name: schema}, "additionalProperties": False}
    return {"required": False, "content": {"application/json": {"schema": body}}}


def refusals_of(*statuses: int, form: Document = PROBLEMS) -> Document:
    """Return the responses for these statuses, with this content for errors."""
    return {
        str(status): {
            "description": _REFUSALS[status],
            "headers": headers_of(*_HEADERS.get(status, ())),
            # A wrong method is answered before the route's own error format is known.
            "content": PROBLEMS if status == HTTPStatus.METHOD_NOT_ALLOWED else form,
        }
        for status in statuses
    }


def headers_of(*names: str) -> Document:
    """Return references to headers, including X-Request-Id, which every response has."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-Id", *names)}


def header_of(description: str, *, required: bool = True, **schema: object) -> Document:
    """Return a header of a response."""
    return {"description": description, "required": required, "schema": {"type": "string", **schema}}
