from datetime import timedelta

import pytest

from domain.json_value import JsonValue
from domain.log_time import log_time, received_time
from domain.record.reading import read_raw
from domain.timestamps import nanoseconds
from tests.support.logs import NOON, entry

RECEIVED = nanoseconds(NOON)
LATEST = nanoseconds(NOON + timedelta(minutes=10))


@pytest.mark.parametrize(
    ("time", "usable"), [(-1, False), (0, True), (LATEST, True), (LATEST + 1, False), (10**19, False)]
)
def test_a_plausible_time_is_between_1970_and_ten_minutes_ahead(time: int, *, usable: bool) -> None:
    """A sender's time is valid from 1970 to ten minutes after receipt, to the nanosecond."""
    assert log_time(entry(ordinal=7, time=time), None) == (time if usable else RECEIVED + 7)


def test_the_time_read_at_acceptance_wins() -> None:
    """The time that was read at acceptance wins, because it has all digits. An implausible one is ignored."""
    assert log_time(entry(time=5), 6) == 5
    assert log_time(entry(time=LATEST + 1), 6) == 6


def test_the_first_usable_time_of_a_record_wins() -> None:
    """A time too far ahead is ignored, and the next name is tried."""
    times: dict[str, JsonValue] = {"timestamp": LATEST + 1, "ts": "2026-11-23T11:00:00Z"}
    assert read_raw("x", times, RECEIVED).time == nanoseconds(NOON - timedelta(hours=1))


def test_logs_without_a_time_keep_their_order() -> None:
    """Logs of a request without times of their own are a nanosecond apart, starting at the time of receipt."""
    assert [received_time(NOON, ordinal) - RECEIVED for ordinal in range(3)] == [0, 1, 2]
