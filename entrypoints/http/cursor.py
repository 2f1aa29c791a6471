"""Where a list goes on, as an opaque string."""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass

from domain.identity import is_stored_log_id
from domain.log_entry import MAX_ORDINAL
from domain.log_time import MAX_TIME
from domain.processed_log import Position
from domain.query.log_query import LogQuery
from entrypoints.wire.errors import bad_request

# Headers of an answer that has no room for them, or that a server reads to go on.
NEXT_CURSOR, COMPLETE = "X-Next-Cursor", "X-Complete"
_DIGEST_DIGITS = 16
_FOLLOWING = "following"
_ERASING = "erasing"


@dataclass(frozen=True)
class Cursor:
    """A place in a list. `now` is the moment of the list's first page, from which its relative times count."""

    position: Position
    now: int
    _digest: str

    def check(self, query: LogQuery) -> None:
        """Raise RequestError (`bad_cursor`) unless the cursor is of a list of this query."""
        if self._digest != digest(query):
            raise bad_request("bad_cursor", "cursor: it belongs to another list: the tenant or a parameter differs.")


def encode_cursor(position: Position, query: LogQuery, now: int) -> str:
    """It holds the position and a digest of the query. The tenant is never taken from it, but from the path."""
    return pack([*position, now, digest(query)])


def decode_cursor(text: str) -> Cursor:
    """Raises RequestError (`bad_cursor`) for what is no cursor."""
    match unpack(text):
        case [int(time), int(ordinal), str(log_id), int(now), str(of_query)] if (
            0 <= time <= MAX_TIME and 0 <= ordinal <= MAX_ORDINAL and is_stored_log_id(log_id) and 0 <= now <= MAX_TIME
        ):
            return Cursor(Position(int(time), int(ordinal), log_id), int(now), of_query)
        case [str(), str(), str()] | [int(), int(), str(), str()]:
            raise bad_request("bad_cursor", "cursor: it is from an earlier version of this API: start the list again.")
        case _:
            raise bad_request("bad_cursor", "cursor: it is not one that a list has returned.")


def encode_mark(mark: str, query: LogQuery) -> str:
    """The cursor of a follower: the store's own mark, bound to the query as a list's cursor is."""
    return pack([_FOLLOWING, mark, digest(query)])


def decode_mark(text: str, query: LogQuery) -> str:
    """Raises RequestError (`bad_cursor`) for what is no follower's cursor, or another's."""
    match unpack(text):
        case [str(kind), str(mark), str(of_query)] if kind == _FOLLOWING:
            if of_query != digest(query):
                raise bad_request(
                    "bad_cursor", "after: it belongs to another follower: the tenant or a filter differs."
                )
            return mark
        case _:
            raise bad_request("bad_cursor", "after: it is not a cursor that following has returned.")


def encode_erasing(erasure_id: str, logs: int, place: Position | None) -> str:
    """Where an erasure goes on that has deleted so many logs."""
    return pack([_ERASING, erasure_id, logs, *(place or ())])


def decode_erasing(text: str) -> tuple[str, int, Position | None]:
    """Raises RequestError (`bad_cursor`) for what is no cursor of an erasure."""
    match unpack(text):
        case [str(kind), str(erasure_id), int(logs), *place] if kind == _ERASING and logs >= 0:
            match place:
                case []:
                    return erasure_id, logs, None
                case [int(time), int(ordinal), str(log_id)] if (
                    0 <= time <= MAX_TIME and 0 <= ordinal <= MAX_ORDINAL and is_stored_log_id(log_id)
                ):
                    return erasure_id, logs, Position(time, ordinal, log_id)
    raise bad_request("bad_cursor", "cursor: it is not one that erasing has returned.")


def pack(fields: list[object]) -> str:
    """Fields as text that needs no escape in an address."""
    return base64.urlsafe_b64encode(json.dumps(fields, separators=(",", ":")).encode()).decode().rstrip("=")


def unpack(text: str) -> object:
    """What `pack` was given, or anything else."""
    try:
        return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        return None


def digest(query: LogQuery) -> str:
    """Of the query as a whole, so that a parameter that is added to it binds the cursor too."""
    return hashlib.sha256(json.dumps(asdict(query)).encode()).hexdigest()[:_DIGEST_DIGITS]
