"""Replaces DynamoDB's time to live: deletes expired logs in the background."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from domain.errors import PassingError
from domain.retention import EVEN_SECONDS

_log = logging.getLogger(__name__)

_INTERVAL_SECONDS = 60.0
# Pause between two portions, so that logs can be stored meanwhile.
_PAUSE_SECONDS = 0.05


class Sweeper:
    """A thread that deletes expired logs in portions, and looks for more a minute after the last one.

    It logs when deletion pauses, because the clock has jumped, and when deletion resumes.
    """

    def __init__(self, delete_some: Callable[[], int], *, paused: Callable[[], bool]) -> None:
        self._delete_some = delete_some
        self._paused = paused
        self._was_paused = False
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        """Start the thread. It deletes immediately, because many logs may have expired since the last run."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread after its current portion."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._stopping.wait(_PAUSE_SECONDS if self._sweep() else _INTERVAL_SECONDS)

    def _sweep(self) -> int:
        try:
            deleted = self._delete_some()
        except PassingError as error:
            _log.warning("not_swept", extra={"reason": error.reason})
            return 0
        self._tell_whether_paused()
        return deleted

    def _tell_whether_paused(self) -> None:
        paused, self._was_paused = self._was_paused, self._paused()
        if self._was_paused and not paused:
            _log.warning(
                "deletion_paused", extra={"reason": "clock_jumped", "resumes_after_even_seconds": EVEN_SECONDS}
            )
        elif paused and not self._was_paused:
            _log.info("deletion_resumed")
