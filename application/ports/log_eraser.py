"""Deleting what is stored, for people who have a right to be forgotten."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime

# Is told how many logs are deleted so far.
Deleted = Callable[[int], object]


class LogEraser(ABC):
    """Deletes logs of one tenant for good. Every method raises PassingError; then call it again."""

    @abstractmethod
    def delete(self, tenant_id: str, log_ids: Sequence[str]) -> None:
        """Delete these logs; an id that is not there is no error."""

    @abstractmethod
    def delete_received_before(self, tenant_id: str, moment: datetime, deleted: Deleted) -> int:
        """Delete all logs that were received before this moment, expired ones too; returns how many there were."""

    @abstractmethod
    def delete_queued(self, tenant_id: str, moment: datetime) -> int | None:
        """Delete the messages of the tenant that were queued before this moment; returns how many there were.

        None where a queue gives no single message out: there the worker drops their logs when they come.
        """

    @abstractmethod
    def purge(self) -> None:
        """Leave no byte of what was deleted in any file."""
