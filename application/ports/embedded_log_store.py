"""The operations that the embedded run needs in addition to `LogStore`. On AWS, DynamoDB performs them itself."""

from abc import abstractmethod
from datetime import datetime

from application.ports.log_store import LogStore
from application.ports.storage import Storage


class EmbeddedLogStore(LogStore, Storage):
    """A store that deletes expired logs only when it is asked to. Every method may raise PassingError."""

    @abstractmethod
    def check(self) -> None:
        """Raise PassingError if an `add` would fail now, as far as can be checked without adding."""

    @abstractmethod
    def last_stored(self) -> int:
        """Return a number that increases with each log that any process stores."""

    @abstractmethod
    def kept_of(self, tenant_id: str) -> tuple[int, datetime | None]:
        """Return the number of the tenant's stored, unexpired logs, and the time of receipt of the oldest."""

    @abstractmethod
    def delete_expired(self) -> int:
        """Delete a portion of the expired logs; return their number.

        Nothing is deleted while the clock is not trusted (domain.retention.DeletionClock).
        """

    @property
    @abstractmethod
    def deletion_paused(self) -> bool:
        """Return whether `delete_expired` has kept expired logs because the clock has jumped."""

    @abstractmethod
    def erase_deleted(self) -> None:
        """Overwrite deleted logs. It is called repeatedly while the queue is idle."""
