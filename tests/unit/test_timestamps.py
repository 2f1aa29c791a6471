from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.timestamps import (
    format_nanoseconds,
    format_timestamp,
    nanoseconds,
    parse_nanoseconds,
    parse_timestamp,
)

MOMENTS = st.datetimes(timezones=st.just(UTC))


@given(MOMENTS, MOMENTS)
def test_texts_sort_as_moments_do(first: datetime, second: datetime) -> None:
    """Texts sort in the order of their moments."""
    assert (format_timestamp(first) < format_timestamp(second)) == (first < second)


@given(MOMENTS)
def test_a_moment_is_unchanged_by_writing_and_reading(moment: datetime) -> None:
    """A moment written as text and read again is unchanged, to the microsecond."""
    assert parse_timestamp(format_timestamp(moment)) == moment


def test_any_offset_is_accepted() -> None:
    """Any offset from UTC is accepted, and the result is in UTC."""
    moment = datetime(2026, 11, 23, 14, tzinfo=timezone(timedelta(hours=2)))
    assert format_timestamp(moment) == "2026-11-23T12:00:00.000000Z"
    assert parse_timestamp("2026-11-23T14:00:00+02:00") == moment


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-23T12:00:00", "1700000000", "0001-01-01T00:00:00+14:00"])
def test_an_invalid_moment_is_refused(text: str) -> None:
    """A text without an offset is refused, because it could mean any of 38 moments."""
    with pytest.raises(ValueError, match=r".+"):
        parse_timestamp(text)


NANOSECONDS = st.integers(nanoseconds(datetime.min.replace(tzinfo=UTC)), nanoseconds(datetime.max.replace(tzinfo=UTC)))


@given(NANOSECONDS)
def test_a_time_is_unchanged_by_writing_and_reading(time: int) -> None:
    """A time written as text and read again is unchanged, to the nanosecond, and the text has no superfluous digits."""
    text = format_nanoseconds(time)
    assert parse_nanoseconds(text) == time
    assert not text.removesuffix("Z").rpartition(".")[2].endswith("0") or "." not in text


@given(MOMENTS)
def test_a_moment_is_a_time(moment: datetime) -> None:
    """A datetime and its text give the same number of nanoseconds."""
    assert parse_nanoseconds(format_timestamp(moment)) == nanoseconds(moment)
    assert nanoseconds(moment) % 1_000 == 0


@pytest.mark.parametrize(
    ("text", "time", "written"),
    [
        ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"),
        ("1970-01-01T01:00:00.000000001+01:00", 1, "1970-01-01T00:00:00.000000001Z"),
        ("1970-01-01T00:00:00.5Z", 500_000_000, "1970-01-01T00:00:00.5Z"),
        ("1970-01-01 00:00:00,120Z", 120_000_000, "1970-01-01T00:00:00.12Z"),
        ("1969-12-31T23:59:59.999999999Z", -1, "1969-12-31T23:59:59.999999999Z"),
        ("1970-01-01T00:00:00.0000000011Z", 2, "1970-01-01T00:00:00.000000002Z"),
    ],
)
def test_times_are_exact(text: str, time: int, written: str) -> None:
    """Fractions are read from their digits; a tenth digit rounds a bound up to the next possible time of a log."""
    assert parse_nanoseconds(text) == time
    assert format_nanoseconds(time) == written


@pytest.mark.parametrize(
    "text", ["2026-11-23T12:00:00.123456789", "", "9" * 5_000, f"2026-11-23T12:00:00.{'9' * 5_000}Z"]
)
def test_an_invalid_time_is_refused(text: str) -> None:
    """A time without an offset, or with too many digits, is refused."""
    with pytest.raises(ValueError, match=r".+"):
        parse_nanoseconds(text)
