"""Deleting stored and queued logs permanently."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Portion:
    """The number of deleted logs. `next` is the id after which to continue; None if the end is reached."""

    deleted: int
    next: str | None


class LogEraser(ABC):
    """Deletes logs of one tenant permanently. Each method may raise PassingError: call it again."""

    @abstractmethod
    def delete(self, tenant_id: str, log_ids: Sequence[str]) -> None:
        """Delete these logs. An unknown id is not an error."""

    @abstractmethod
    def delete_received_before(self, tenant_id: str, moment: datetime, after: str | None = None) -> Portion:
        """Delete the next portion of logs received before this moment, in the order of ids after the id `after`.

        Expired logs are deleted too. A portion takes a few seconds at most.
        """

    @abstractmethod
    def delete_queued(self, tenant_id: str, moment: datetime) -> int | None:
        """Delete the tenant's messages that were queued before this moment; return their number.

        Return None if the queue cannot delete single messages: the worker then drops their logs when it receives them.
        """

    @abstractmethod
    def purge(self) -> None:
        """Overwrite deleted data in all files."""
