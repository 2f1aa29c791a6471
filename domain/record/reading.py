"""What is read of a record.

On the way in the text is taken out of the record; all its other fields stay as attributes. Time and level are read of
text and attributes before they are redacted, since a number and one of six words reveal nothing; service and ids only
of the redacted ones.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.json_value import JsonValue
from domain.level import Level
from domain.record.field import Fields
from domain.record.fields import CLOUD_ID, LEVEL, SERVICE, SPAN_ID, TEMPLATES, TEXT, TIME, TRACE_ID
from domain.record.lines import fields_inside
from domain.record.texts import rendered

# A clock may be ahead by this much. A time beyond that counts as none, or it would stay on top of every list.
MAX_AHEAD_NANOSECONDS = 10 * 60 * 10**9
# A line may be carried in a line: Docker's JSON in Loki's, and the application's in that.
_MAX_LINES_IN_LINES = 3

_TAKEN = Fields(TEXT, TIME, CLOUD_ID)
_RAW = Fields(TIME, LEVEL)
_REDACTED = Fields(SERVICE, TRACE_ID, SPAN_ID)
_TEXT = Fields(TEXT)


# Not frozen: a batch makes thousands, and freezing doubles what one costs.
@dataclass(slots=True)
class TakenFields:
    """What is read of a record that comes in.

    `text` is None where it has none. `time` is the sender's own, in nanoseconds since 1970, whether it is usable or
    not. `log_id` is one that the sender's cloud has made unique.
    """

    text: str | None
    time: int | None
    log_id: str | None


@dataclass(frozen=True, slots=True)
class RawFields:
    """What is read of a record before it is redacted: `time` in nanoseconds since 1970 if it has a usable one."""

    time: int | None
    level: Level | None


@dataclass(frozen=True, slots=True)
class RedactedFields:
    """What is read of a record once it is redacted."""

    service: str | None
    trace_id: str | None
    span_id: str | None


def take(record: dict[str, JsonValue]) -> TakenFields:
    """Read a record that comes in, and take its text out of it."""
    text_ways, time_ways, id_ways = _TAKEN.ways(record)
    time, log_id = TIME.of(record, time_ways), CLOUD_ID.of(record, id_ways)
    found = TEXT.find(record, text_ways)
    if found is None:
        return TakenFields(None, time, log_id)
    text, key, nested = found
    if key.lower() in TEMPLATES:
        text = rendered(text, record)
    elif not nested:
        del record[key]
    return TakenFields(text, time, log_id)


def read_raw(text: str, attributes: Mapping[str, JsonValue], received_at: int) -> RawFields:
    """Time and level, from the attributes or else from inside of the text; `received_at` is in nanoseconds."""
    latest = received_at + MAX_AHEAD_NANOSECONDS
    time: int | None = None
    level: Level | None = None
    for record in _records(text, attributes):
        time_ways, level_ways = _RAW.ways(record)
        if time is None:
            time = TIME.of(record, time_ways, lambda time: time <= latest)
        level = level or LEVEL.of(record, level_ways)
        if time is not None and level:
            break
    return RawFields(time, level)


def read_redacted(text: str, attributes: Mapping[str, JsonValue]) -> RedactedFields:
    """Service and ids, from the attributes or else from inside of the text, both redacted."""
    service = trace_id = span_id = None
    for record in _records(text, attributes):
        service_ways, trace_ways, span_ways = _REDACTED.ways(record)
        service = service or SERVICE.of(record, service_ways)
        trace_id = trace_id or TRACE_ID.of(record, trace_ways)
        span_id = span_id or SPAN_ID.of(record, span_ways)
        if service and trace_id and span_id:
            break
    return RedactedFields(service, trace_id, span_id)


def _records(text: str, attributes: Mapping[str, JsonValue]) -> Iterator[Mapping[str, JsonValue]]:
    """The attributes, the record inside of the text, and the one inside of its own text in turn."""
    yield attributes
    for _ in range(_MAX_LINES_IN_LINES):
        record = fields_inside(text)
        if not record:
            return
        yield record
        (ways,) = _TEXT.ways(record)
        text = TEXT.of(record, ways) or ""
