"""The OpenAPI document's routes for tenants, dead letters and the service itself."""

from pydantic import BaseModel

from entrypoints.http.administration_models import (
    DeadLetterPage,
    NewKey,
    RedrivenDeadLetters,
    ShownDeadLetter,
    TenantList,
)
from entrypoints.http.models import (
    DEFAULT_LETTERS,
    MOST_LETTERS,
    Access,
    Health,
    Readiness,
)
from entrypoints.http.openapi_parts import (
    SECURITY,
    TENANT_ID,
    Document,
    answers,
    content_of,
    number,
    optional_object,
    parameter,
    refusals_of,
)

_ADMIN_SECURITY: list[Document] = [{"key": []}]


def service_paths() -> Document:
    """Return each path with its operations."""
    tenant = parameter("path", "tenant_id", TENANT_ID, "Whose logs.")
    return {
        "/tenants": {
            "get": {
                "operationId": "listTenants",
                "summary": "All registered tenants; in the embedded run only",
                "security": _ADMIN_SECURITY,
                "responses": answers(200, TenantList, 401, 403, 405, 503),
            }
        },
        "/tenants/{tenant_id}/keys": {
            "post": {
                "operationId": "rotateKey",
                "summary": "Create a new key of a tenant; in the embedded run only",
                "description": "The previous key stays valid until the next rotation, unless `revoke_others` is set.",
                "parameters": [tenant],
                "requestBody": optional_object("revoke_others", {"type": "boolean", "default": False}),
                "security": _ADMIN_SECURITY,
                "responses": answers(201, NewKey, 400, 401, 403, 404, 405, 413, 415, 503),
            }
        },
        "/dead-letters": {
            "get": {
                "operationId": "listDeadLetters",
                "summary": "Messages that could not be processed; in the embedded run only",
                "parameters": [number("most", 1, MOST_LETTERS, DEFAULT_LETTERS, "The maximum number of dead letters.")],
                "security": _ADMIN_SECURITY,
                "responses": answers(200, DeadLetterPage, 400, 401, 403, 405, 503),
            }
        },
        "/dead-letters/redrive": {
            "post": {
                "operationId": "redriveDeadLetters",
                "summary": "Queue dead letters again; in the embedded run only",
                "requestBody": optional_object("tenant_id", TENANT_ID),
                "security": _ADMIN_SECURITY,
                "responses": answers(200, RedrivenDeadLetters, 400, 401, 403, 405, 413, 415, 503),
            }
        },
        "/dead-letters/{message_id}": {
            "get": {
                "operationId": "readDeadLetter",
                "summary": "The contents of a dead letter, redacted; in the embedded run only",
                "parameters": [parameter("path", "message_id", {"type": "string"}, "The message's id.")],
                "security": _ADMIN_SECURITY,
                "responses": answers(200, ShownDeadLetter, 400, 401, 403, 404, 405, 503),
            }
        },
        "/healthz": _probe("health", "Whether the process answers", Health, 405),
        "/readyz": _probe("readiness", "Whether logs can be accepted", Readiness, 405, 503),
        "/ready": _probe("readinessAsLoki", "The same, for Loki's clients", Readiness, 405, 503),
        "/openapi.json": {
            "get": {
                "operationId": "openapi",
                "summary": "This document",
                "security": SECURITY,
                "responses": {"200": content_of("application/json", {"type": "object"}), **refusals_of(401, 405, 503)},
            }
        },
        "/console/access": {
            "get": {
                "operationId": "access",
                "summary": "The rights of the caller, for the console",
                "security": SECURITY,
                "responses": answers(200, Access, 401, 405, 503),
            }
        },
        "/metrics": {
            "get": {
                "operationId": "metrics",
                "summary": "Metrics in Prometheus's text format; in the embedded run only",
                "security": SECURITY,
                "responses": {"200": content_of("text/plain", {"type": "string"}), **refusals_of(401, 405, 503)},
            }
        },
    }


def _probe(name: str, summary: str, model: type[BaseModel], *refusals: int) -> Document:
    responses = answers(200, model, *refusals)
    without_bodies = {
        status: {name: part for name, part in response.items() if name != "content"}
        for status, response in responses.items()
    }
    return {
        "get": {"operationId": name, "summary": summary, "responses": responses},
        "head": {"operationId": f"{name}Head", "summary": summary, "responses": without_bodies},
    }
