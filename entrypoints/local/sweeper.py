"""The local stand-in for DynamoDB's time to live: what has expired is deleted in the background."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from domain.errors import PassingError
from domain.retention import EVEN_SECONDS

_log = logging.getLogger(__name__)

_INTERVAL_SECONDS = 60.0
# Between two portions, so that logs which are to be stored need not wait for all that is to go.
_PAUSE_SECONDS = 0.05


class Sweeper:
    """A thread that deletes in portions until nothing is left, and looks again a minute later.

    It says when deletion pauses, because the clock has jumped, and when it goes on.
    """

    def __init__(self, delete_some: Callable[[], int], *, paused: Callable[[], bool]) -> None:
        self._delete_some = delete_some
        self._paused = paused
        self._was_paused = False
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        """Begin at once: much may have expired since the last run."""
        self._thread.start()

    def stop(self) -> None:
        """Delete no more; returns when the portion in work is done."""
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
