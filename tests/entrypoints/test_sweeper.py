import logging
from collections.abc import Iterator
from threading import Event

import pytest

from domain.errors import PassingError
from entrypoints.local.sweeper import Sweeper


class Portions:
    """A function that deletes portions until none is left, and sets `over` at the next call."""

    def __init__(self, *portions: int) -> None:
        self._portions: Iterator[int] = iter(portions)
        self.over = Event()

    def __call__(self) -> int:
        """Delete the next portion."""
        portion = next(self._portions, None)
        if portion is None:
            self.over.set()
            return 0
        return portion


def test_all_expired_logs_are_deleted_at_the_start() -> None:
    """Portions are deleted without waiting for the next minute, and stopping ends the thread."""
    portions = Portions(1_000, 1_000, 500)
    sweeper = Sweeper(portions, paused=lambda: False)
    sweeper.start()
    assert portions.over.wait(10)
    sweeper.stop()


def test_a_failed_sweep_is_repeated_later(caplog: pytest.LogCaptureFixture) -> None:
    """The thread survives the failure, logs it, and can be stopped while it waits."""
    caplog.set_level(logging.DEBUG, logger="entrypoints")
    failed = Event()

    def delete_some() -> int:
        failed.set()
        raise PassingError("OperationalError")

    sweeper = Sweeper(delete_some, paused=lambda: False)
    sweeper.start()
    assert failed.wait(10)
    sweeper.stop()
    assert [(record.msg, record.__dict__["reason"]) for record in caplog.records] == [("not_swept", "OperationalError")]


def test_a_pause_of_deletion_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    """One line says that deletion pauses and for how long, and one that it continues, however often it was tried."""
    caplog.set_level(logging.DEBUG, logger="entrypoints")
    states = [False, True, True, True, False, False]
    portions = Portions(*[1] * len(states))
    sweeper = Sweeper(portions, paused=lambda: states.pop(0) if states else False)
    sweeper.start()
    assert portions.over.wait(10)
    sweeper.stop()
    paused, resumed = caplog.records
    assert (paused.msg, paused.__dict__["reason"]) == ("deletion_paused", "clock_jumped")
    assert paused.__dict__["resumes_after_even_seconds"] == 3600
    assert resumed.msg == "deletion_resumed"
