"""Laws of reading records, for arbitrary content."""

import json
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import example, given
from hypothesis import strategies as st

from domain.json_value import JsonValue, WrittenFloat
from domain.record.fields import CLOUD_ID, LEVEL, SERVICE, SPAN_ID, TEXT, TIME, TRACE_ID
from domain.record.reading import MAX_AHEAD_NANOSECONDS, read_raw, read_redacted, take, text_finder
from domain.record.texts import MAX_RECORD_CHARACTERS, cut, record_as_text
from domain.record.times import read_time
from tests.records.senders import NOON

_SECOND = 10**9
# In each unit, the numbers reach from 1973 to 5138. A stored time has twenty digits.
MOMENTS = st.integers(10**8 * _SECOND, 10**11 * _SECOND - 1)
NAMES = sorted(
    {
        part
        for field in (TEXT, TIME, LEVEL, SERVICE, TRACE_ID, SPAN_ID, CLOUD_ID)
        for name in field.names
        for part in (name.path, name.path.upper(), name.path.split(".")[0], name.path.split(".")[-1])
    }
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.from_regex(r"[0-9TZ:.,/eE+ -]{1,30}", fullmatch=True),
    st.sampled_from(["info", "2025-11-26T12:00:00Z", "1764158400", '{"level":"info"}', "level=info msg=x"]),
)
KEYS = st.one_of(st.text(max_size=8), st.sampled_from(NAMES))
OBJECTS = st.dictionaries(
    KEYS,
    st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)),
    max_size=8,
)


def decimal(moment: int, unit: int) -> str:
    """Return the moment in digits, in a unit of this many nanoseconds."""
    whole, rest = divmod(moment, unit)
    return f"{whole}.{rest:0{len(str(unit)) - 1}d}" if unit > 1 else str(whole)


def rfc_3339(moment: int, zone: timezone) -> str:
    """Return the moment in RFC 3339 in a time zone, with nine decimals."""
    seconds, fraction = divmod(moment, _SECOND)
    local = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return (
        f"{local.astimezone(zone).replace(microsecond=0).isoformat()[:19]}.{fraction:09d}"
        + (local.astimezone(zone).isoformat()[19:])
    )


@given(MOMENTS, st.integers(-23 * 60, 23 * 60))
@example(NOON + 1, 0)
def test_a_moment_in_any_form_is_one_time(moment: int, minutes: int) -> None:
    """A moment gives the same time to the nanosecond in any unit, as a number or in digits, in any zone and format."""
    iso = rfc_3339(moment, timezone(timedelta(minutes=minutes)))
    written = [decimal(moment, unit) for unit in (10**9, 10**6, 10**3, 1)]
    forms: list[JsonValue] = [
        *written,
        *map(WrittenFloat.read, written[:3]),
        moment,
        {"epochSecond": moment // _SECOND, "nanoOfSecond": moment % _SECOND},
        {"$date": iso},
        *(iso, iso.replace("T", " "), iso.replace(".", ","), iso.replace("T", "t"), iso.replace("+00:00", "Z")),
        *(iso.replace("+00:00", "z"), iso.replace("+00:00", ""), iso.replace("+00:00", " UTC")),
        f"{iso[:-6].replace('-', '').replace(':', '')}{iso[-6:]}",
    ]
    assert {read_time(form) for form in forms} == {moment}


@given(OBJECTS)
@example({"text": "[" * 100_000})
@example({"message": '{"a":' * 20_000})
def test_any_object_is_read(fields: dict[str, JsonValue]) -> None:
    """Any JSON object is read without an error: with a text or without one, and whatever values it has."""
    record = dict(fields)
    text, time, _ = take(record)
    assert text is None or text
    assert time is None or time >= 0
    assert len(fields) - len(record) in ((0,) if text is None else (0, 1))
    raw = read_raw(text or "", record, NOON)
    assert raw.time is None or 0 <= raw.time <= NOON + MAX_AHEAD_NANOSECONDS
    read_redacted(text or "", record)


@given(OBJECTS)
@example({"msg": "a", "message": "b", "ts": NOON, "timestamp": NOON + 1, "LEVEL": "warn", "level": "info"})
def test_the_order_of_keys_does_not_count(fields: dict[str, JsonValue]) -> None:
    """The order of a record's fields does not change the result."""
    backwards = dict(reversed(fields.items()))
    assert take(dict(fields)) == take(dict(backwards))
    assert read_raw("", fields, NOON) == read_raw("", backwards, NOON)
    assert read_redacted("", fields) == read_redacted("", backwards)


@given(st.lists(OBJECTS, max_size=6))
@example([{"msg": "a", "MSG": "b"}, {"MSG": "b", "msg": "a"}, {"msg": "", "MSG": "b"}, {"msg": 1, "MSG": None}])
def test_a_record_is_read_the_same_among_others(records: list[dict[str, JsonValue]]) -> None:
    """Each record of a request is read as if it were alone, even if several have the same keys."""
    finder = text_finder()
    for record in [*records, *records]:
        alone, among = dict(record), dict(record)
        assert take(among, finder) == take(alone)
        assert among == alone


@given(OBJECTS)
def test_a_record_as_text_is_the_beginning_of_its_json(fields: dict[str, JsonValue]) -> None:
    """A record shown as text is the beginning of its compact JSON, of bounded length and never empty."""
    text = record_as_text(fields)
    assert 0 < len(text) <= MAX_RECORD_CHARACTERS
    assert json.dumps(fields, ensure_ascii=False, separators=(",", ":")).startswith(text)


@given(st.text(alphabet="ab,; \n\u00e9\U0001f600", max_size=40), st.integers(1, 45), st.data())
def test_a_cut_text_ends_between_words(text: str, characters: int, data: st.DataObject) -> None:
    """A cut text is a beginning of bounded length. It ends within a word only if otherwise too little would remain."""
    at_least = data.draw(st.integers(1, characters))
    kept = cut(text, characters, at_least=at_least)
    assert text.startswith(kept)
    assert len(kept) <= characters
    if kept != text:
        assert len(kept) >= at_least
        assert text[len(kept)] in " \n,;" or not set(text[at_least : characters + 1]) & set(" \n,;")
