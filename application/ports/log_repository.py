"""Where redacted logs are kept, each tenant's apart."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import TypeAlias

from application.ports.log_reader import LogReader
from domain.errors import FinalError, PassingError
from domain.processed_log import ProcessedLog

# What became of one log of an `add`.
AddAnswer: TypeAlias = str | PassingError | FinalError | None


class LogRepository(LogReader):
    """One item per (tenant_id, log_id), never overwritten. No method sees more than the one tenant it is given.

    The id of a log whose `expires_at` has come is free, whether or not the log is deleted yet. A store that distrusts
    its clock may keep the id taken meanwhile.

    Every method raises PassingError where the store cannot answer now.
    """

    @abstractmethod
    def add(self, logs: Sequence[ProcessedLog]) -> Sequence[AddAnswer]:
        """Store each log durably if its id is free; the answers stand in the order of the logs.

        There is at least one log, and all are of one tenant. None says that a log is stored. A string is the content
        tag of the log that has the id, and nothing was changed. An error says why this log alone was not stored:
        PassingError for now, FinalError for good. Of two adds to one id exactly one is answered None; within one call
        that is the first. Takes any item of up to `limits.MAX_ITEM_BYTES`.

        Raises PassingError where the store cannot answer now; some of the logs may be stored then. Raises FinalError
        where the store refuses one of several logs without saying which; none is stored then, and each can be added
        alone.
        """

    @abstractmethod
    def content_tags(self, tenant_id: str, log_ids: Sequence[str]) -> Sequence[str | None]:
        """The content tag of each id, or None where nothing stands; strongly consistent, and no text is read.

        An expired log may still be known.
        """
