"""Overwrites the remains of deleted messages and logs in the database files."""

import logging
from collections.abc import Callable, Sequence
from threading import Event, Thread

from domain.errors import PassingError

_log = logging.getLogger(__name__)

_INTERVAL_SECONDS = 0.5


class Eraser:
    """A thread that erases while the queue is idle, because writers have to wait for it."""

    def __init__(self, is_idle: Callable[[], bool], erase: Sequence[Callable[[], None]]) -> None:
        self._is_idle = is_idle
        self._erase = erase
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="eraser", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread and wait for it."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(_INTERVAL_SECONDS):
            try:
                if self._is_idle():
                    for erase in self._erase:
                        erase()
            except PassingError as error:
                _log.warning("not_erased", extra={"reason": error.reason})
