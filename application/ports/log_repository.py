"""Storing redacted logs."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TypeAlias

from domain.errors import FinalError, PassingError
from domain.processed_log import ProcessedLog

# The result of `add` for one log.
AddAnswer: TypeAlias = str | PassingError | FinalError | None


class LogRepository(ABC):
    """Stores one item per (tenant_id, log_id), which is never overwritten.

    After a log's `expires_at` its id is free, whether or not the log is deleted yet. A store that does not trust its
    clock may keep the id taken for longer.

    Every method raises PassingError if the store cannot answer now.
    """

    @abstractmethod
    def add(self, logs: Sequence[ProcessedLog]) -> Sequence[AddAnswer]:
        """Store each log durably if its id is free. Return an answer for each, in order.

        `logs` has at least one log, and all are of one tenant. The answer None means that the log was stored. A string
        is the content tag of the log that already has the id; nothing was changed. An error means that this log was not
        stored: PassingError if a retry may succeed, FinalError if it cannot. Of two adds with the same id exactly one
        is answered None; within one call it is the first. A log of up to `limits.MAX_ITEM_BYTES` is never too large.

        Raises PassingError if the store cannot answer now; some of the logs may be stored. Raises FinalError if the
        store refuses one of several logs without saying which; none is stored, and each can be added alone.
        """

    @abstractmethod
    def content_tags(self, tenant_id: str, log_ids: Sequence[str]) -> Sequence[str | None]:
        """Return the content tag of each log, or None if no log has the id, without reading texts.

        Strongly consistent. An expired log may still have a tag.
        """
