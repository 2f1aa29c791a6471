"""Where a list goes on, as an opaque string."""

import base64
import hashlib
import json
from dataclasses import asdict

from domain.identity import is_stored_log_id
from domain.log_entry import MAX_ORDINAL
from domain.log_time import MAX_TIME
from domain.processed_log import Position
from domain.query.log_query import LogQuery
from entrypoints.http.errors import bad_request

_DIGEST_DIGITS = 16


def encode_cursor(position: Position, query: LogQuery) -> str:
    """It holds the position and a digest of the query. The tenant is never taken from it, but from the path."""
    fields = [*position, _digest(query)]
    return base64.urlsafe_b64encode(json.dumps(fields, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, query: LogQuery) -> Position:
    """Raises RequestError (`bad_cursor`) for what is no cursor, or the cursor of another list."""
    try:
        fields = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        fields = None
    match fields:
        case [int(time), int(ordinal), str(log_id), str(digest)] if (
            0 <= time <= MAX_TIME and 0 <= ordinal <= MAX_ORDINAL and is_stored_log_id(log_id)
        ):
            if digest != _digest(query):
                raise bad_request(
                    "bad_cursor", "The cursor belongs to another list: the tenant or a parameter differs."
                )
            return Position(int(time), int(ordinal), log_id)
        case [str(), str(), str()]:
            raise bad_request("bad_cursor", "The cursor is from an earlier version of this API: start the list again.")
        case _:
            raise bad_request("bad_cursor", "The cursor is not one that a list has returned.")


def _digest(query: LogQuery) -> str:
    """Of the query as a whole, so that a parameter that is added to it binds the cursor too."""
    return hashlib.sha256(json.dumps(asdict(query)).encode()).hexdigest()[:_DIGEST_DIGITS]
