"""Where redacted logs are kept, each tenant's apart."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.processed_log import Position, ProcessedLog


class Order(StrEnum):
    """Which way a list goes along the logs' positions."""

    NEWEST_FIRST = "desc"
    OLDEST_FIRST = "asc"


@dataclass(frozen=True)
class LogQuery:
    """Which of a tenant's logs, and in which order: those of `since <= time < until`, in nanoseconds since 1970.

    Both bounds lie from 0 to `domain.log_time.MAX_TIME`.
    """

    tenant_id: str
    since: int | None = None
    until: int | None = None
    order: Order = Order.NEWEST_FIRST


class LogRepository(ABC):
    """One item per (tenant_id, log_id), never overwritten. No method sees more than the one tenant it is given.

    A log whose `expires_at` has come is found and listed no more, and its id is free, whether or not it is deleted yet.
    A store that distrusts its clock may keep the id taken meanwhile.

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
    def find(self, tenant_id: str, log_id: str) -> ProcessedLog | None:
        """The log under this very id, strongly consistent: it sees every add that has returned."""

    @abstractmethod
    def conflicts(self, tenant_id: str, log_id: str, limit: int) -> Sequence[str]:
        """The ids, in order and at most `limit`, of the logs kept as conflicts with `log_id`; strongly consistent."""

    @abstractmethod
    def content_tags(self, tenant_id: str, log_ids: Sequence[str]) -> Sequence[str | None]:
        """The content tag of each id, or None where nothing stands; strongly consistent, and no text is read.

        An expired log may still be known.
        """

    @abstractmethod
    def page(self, query: LogQuery, limit: int, after: Position | None = None) -> Sequence[ProcessedLog]:
        """Up to `limit` logs in the query's order; fewer only where there are no more.

        With `after`, those that come behind this place in that order, whether or not a log stands there: so the next
        page goes on from the last log of a page without a gap or a repetition, whatever was added meanwhile. Eventually
        consistent: a log may be missing for a moment after its add.
        """
