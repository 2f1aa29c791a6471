"""Reading text, time, level, service and ids from a record.

When a record is accepted, its text is taken out, and all other fields stay as attributes. The worker reads time and
level from the raw text and attributes, because a number and one of six words reveal nothing. It reads service, trace id
and span id from the redacted text and attributes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from domain.json_value import JsonValue
from domain.level import Level
from domain.record.field import Field, Fields, Finder, Found, value_at
from domain.record.fields import CLOUD_ID, LEVEL, SERVICE, SPAN_ID, TEMPLATES, TEXT, TIME, TRACE_ID
from domain.record.lines import fields_inside
from domain.record.texts import rendered

# The text and the attributes of a log.
Record: TypeAlias = tuple[str, Mapping[str, JsonValue]]

# A sender's clock may be ahead by this much. A later timestamp is ignored, because its log would stay on top of each
# list.
MAX_AHEAD_NANOSECONDS = 10 * 60 * 10**9
# A text may contain a record whose text contains another one: Loki's with Docker's JSON, and in it the application's.
_MAX_LINES_IN_LINES = 3

_LIFTED: Mapping[str, Field[Any]] = {
    "time": TIME,
    "level": LEVEL,
    "service": SERVICE,
    "trace_id": TRACE_ID,
    "span_id": SPAN_ID,
}

_TAKEN = Fields(TEXT, TIME, CLOUD_ID)
_LIFTED_FIELDS = Fields(*_LIFTED.values())
# With TEXT, because the text of a record inside a text may contain another record.
_LINE_FIELDS = Fields(*_LIFTED.values(), TEXT)


class RawFields(NamedTuple):
    """The fields that are read from a record before redaction. `time` is plausible, in nanoseconds since 1970."""

    time: int | None
    level: Level | None


class RedactedFields(NamedTuple):
    """The fields that are read from a record after redaction."""

    service: str | None
    trace_id: str | None
    span_id: str | None


def text_finder() -> Finder:
    """Return a finder for `take`, for the records of one request."""
    return Finder(_TAKEN)


def lifting_finder() -> Finder:
    """Return a finder for `read_both`, for the attributes of one batch."""
    return Finder(_LIFTED_FIELDS)


def take(
    record: dict[str, JsonValue], finder: Fields | Finder = _TAKEN, *, only_strings: bool = False
) -> tuple[str | None, int | None, str | None]:
    """Remove the text from a record that is being accepted; return text, time and log id, each None if missing.

    A text that is not a string is returned as JSON, or with `only_strings` left in the record. The time is the sender's
    timestamp in nanoseconds since 1970, plausible or not. The log id is one that a cloud service has made unique.
    """
    found, time, log_id = finder.find(record)
    text: str | None = None
    if found and not (only_strings and not isinstance(value_at(record[found[1]], found[2]), str)):
        text, key, rest = found
        if key.lower() in TEMPLATES:
            text = rendered(text, record)
        elif not rest:
            del record[key]
    return text, time and time[0], log_id and log_id[0]


def own_time(record: Mapping[str, JsonValue]) -> int | None:
    """Return the sender's timestamp of a record, plausible or not, in nanoseconds since 1970."""
    found = TIME.search(record)
    return found and found[0]


def lift(record: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return those of time, level, service, trace_id and span_id that the record has, under these names."""
    return {name: found[0] for name, found in zip(_LIFTED, _LIFTED_FIELDS.find(record), strict=True) if found}


def read_raw(text: str, attributes: Mapping[str, JsonValue], received_at: int) -> RawFields:
    """Read time and level from the attributes, otherwise from inside the text. `received_at` is in nanoseconds."""
    return _raw_fields(_read(text, attributes), received_at)


def read_redacted(text: str, attributes: Mapping[str, JsonValue]) -> RedactedFields:
    """Read service, trace id and span id from redacted attributes, otherwise from inside the redacted text."""
    return _redacted_fields(_read(text, attributes))


def read_both(
    raw: Record, redacted: Record, received_at: int, finder: Fields | Finder = _LIFTED_FIELDS
) -> tuple[RawFields, RedactedFields]:
    """Return what `read_raw` and `read_redacted` return. A record that redaction has not changed is read only once."""
    read = _read(*raw, finder)
    return _raw_fields(read, received_at), _redacted_fields(read if redacted == raw else _read(*redacted, finder))


# A record, and the fields that were found in it, in the order of `_LIFTED`.
_Read: TypeAlias = tuple[Mapping[str, JsonValue], Sequence[Found[Any] | None]]


def _read(text: str, attributes: Mapping[str, JsonValue], finder: Fields | Finder = _LIFTED_FIELDS) -> Sequence[_Read]:
    """Find fields in the attributes, in the record inside the text, in the one inside that record's text, and so on."""
    read: list[_Read] = [(attributes, finder.find(attributes))] if attributes else []
    for _ in range(_MAX_LINES_IN_LINES):
        record = fields_inside(text)
        if not record:
            break
        *lifted, inner = _LINE_FIELDS.find(record)
        read.append((record, lifted))
        if not inner:
            break
        text = inner[0]
    return read


def _raw_fields(read: Sequence[_Read], received_at: int) -> RawFields:
    latest = received_at + MAX_AHEAD_NANOSECONDS
    time: int | None = None
    level: Level | None = None
    for record, (found_time, found_level, *_) in read:
        if found_time and found_time[0] > latest:
            found_time = TIME.search(record, lambda time: time <= latest)  # noqa: PLW2901 - try the other names of the field
        if time is None and found_time:
            time = found_time[0]
        if level is None and found_level:
            level = found_level[0]
    return RawFields(time, level)


def _redacted_fields(read: Sequence[_Read]) -> RedactedFields:
    service, trace_id, span_id = None, None, None
    for _, (_, _, found_service, found_trace_id, found_span_id) in read:
        service = service or (found_service and found_service[0])
        trace_id = trace_id or (found_trace_id and found_trace_id[0])
        span_id = span_id or (found_span_id and found_span_id[0])
    return RedactedFields(service, trace_id, span_id)
