"""Where a list goes on, as an opaque string."""

import base64
import hashlib
import json

from application.ports.log_repository import LogQuery, Position
from domain.identity import is_stored_log_id
from domain.timestamps import format_timestamp, parse_timestamp
from entrypoints.http.errors import bad_request

_DIGEST_DIGITS = 16


def encode_cursor(position: Position, query: LogQuery) -> str:
    """It holds time, log id and a digest of the query. The tenant is never taken from it, but from the path."""
    fields = [format_timestamp(position.received_at), position.log_id, _digest(query)]
    return base64.urlsafe_b64encode(json.dumps(fields, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, query: LogQuery) -> Position:
    """Raises RequestError (`bad_cursor`) for what is no cursor, or the cursor of another list."""
    try:
        received_at, log_id, digest = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        position = Position(parse_timestamp(received_at), log_id)
        known = is_stored_log_id(log_id)
    except (ValueError, TypeError, RecursionError):
        known = False
    if not known:
        raise bad_request("bad_cursor", "The cursor is not one that a list has returned.")
    if digest != _digest(query):
        raise bad_request("bad_cursor", "The cursor belongs to a list with another tenant, since or until.")
    return position


def _digest(query: LogQuery) -> str:
    bounds = [moment and format_timestamp(moment) for moment in (query.since, query.until)]
    return hashlib.sha256(json.dumps([query.tenant_id, *bounds]).encode()).hexdigest()[:_DIGEST_DIGITS]
