"""Erasing what is left of deleted messages and logs in the files."""

import logging
from collections.abc import Callable, Sequence
from threading import Event, Thread

from domain.errors import PassingError

_log = logging.getLogger(__name__)

_INTERVAL_SECONDS = 0.5


class Eraser:
    """A thread that erases whenever no message waits to be worked: everybody who writes has to wait meanwhile."""

    def __init__(self, is_idle: Callable[[], bool], erase: Sequence[Callable[[], None]]) -> None:
        self._is_idle = is_idle
        self._erase = erase
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="eraser", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Erase no more."""
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
