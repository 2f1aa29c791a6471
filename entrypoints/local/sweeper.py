"""Replaces DynamoDB's time to live: deletes expired logs in the background."""

import logging
from collections.abc import Callable

from domain.errors import PassingError
from domain.retention import EVEN_SECONDS
from entrypoints.local.repeated_task import RepeatedTask

_log = logging.getLogger(__name__)

_INTERVAL_SECONDS = 60.0
# Pause between two portions, so that logs can be stored meanwhile.
_PAUSE_SECONDS = 0.05


class Sweeper(RepeatedTask):
    """Deletes expired logs in portions, and looks for more a minute after the last one.

    It logs when deletion pauses, because the clock has jumped, and when deletion resumes.
    """

    def __init__(self, delete_some: Callable[[], int], *, paused: Callable[[], bool]) -> None:
        super().__init__("sweeper")
        self._delete_some = delete_some
        self._paused = paused
        self._was_paused = False

    def once(self) -> float:
        """Delete a portion."""
        try:
            deleted = self._delete_some()
        except PassingError as error:
            _log.warning("not_swept", extra={"reason": error.reason})
            return _INTERVAL_SECONDS
        self._tell_whether_paused()
        return _PAUSE_SECONDS if deleted else _INTERVAL_SECONDS

    def _tell_whether_paused(self) -> None:
        paused, self._was_paused = self._was_paused, self._paused()
        if self._was_paused and not paused:
            _log.warning(
                "deletion_paused", extra={"reason": "clock_jumped", "resumes_after_even_seconds": EVEN_SECONDS}
            )
        elif paused and not self._was_paused:
            _log.info("deletion_resumed")
