"""Where redacted logs are kept, each tenant's apart."""

from abc import abstractmethod
from collections.abc import Sequence

from application.ports.log_reader import LogReader
from domain.processed_log import ProcessedLog


class LogRepository(LogReader):
    """One item per (tenant_id, log_id), never overwritten. No method sees more than the one tenant it is given.

    The id of a log whose `expires_at` has come is free, whether or not the log is deleted yet. A store that distrusts
    its clock may keep the id taken meanwhile.

    Every method raises PassingError where the store cannot answer now.
    """

    @abstractmethod
    def add(self, log: ProcessedLog) -> str | None:
        """Store the log durably if its id is free, and return None.

        Else change nothing, and return the content tag of the log that has the id. Atomic: of two adds to one id
        exactly one returns None. Takes any item of up to `limits.MAX_ITEM_BYTES`. Raises FinalError where the store
        refuses the item for good.
        """

    @abstractmethod
    def content_tags(self, tenant_id: str, log_ids: Sequence[str]) -> Sequence[str | None]:
        """The content tag of each id, or None where nothing stands; strongly consistent, and no text is read.

        An expired log may still be known.
        """
