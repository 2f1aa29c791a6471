"""Overwrites the remains of deleted messages and logs in the database files."""

import logging
from collections.abc import Callable, Sequence

from domain.errors import PassingError
from entrypoints.local.repeated_task import RepeatedTask

_log = logging.getLogger(__name__)

_INTERVAL_SECONDS = 0.5


class Eraser(RepeatedTask):
    """Erases while the queue is idle, because writers have to wait for it."""

    def __init__(self, is_idle: Callable[[], bool], erase: Sequence[Callable[[], None]]) -> None:
        super().__init__("eraser")
        self._is_idle = is_idle
        self._erase = erase

    def once(self) -> float:
        """Erase, if the queue is idle."""
        try:
            if self._is_idle():
                for erase in self._erase:
                    erase()
        except PassingError as error:
            _log.warning("not_erased", extra={"reason": error.reason})
        return _INTERVAL_SECONDS
