"""What is read of a record.

On the way in the text is taken out of the record; all its other fields stay as attributes. Time and level are read of
text and attributes before they are redacted, since a number and one of six words reveal nothing; service and ids only
of the redacted ones.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from domain.json_value import JsonValue
from domain.level import Level
from domain.record.field import Field, Fields, Finder, Found, value_at
from domain.record.fields import CLOUD_ID, LEVEL, SERVICE, SPAN_ID, TEMPLATES, TEXT, TIME, TRACE_ID
from domain.record.lines import fields_inside
from domain.record.texts import rendered

# Text and attributes.
Record: TypeAlias = tuple[str, Mapping[str, JsonValue]]

# A clock may be ahead by this much. A time beyond that counts as none, or it would stay on top of every list.
MAX_AHEAD_NANOSECONDS = 10 * 60 * 10**9
# A line may be carried in a line: Docker's JSON in Loki's, and the application's in that.
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
# Of a line, whose text may be a line in turn.
_LINE_FIELDS = Fields(*_LIFTED.values(), TEXT)


class RawFields(NamedTuple):
    """What is read of a record before it is redacted: `time` in nanoseconds since 1970 if it has a usable one."""

    time: int | None
    level: Level | None


class RedactedFields(NamedTuple):
    """What is read of a record once it is redacted."""

    service: str | None
    trace_id: str | None
    span_id: str | None


def text_finder() -> Finder:
    """What `take` finds fields with in the records of one request."""
    return Finder(_TAKEN)


def lifting_finder() -> Finder:
    """What `read_both` finds fields with in the attributes of one batch's logs."""
    return Finder(_LIFTED_FIELDS)


def take(
    record: dict[str, JsonValue], finder: Fields | Finder = _TAKEN, *, only_strings: bool = False
) -> tuple[str | None, int | None, str | None]:
    """Read a record that comes in, and take its text out of it: text, time and log id, None for what it has not.

    A text that is no string is taken as JSON, or with `only_strings` not at all. The time is the sender's own, in
    nanoseconds since 1970, usable or not. The log id is one that the sender's cloud has made unique.
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
    """The sender's own time of a record, usable or not, in nanoseconds since 1970."""
    found = TIME.search(record)
    return found and found[0]


def lift(record: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """What is read of a record under our own names: time, level, service, trace_id, span_id, as far as it has them."""
    return {name: found[0] for name, found in zip(_LIFTED, _LIFTED_FIELDS.find(record), strict=True) if found}


def read_raw(text: str, attributes: Mapping[str, JsonValue], received_at: int) -> RawFields:
    """Time and level, from the attributes or else from inside of the text; `received_at` is in nanoseconds."""
    return _raw_fields(_read(text, attributes), received_at)


def read_redacted(text: str, attributes: Mapping[str, JsonValue]) -> RedactedFields:
    """Service and ids, from the attributes or else from inside of the text, both redacted."""
    return _redacted_fields(_read(text, attributes))


def read_both(
    raw: Record, redacted: Record, received_at: int, finder: Fields | Finder = _LIFTED_FIELDS
) -> tuple[RawFields, RedactedFields]:
    """What the two above read. A record that redaction has left as it was is read once."""
    read = _read(*raw, finder)
    return _raw_fields(read, received_at), _redacted_fields(read if redacted == raw else _read(*redacted, finder))


# A record, and the fields that were found in it, in the order of `_LIFTED`.
_Read: TypeAlias = tuple[Mapping[str, JsonValue], Sequence[Found[Any] | None]]


def _read(text: str, attributes: Mapping[str, JsonValue], finder: Fields | Finder = _LIFTED_FIELDS) -> Sequence[_Read]:
    """The attributes, the record inside of the text, and the one inside of its own text in turn; none that is empty."""
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
            found_time = TIME.search(record, lambda time: time <= latest)  # noqa: PLW2901 - the next name's
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
