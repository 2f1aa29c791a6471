"""Errors as problem documents (RFC 9457)."""

import json
import re
import uuid
from http import HTTPStatus
from typing import Any

from entrypoints.wire.errors import RequestError

# `json.dumps` would make an encoder for each answer.
compact_json = json.JSONEncoder(separators=(",", ":")).encode
PROBLEM_TYPE = "application/problem+json"
_URN = "urn:aws-log-processor"
_RETRY_AFTER_SECONDS = 5
# Clients' request ids reach our own logs, so they have a grammar and a length.
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:/=+-]{1,128}")


def request_id_of(claimed: str, generated: str | None = None) -> str:
    """The caller's `X-Request-Id` if it is well-formed; otherwise the generated one, or a new one."""
    return claimed if _REQUEST_ID.fullmatch(claimed) else generated or str(uuid.uuid4())


def problem_document(error: RequestError, request_id: str) -> str:
    """The error as JSON."""
    return compact_json(
        {
            "type": f"{_URN}:problem:{error.code}",
            "title": error.status.phrase,
            "status": error.status.value,
            "detail": error.detail,
            "instance": f"{_URN}:request:{request_id}",
            "code": error.code,
            "request_id": request_id,
            **error.members,
        }
    )


def problem_answer(error: RequestError, request_id: str) -> dict[str, Any]:
    """The error as a Lambda function's answer."""
    return {
        "statusCode": error.status.value,
        "headers": {"Content-Type": PROBLEM_TYPE, "X-Request-Id": request_id, **error.headers},
        "body": problem_document(error, request_id),
    }


def unavailable(
    code: str = "unavailable",
    detail: str = "Something we depend on did not answer in time. Send the same request again.",
) -> RequestError:
    """503 with Retry-After, for whatever may pass."""
    headers = {"Retry-After": str(_RETRY_AFTER_SECONDS)}
    return RequestError(HTTPStatus.SERVICE_UNAVAILABLE, code, detail, headers)
