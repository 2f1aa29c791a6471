"""Watches whether the databases of the embedded run work."""

import logging
from collections.abc import Sequence
from threading import Lock

from application.ports.storage import Storage
from domain.errors import PassingError

_log = logging.getLogger(__name__)


class StorageHealth:
    """The health of several databases together: good while all of them work."""

    def __init__(self, databases: Sequence[Storage]) -> None:
        self._databases = databases
        self._lock = Lock()
        # The number of refusals when the last probes succeeded.
        self._seen = 0
        self._reason: str | None = None

    @property
    def refusals(self) -> int:
        """The number of operations that any of the databases has refused so far."""
        return sum(database.refusals for database in self._databases)

    def is_well(self) -> bool:
        """Return whether all databases work. After a refusal, one thread at a time probes them."""
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
