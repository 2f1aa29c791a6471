"""Calls a handler and answers 500 if it raises, so that every request gets an answer."""

import logging
from http import HTTPStatus
from typing import Any

from entrypoints.http.api import Handler

_log = logging.getLogger(__name__)

Event = dict[str, Any]
Answer = dict[str, Any]


def call(handler: Handler, event: Event) -> Answer:
    """Return the handler's answer, or 500 if it raises."""
    try:
        return handler(event, None)
    except Exception as error:  # noqa: BLE001 - uvicorn would print the error's message, which may contain log text
        return failed(error)


def failed(error: Exception) -> Answer:
    """500; the error's class alone is logged, because its words may hold text."""
    _log.error("unexpected_error", extra={"error": type(error).__name__})
    return {"statusCode": HTTPStatus.INTERNAL_SERVER_ERROR.value, "headers": {}}
