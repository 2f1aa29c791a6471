"""The parts that the OpenAPI document is put together from."""

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
QUOTA = ("RateLimit-Policy", "RateLimit")
_HEADERS = {401: ("WWW-Authenticate",), 405: ("Allow",), 429: ("Retry-After", *QUOTA), 503: ("Retry-After",)}
# Where an installation asks for keys (`AUTH_MODE=key`), and for reading on AWS; else none is looked at.
SECURITY: list[Document] = [{"key": []}, {}]
TENANT_ID = {"type": "string", "pattern": f"^{TENANT_ID_PATTERN}$"}
READ_REFUSALS = (400, 401, 403, 405, 503)


def parameter(place: str, name: str, schema: Mapping[str, object], description: str) -> Document:
    """A parameter; `place` is path, query or header."""
    return {"in": place, "name": name, "required": place == "path", "description": description, "schema": schema}


def reference(model: type[BaseModel]) -> Document:
    """A reference to a model's schema."""
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def number(name: str, low: int, high: int, default: int, description: str) -> Document:
    """A query parameter that is a whole number."""
    schema = {"type": "integer", "minimum": low, "maximum": high, "default": default}
    return parameter("query", name, schema, description)


PROBLEMS: Document = {"application/problem+json": {"schema": reference(Problem)}}


def answers(success: int, model: type[BaseModel], *refusals: int, headers: Sequence[str] = ()) -> Document:
    """Responses: a model in JSON where all is well, and problem documents."""
    answer = content_of("application/json", reference(model), str(model.__doc__), headers)
    return {str(success): answer, **refusals_of(*refusals)}


def with_lines(responses: Document, *others: str) -> Document:
    """Responses whose success may be asked for as lines, too, or in other forms."""
    for content_type in ("application/x-ndjson", *others):
        responses["200"]["content"][content_type] = {"schema": {"type": "string"}}
    responses["200"]["headers"] |= headers_of("X-Complete", "X-Next-Cursor")
    return responses


def content_of(
    content_type: str, schema: Mapping[str, object], description: str = "As asked for.", headers: Sequence[str] = ()
) -> Document:
    """A response of one content type."""
    return {"description": description, "headers": headers_of(*headers), "content": {content_type: {"schema": schema}}}


def body_of(schemas: Mapping[str, Mapping[str, object]], *, required: bool = True) -> Document:
    """A request body of one of several content types."""
    return {
        "required": required,
        "description": f"Up to {MAX_REQUEST_BYTES:,} bytes, and {MAX_INFLATED_BYTES:,} once inflated.",
        "content": {content_type: {"schema": schema} for content_type, schema in schemas.items()},
    }


def optional_object(name: str, schema: Mapping[str, object]) -> Document:
    """A body that may be missing, or have this member."""
    body = {"type": "object", "properties": {name: schema}, "additionalProperties": False}
    return {"required": False, "content": {"application/json": {"schema": body}}}


def refusals_of(*statuses: int, form: Document = PROBLEMS) -> Document:
    """The responses for these statuses, in a form of error."""
    return {
        str(status): {
            "description": _REFUSALS[status],
            "headers": headers_of(*_HEADERS.get(status, ())),
            # A wrong method is told before it is a route's.
            "content": PROBLEMS if status == HTTPStatus.METHOD_NOT_ALLOWED else form,
        }
        for status in statuses
    }


def headers_of(*names: str) -> Document:
    """References to headers, among them that of every response."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-Id", *names)}


def header_of(description: str, *, required: bool = True, **schema: object) -> Document:
    """A header of a response."""
    return {"description": description, "required": required, "schema": {"type": "string", **schema}}
