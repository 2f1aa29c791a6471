"""Deleting what is stored, for people who have a right to be forgotten."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Portion:
    """So many logs were deleted; `next` is the id behind which to go on, None where no log is left to look at."""

    deleted: int
    next: str | None


class LogEraser(ABC):
    """Deletes logs of one tenant for good. Every method raises PassingError; then call it again."""

    @abstractmethod
    def delete(self, tenant_id: str, log_ids: Sequence[str]) -> None:
        """Delete these logs; an id that is not there is no error."""

    @abstractmethod
    def delete_received_before(self, tenant_id: str, moment: datetime, after: str | None = None) -> Portion:
        """Delete some of the logs that were received before this moment, expired ones too, in the order of their ids.

        It begins behind the id `after`, and takes a few seconds at most.
        """

    @abstractmethod
    def delete_queued(self, tenant_id: str, moment: datetime) -> int | None:
        """Delete the messages of the tenant that were queued before this moment; returns how many there were.

        None where a queue gives no single message out: there the worker drops their logs when they come.
        """

    @abstractmethod
    def purge(self) -> None:
        """Leave no byte of what was deleted in any file."""
