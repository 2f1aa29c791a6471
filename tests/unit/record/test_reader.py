"""The examples of domain.record."""

import pytest

from domain.json_value import JsonValue
from domain.level import Level
from domain.record.examples import LEVELS, LINES, NOT_LEVELS, NOT_TIMES, TIMES, TRACES
from domain.record.levels import PINO, level_reader
from domain.record.lines import fields_inside
from domain.record.reading import MAX_AHEAD_NANOSECONDS, RawFields, read_raw, read_redacted, take
from domain.record.times import read_time
from tests.records.senders import NOON


@pytest.mark.parametrize(("time", "value"), [(time, value) for time, values in TIMES.items() for value in values])
def test_a_moment_is_read_in_any_form(time: int, value: JsonValue) -> None:
    """A moment in any unit and format gives the same number of nanoseconds."""
    assert read_time(value) == time


@pytest.mark.parametrize("value", NOT_TIMES, ids=lambda value: repr(value)[:40])
def test_an_invalid_time_is_ignored(value: JsonValue) -> None:
    """A date without a time, a duration, a moment before 1970 and any other value give no time and no error."""
    assert read_time(value) is None


@pytest.mark.parametrize(("level", "value"), [(level, value) for level, values in LEVELS.items() for value in values])
def test_a_level_is_read_in_any_spelling(level: str, value: JsonValue) -> None:
    """Names in any case, short forms and numbers are mapped to the six levels."""
    assert level_reader(PINO)(value) == level


@pytest.mark.parametrize("value", NOT_LEVELS, ids=lambda value: repr(value)[:40])
def test_an_invalid_level_is_ignored(value: JsonValue) -> None:
    """A number outside the scale, an unknown word and any other value give no level and no error."""
    assert level_reader(PINO)(value) is None


@pytest.mark.parametrize(("record", "trace_id", "span_id"), TRACES)
def test_a_trace_is_read_in_any_form(record: dict[str, JsonValue], trace_id: str | None, span_id: str | None) -> None:
    """Ids in all formats are read as 32 and 16 lower-case digits; zeros mean that there is no id."""
    fields = read_redacted("", record)
    assert (fields.trace_id, fields.span_id) == (trace_id, span_id)


@pytest.mark.parametrize(("text", "fields"), LINES, ids=lambda value: repr(value)[:40])
def test_the_fields_of_a_line_are_found(text: str, fields: dict[str, JsonValue]) -> None:
    """Fields are found in JSON (redacted or not), logfmt and lines of a container's log, and in no other text."""
    assert fields_inside(text) == fields


def test_a_time_far_ahead_is_ignored() -> None:
    """A time more than ten minutes after the receipt of the log is ignored, and the next name is tried."""
    latest = NOON + MAX_AHEAD_NANOSECONDS
    assert read_raw("", {"timestamp": latest}, NOON).time == latest
    assert read_raw("", {"timestamp": latest + 1, "ts": NOON}, NOON).time == NOON
    assert read_raw("", {"timestamp": latest + 1}, NOON).time is None


def test_attributes_win_over_fields_inside_the_text() -> None:
    """Time and level are read from the attributes, otherwise from the text, otherwise from a text inside the text."""
    line = '{"log":"{\\"level\\":\\"warn\\",\\"ts\\":1764158401}","time":"2025-11-26T12:00:00Z"}'
    assert read_raw(line, {}, NOON) == RawFields(NOON, Level.WARN)
    assert read_raw(line, {"ts": NOON - 1, "lvl": "error"}, NOON) == RawFields(NOON - 1, Level.ERROR)


def test_journalds_priority_is_case_sensitive() -> None:
    """`PRIORITY` is a level of syslog; `priority` can mean anything and is ignored."""
    assert read_raw("", {"PRIORITY": "3"}, NOON).level == "error"
    assert read_raw("", {"priority": "3"}, NOON).level is None


def test_the_first_usable_name_wins() -> None:
    """An empty text and an invalid level are skipped for the next name, whose field is then removed from the record."""
    record: dict[str, JsonValue] = {"text": "", "message": None, "MSG": "paid", "level": "x", "severity": "info"}
    assert take(record) == ("paid", None, None)
    assert record.keys() == {"text", "message", "level", "severity"}
    assert read_raw("", record, NOON).level == "info"
