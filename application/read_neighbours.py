"""Reading the logs just before and after a log."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.log_reader import LogReader
from domain.identity import is_stored_log_id
from domain.processed_log import ProcessedLog
from domain.query.log_query import LogQuery, Order
from domain.tenant_id import check_tenant_id


@dataclass(frozen=True)
class Neighbours:
    """A log and its neighbours, oldest first."""

    before: Sequence[ProcessedLog]
    log: ProcessedLog
    after: Sequence[ProcessedLog]


class ReadNeighbours:
    """Reads the logs around a stored log, by position only."""

    def __init__(self, *, reader: LogReader) -> None:
        self._reader = reader

    def read(self, tenant_id: str, log_id: str, before: int, after: int) -> Neighbours | None:
        """Return the log with up to `before` and `after` neighbours, or None if the log does not exist.

        Raises InvalidLog for a bad tenant id, and PassingError.
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
