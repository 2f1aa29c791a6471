"""Whether the databases of the embedded run can be used."""

import logging
from collections.abc import Sequence
from threading import Lock

from application.ports.storage import Storage
from domain.errors import PassingError

_log = logging.getLogger(__name__)


class StorageHealth:
    """Several databases as one: they are well while every one of them can be used."""

    def __init__(self, databases: Sequence[Storage]) -> None:
        self._databases = databases
        self._lock = Lock()
        # The refusals before the last probes that found everything well.
        self._seen = 0
        self._reason: str | None = None

    @property
    def refusals(self) -> int:
        """How often any of them could not be used so far."""
        return sum(database.refusals for database in self._databases)

    def is_well(self) -> bool:
        """Costs nothing while no database refuses anything; after a refusal each is probed, by one thread at a time."""
        with self._lock:
            refusals = self.refusals
            if refusals == self._seen:
                return True
            try:
                for database in self._databases:
                    database.probe()
            except PassingError as error:
                if self._reason is None:
                    _log.error("storage_fails", extra={"reason": error.reason})
                self._reason = error.reason
                return False
            if self._reason is not None:
                _log.warning("storage_works_again", extra={"reason": self._reason})
                self._reason = None
            self._seen = refusals
            return True
