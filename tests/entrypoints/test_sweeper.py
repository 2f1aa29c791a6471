import logging
from collections.abc import Iterator
from threading import Event

import pytest

from domain.errors import PassingError
from entrypoints.local.sweeper import Sweeper


class Portions:
    """Gives portions until there are none; `over` is set when it is asked once more."""

    def __init__(self, *portions: int) -> None:
        self._portions: Iterator[int] = iter(portions)
        self.over = Event()

    def __call__(self) -> int:
        """The next portion."""
        portion = next(self._portions, None)
        if portion is None:
            self.over.set()
            return 0
        return portion


def test_everything_that_has_expired_goes_at_the_start() -> None:
    """Portion follows portion without waiting for the next minute, and stopping ends the thread."""
    portions = Portions(1_000, 1_000, 500)
    sweeper = Sweeper(portions)
    sweeper.start()
    assert portions.over.wait(10)
    sweeper.stop()


def test_a_database_that_cannot_be_asked_is_asked_again_later(caplog: pytest.LogCaptureFixture) -> None:
    """The thread survives it, says so, and can be stopped while it waits."""
    caplog.set_level(logging.DEBUG, logger="entrypoints")
    failed = Event()

    def delete_some() -> int:
        failed.set()
        raise PassingError("OperationalError")

    sweeper = Sweeper(delete_some)
    sweeper.start()
    assert failed.wait(10)
    sweeper.stop()
    assert [(record.msg, record.__dict__["reason"]) for record in caplog.records] == [("not_swept", "OperationalError")]
