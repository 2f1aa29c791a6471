from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.timestamps import format_timestamp, parse_timestamp

MOMENTS = st.datetimes(timezones=st.just(UTC))


@given(MOMENTS, MOMENTS)
def test_texts_sort_as_moments_do(first: datetime, second: datetime) -> None:
    """Comparing two texts compares the moments."""
    assert (format_timestamp(first) < format_timestamp(second)) == (first < second)


@given(MOMENTS)
def test_a_moment_survives_being_text(moment: datetime) -> None:
    """Nothing is lost, down to the microsecond."""
    assert parse_timestamp(format_timestamp(moment)) == moment


def test_offsets_are_understood() -> None:
    """Any offset from UTC is taken, and UTC is given back."""
    moment = datetime(2026, 11, 23, 14, tzinfo=timezone(timedelta(hours=2)))
    assert format_timestamp(moment) == "2026-11-23T12:00:00.000000Z"
    assert parse_timestamp("2026-11-23T14:00:00+02:00") == moment


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-23T12:00:00", "1700000000", "0001-01-01T00:00:00+14:00"])
def test_what_names_no_moment_is_refused(text: str) -> None:
    """A text without an offset could mean any of 38 moments."""
    with pytest.raises(ValueError, match=r".+"):
        parse_timestamp(text)
