"""Calls a handler and answers 500 if it raises, so that every request gets an answer."""

from typing import Any

from entrypoints.http.api import Handler
from entrypoints.http.problem import problem_answer, request_id_of, unexpected

Event = dict[str, Any]
Answer = dict[str, Any]


def call(handler: Handler, event: Event) -> Answer:
    """Return the handler's answer, or 500 if it raises."""
    try:
        return handler(event, None)
    except Exception as error:  # noqa: BLE001 - uvicorn would print the error's message, which may contain log text
        return failed(event, error)


def failed(event: Event, error: Exception) -> Answer:
    """Log an error that was raised for a request, and return the answer to the request."""
    request_id = request_id_of(event["headers"].get("x-request-id", ""), event["requestContext"]["requestId"])
    return problem_answer(unexpected(error, request_id), request_id)
