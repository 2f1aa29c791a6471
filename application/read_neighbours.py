"""What happened just before a log, and just after it."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.log_reader import LogReader
from domain.identity import is_stored_log_id
from domain.processed_log import ProcessedLog
from domain.query.log_query import LogQuery, Order
from domain.tenant_id import check_tenant_id


@dataclass(frozen=True)
class Neighbours:
    """A log between those that stand before and behind it, all from the oldest to the newest."""

    before: Sequence[ProcessedLog]
    log: ProcessedLog
    after: Sequence[ProcessedLog]


class ReadNeighbours:
    """The logs around a stored log can be read, whatever they hold."""

    def __init__(self, *, reader: LogReader) -> None:
        self._reader = reader

    def read(self, tenant_id: str, log_id: str, before: int, after: int) -> Neighbours | None:
        """Return up to so many logs on either side, or None where there is no such log.

        Raises InvalidLog for a bad tenant id, PassingError.
        """
        check_tenant_id(tenant_id)
        log = self._reader.find(tenant_id, log_id) if is_stored_log_id(log_id) else None
        if log is None:
            return None
        older, newer = (
            self._reader.page(LogQuery(tenant_id, order=order), limit, log.position).logs if limit else []
            for order, limit in ((Order.NEWEST_FIRST, before), (Order.OLDEST_FIRST, after))
        )
        return Neighbours([*reversed(older)], log, newer)
