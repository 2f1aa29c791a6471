"""Problem documents (RFC 9457) for errors."""

import json
import logging
import re
import traceback
import uuid
from http import HTTPStatus
from typing import Any

from entrypoints.http.errors import RequestError

_log = logging.getLogger(__name__)

# Built once: `json.dumps` with options builds an encoder for each call.
compact_json = json.JSONEncoder(separators=(",", ":")).encode
PROBLEM_TYPE = "application/problem+json"
_URN = "urn:aws-log-processor"
_RETRY_AFTER_SECONDS = 5
# Clients' request ids are written to our own logs, so their characters and length are limited.
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:/=+-]{1,128}")


def request_id_of(claimed: str, generated: str | None = None) -> str:
    """Return the caller's `X-Request-Id` if it is well-formed; otherwise the generated one, or a new one."""
    return claimed if _REQUEST_ID.fullmatch(claimed) else generated or str(uuid.uuid4())


def problem_document(error: RequestError, request_id: str) -> str:
    """Return the error as JSON."""
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
    """Return the error as the answer of a Lambda function."""
    return {
        "statusCode": error.status.value,
        "headers": {"Content-Type": PROBLEM_TYPE, "X-Request-Id": request_id, **error.headers},
        "body": problem_document(error, request_id),
    }


def unavailable(
    code: str = "unavailable",
    detail: str = "A service that the server depends on did not answer in time. Send the same request again.",
) -> RequestError:
    """Return a 503 error with Retry-After, for temporary failures."""
    headers = {"Retry-After": str(_RETRY_AFTER_SECONDS)}
    return RequestError(HTTPStatus.SERVICE_UNAVAILABLE, code, detail, headers)


def unexpected(error: Exception, request_id: str) -> RequestError:
    """Log the class and place of an error, without its message, which may contain log text. Return a 500 error."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{frame.name}:{frame.lineno}"
    _log.error("unexpected_error", extra={"request_id": request_id, "error": type(error).__name__, "place": place})
    return RequestError(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal_error",
        "The server has failed unexpectedly. Its log has the details under the request id.",
    )
