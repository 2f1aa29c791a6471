"""Cursors: the position from which a list continues, as an opaque string."""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass

from domain.identity import is_stored_log_id
from domain.log_entry import MAX_ORDINAL
from domain.log_time import MAX_TIME
from domain.processed_log import Position
from domain.query.log_query import LogQuery
from entrypoints.http.errors import bad_request

# Headers for answers whose body has no place for these values, or for the local server, which continues the list.
NEXT_CURSOR, COMPLETE = "X-Next-Cursor", "X-Complete"
_DIGEST_DIGITS = 16
_FOLLOWING = "following"
_ERASING = "erasing"


@dataclass(frozen=True)
class Cursor:
    """A position in a list. `now` is the time of the first page, to which relative times such as `-1h` refer."""

    position: Position
    now: int
    _digest: str

    def check(self, query: LogQuery) -> None:
        """Raise RequestError (`bad_cursor`) unless the cursor belongs to this query."""
        if self._digest != digest(query):
            raise bad_request("bad_cursor", "cursor: belongs to another list, whose tenant or parameters differ.")


def encode_cursor(position: Position, query: LogQuery, now: int) -> str:
    """Return a cursor with the position and a digest of the query. The tenant is read from the path, not from it."""
    return pack([*position, now, digest(query)])


def decode_cursor(text: str) -> Cursor:
    """Read a cursor of a list. Raises RequestError (`bad_cursor`)."""
    match unpack(text):
        case [int(time), int(ordinal), str(log_id), int(now), str(of_query)] if (
            0 <= time <= MAX_TIME and 0 <= ordinal <= MAX_ORDINAL and is_stored_log_id(log_id) and 0 <= now <= MAX_TIME
        ):
            return Cursor(Position(int(time), int(ordinal), log_id), int(now), of_query)
        case [str(), str(), str()] | [int(), int(), str(), str()]:
            raise bad_request("bad_cursor", "cursor: is from an earlier version of this API: start the list again.")
        case _:
            raise bad_request("bad_cursor", "cursor: this is not a cursor that a list has returned.")


def encode_mark(mark: str, query: LogQuery) -> str:
    """Return a cursor for following: the store's mark and a digest of the query."""
    return pack([_FOLLOWING, mark, digest(query)])


def decode_mark(text: str, query: LogQuery) -> str:
    """Read a cursor for following. Raises RequestError (`bad_cursor`), also if it belongs to another query."""
    match unpack(text):
        case [str(kind), str(mark), str(of_query)] if kind == _FOLLOWING:
            if of_query != digest(query):
                raise bad_request("bad_cursor", "after: belongs to another request, whose tenant or filters differ.")
            return mark
        case _:
            raise bad_request("bad_cursor", "after: this is not a cursor that an earlier follow request has returned.")


def encode_erasing(erasure_id: str, logs: int, place: Position | None) -> str:
    """Return a cursor for continuing an erasure that has deleted `logs` logs so far."""
    return pack([_ERASING, erasure_id, logs, *(place or ())])


def decode_erasing(text: str) -> tuple[str, int, Position | None]:
    """Read a cursor of an erasure. Raises RequestError (`bad_cursor`)."""
    match unpack(text):
        case [str(kind), str(erasure_id), int(logs), *place] if kind == _ERASING and logs >= 0:
            match place:
                case []:
                    return erasure_id, logs, None
                case [int(time), int(ordinal), str(log_id)] if (
                    0 <= time <= MAX_TIME and 0 <= ordinal <= MAX_ORDINAL and is_stored_log_id(log_id)
                ):
                    return erasure_id, logs, Position(time, ordinal, log_id)
    raise bad_request("bad_cursor", "cursor: this is not a cursor that an erasure has returned.")


def pack(fields: list[object]) -> str:
    """Encode fields as text that needs no escapes in a URL."""
    return base64.urlsafe_b64encode(json.dumps(fields, separators=(",", ":")).encode()).decode().rstrip("=")


def unpack(text: str) -> object:
    """Decode what `pack` has encoded. The result can be any JSON value, or None for malformed text."""
    try:
        return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        return None


def digest(query: LogQuery) -> str:
    """Return a digest of all fields of the query, so that a cursor depends on each of them."""
    return hashlib.sha256(json.dumps(asdict(query)).encode()).hexdigest()[:_DIGEST_DIGITS]
