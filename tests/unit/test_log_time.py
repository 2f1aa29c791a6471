from datetime import timedelta

import pytest

from domain.log_time import is_usable, received_time
from domain.timestamps import nanoseconds
from tests.support.logs import NOON

TEN_MINUTES = nanoseconds(NOON + timedelta(minutes=10))


@pytest.mark.parametrize(
    ("time", "usable"), [(-1, False), (0, True), (TEN_MINUTES, True), (TEN_MINUTES + 1, False), (10**19, False)]
)
def test_a_usable_time_is_neither_before_1970_nor_far_ahead(time: int, *, usable: bool) -> None:
    """A sender's time counts from 1970 to ten minutes after its log was received, to the nanosecond."""
    assert is_usable(time, NOON) is usable


def test_logs_without_a_time_keep_their_order() -> None:
    """They follow each other by a nanosecond from the moment when their request was received."""
    assert [received_time(NOON, ordinal) - nanoseconds(NOON) for ordinal in range(3)] == [0, 1, 2]
