"""What the embedded run needs of its store beyond `LogRepository`: on AWS, DynamoDB does these things by itself."""

from abc import abstractmethod

from application.ports.log_repository import LogRepository
from application.ports.storage import Storage


class EmbeddedLogStore(LogRepository, Storage):
    """A store that is told when to delete what has expired. Every method raises PassingError."""

    @abstractmethod
    def check(self) -> None:
        """Raise PassingError where a log could not be added now, as far as can be told without adding one."""

    @abstractmethod
    def last_stored(self) -> int:
        """A number that grows with each log that is stored, by whatever process."""

    @abstractmethod
    def delete_expired(self) -> int:
        """Delete some of the logs whose time is over, if there are any; returns how many.

        None are deleted while the clock is not trusted (domain.retention.DeletionClock).
        """

    @property
    @abstractmethod
    def deletion_paused(self) -> bool:
        """Whether `delete_expired` found expired logs and left them, because the clock has jumped."""

    @abstractmethod
    def erase_deleted(self) -> None:
        """Leave no trace of deleted logs; called again and again while the queue is idle."""
