"""The OpenAPI document's routes for sending logs."""

from domain.limits import MAX_REQUEST_BYTES, MAX_TEXT_BYTES
from domain.log_entry import NEW_LOG_ID_PATTERN
from domain.tenant_id import TENANT_ID_PATTERN
from entrypoints.http.models import (
    Accepted,
    BatchAccepted,
    IngestRequest,
)
from entrypoints.http.openapi_parts import (
    QUOTA,
    SECURITY,
    TENANT_ID,
    Document,
    answers,
    body_of,
    headers_of,
    parameter,
    reference,
    refusals_of,
)

_INGEST_REFUSALS = (400, 401, 403, 405, 413, 415, 429, 503)
_TENANT = parameter(
    "header",
    "X-Tenant-ID",
    {"type": "string", "pattern": f"^({TENANT_ID_PATTERN})?$"},
    "The tenant of logs that do not name one.",
)
# Without a pattern, because the header is ignored if X-Tenant-ID is sent.
_ORGANISATION = parameter(
    "header",
    "X-Scope-OrgID",
    {"type": "string"},
    "The tenant, in the header that Grafana's tools use. It is ignored if X-Tenant-ID is sent.",
)
_IDEMPOTENCY_KEY = parameter(
    "header",
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{1,255}$"},
    "If the request is sent again with the same key, its logs without an id get the same ids.",
)
_BYTES: Document = {"type": "string", "format": "binary"}
_OTLP_ERRORS: Document = {
    "application/json": {"schema": {"type": "object", "properties": {"message": {"type": "string"}}}},
    "application/x-protobuf": {"schema": _BYTES},
}
_TEXT_ERRORS: Document = {"text/plain": {"schema": {"type": "string"}}}


def sending_paths() -> Document:
    """Return each path with its operations."""
    return {
        "/ingest": {
            "post": {
                "operationId": "ingest",
                "summary": "Accept one log",
                "description": "The status is 202 once the log is durably queued. A log that is sent again with the "
                "same id is stored once.",
                "parameters": [
                    parameter("header", "X-Tenant-ID", TENANT_ID, "The tenant, if the body does not name it."),
                    # Without a pattern, because the header is ignored for JSON.
                    parameter(
                        "header", "X-Log-ID", {"type": "string"}, f"The id of a plain text log: `{NEW_LOG_ID_PATTERN}`."
                    ),
                ],
                "requestBody": {
                    "required": True,
                    "description": f"Up to {MAX_REQUEST_BYTES:,} bytes.",
                    "content": {
                        "application/json": {"schema": reference(IngestRequest)},
                        "text/plain": {
                            "schema": {
                                "type": "string",
                                "minLength": 1,
                                "description": f"Up to {MAX_TEXT_BYTES:,} bytes, or less if the work takes too long.",
                            }
                        },
                    },
                },
                "security": SECURITY,
                "responses": answers(202, Accepted, *_INGEST_REFUSALS, headers=QUOTA),
            }
        },
        "/ingest/batch": {
            "post": {
                "operationId": "ingestBatch",
                "summary": "Accept many logs",
                "description": 'The body is a JSON array, `{"logs": […]}`, or consecutive JSON objects, one per line'
                " or not. A log that is refused does not affect the others.",
                "parameters": [_TENANT, _IDEMPOTENCY_KEY],
                "requestBody": body_of(
                    {"application/json": {}, "application/x-ndjson": {"type": "string"}}, required=False
                ),
                "security": SECURITY,
                "responses": answers(202, BatchAccepted, *_INGEST_REFUSALS, headers=QUOTA),
            }
        },
        "/v1/logs": {
            "post": {
                "operationId": "exportLogs",
                "summary": "Accept an ExportLogsServiceRequest of OTLP/HTTP",
                "description": "https://opentelemetry.io/docs/specs/otlp/#otlphttp",
                "parameters": [_TENANT, _ORGANISATION],
                "requestBody": body_of({"application/json": {}, "application/x-protobuf": _BYTES}, required=False),
                "security": SECURITY,
                "responses": {
                    "200": {
                        "description": "An ExportLogsServiceResponse, with the number of rejected logs.",
                        "headers": headers_of(*QUOTA),
                        "content": {
                            "application/json": {"schema": {"type": "object"}},
                            "application/x-protobuf": {"schema": _BYTES},
                        },
                    },
                    **refusals_of(*_INGEST_REFUSALS, form=_OTLP_ERRORS),
                },
            }
        },
        "/loki/api/v1/push": {
            "post": {
                "operationId": "pushStreams",
                "summary": "Accept a push of Loki's API, in JSON or in protobuf compressed by snappy",
                "description": "https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs",
                "parameters": [_TENANT, _ORGANISATION],
                "requestBody": body_of({"application/json": {}, "application/x-protobuf": {}}),
                "security": SECURITY,
                "responses": {
                    "204": {"description": "All valid logs are durably queued.", "headers": headers_of(*QUOTA)},
                    **refusals_of(*_INGEST_REFUSALS, form=_TEXT_ERRORS),
                },
            }
        },
    }
