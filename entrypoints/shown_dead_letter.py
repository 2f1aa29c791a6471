"""A dead letter for display, with its content redacted."""

import json
import re
from typing import Any

from application.ports.dead_letters import DeadLetter
from domain.log_entry import LOG_ID_PATTERN
from domain.timestamps import format_timestamp

_RECEIVED_TOO_OFTEN = "received too often"
# Log ids, and the stand-ins for ids that the worker derives (application.envelope).
_LOG_ID = re.compile(rf"{LOG_ID_PATTERN}|~[0-9]+")


def about(letter: DeadLetter) -> dict[str, Any]:
    """Return the fields of a dead letter without its content."""
    return {
        "message_id": letter.message_id,
        "tenant_id": letter.tenant_id,
        "sent_at": format_timestamp(letter.sent_at),
        "reason": letter.reason or _RECEIVED_TOO_OFTEN,
    }


def log_ids(letter: DeadLetter) -> list[str | None]:
    """Return the ids of its logs, with None for an invalid id, which may be any text, even that of a log."""
    document = _document(letter)
    logs = document.get("logs") if document else None
    if not isinstance(logs, list):
        return []
    found = [log.get("log_id") if isinstance(log, dict) else None for log in logs]
    return [each if isinstance(each, str) and _LOG_ID.fullmatch(each) else None for each in found]


def redacted(letter: DeadLetter) -> dict[str, Any]:
    """Return the dead letter with all kinds masked, whatever the tenant's policy, because operators read it."""
    # Not needed, and slow, for lists.
    from domain.redaction import DETECTORS, Action, RedactionPolicy, redact_attributes, redactor_for  # noqa: PLC0415

    policy = RedactionPolicy(version="dlq", actions=dict.fromkeys(DETECTORS, Action.MASK))
    redactor = redactor_for(policy)
    document = _document(letter)
    body = redact_attributes(document, redactor)[0] if document else redactor.redact(letter.body).text
    return about(letter) | {"body": body}


def _document(letter: DeadLetter) -> dict[str, Any] | None:
    try:
        document = json.loads(letter.body)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
