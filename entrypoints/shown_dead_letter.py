"""A dead letter as people and programs see it: its content is redacted, whatever it is."""

import json
import re
from typing import Any

from application.ports.dead_letters import DeadLetter
from domain.log_entry import LOG_ID_PATTERN
from domain.timestamps import format_timestamp

_RECEIVED_TOO_OFTEN = "received too often"
# Also of a log whose id the worker is to derive (application.envelope).
_LOG_ID = re.compile(rf"{LOG_ID_PATTERN}|~[0-9]+")


def about(letter: DeadLetter) -> dict[str, Any]:
    """What can be told without its content."""
    return {
        "message_id": letter.message_id,
        "tenant_id": letter.tenant_id,
        "sent_at": format_timestamp(letter.sent_at),
        "reason": letter.reason or _RECEIVED_TOO_OFTEN,
    }


def log_ids(letter: DeadLetter) -> list[str | None]:
    """The ids of the logs in it; None for what is no id, because it may be anything, such as the text of a log."""
    document = _document(letter)
    logs = document.get("logs") if document else None
    if not isinstance(logs, list):
        return []
    found = [log.get("log_id") if isinstance(log, dict) else None for log in logs]
    return [each if isinstance(each, str) and _LOG_ID.fullmatch(each) else None for each in found]


def redacted(letter: DeadLetter) -> dict[str, Any]:
    """With every kind there is, whatever the tenant has chosen: whoever looks here is not the tenant."""
    from domain.redaction import Action, RedactionPolicy, redact_attributes, redactor_for  # noqa: PLC0415 - not for lists
    from domain.redaction.detectors import DETECTORS  # noqa: PLC0415 - as above

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
