"""Reading one log."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.log_reader import LogReader
from domain.identity import is_stored_log_id
from domain.limits import MAX_LISTED_CONFLICTS
from domain.processed_log import ProcessedLog
from domain.tenant_id import check_tenant_id


@dataclass(frozen=True)
class FoundLog:
    """The log with the id, and the ids of up to `MAX_LISTED_CONFLICTS` conflicts: other logs sent under the same id."""

    log: ProcessedLog
    conflicts: Sequence[str]


class ReadLog:
    """Reads a log by tenant and id, as soon as it is stored."""

    def __init__(self, *, reader: LogReader) -> None:
        self._reader = reader

    def read(self, tenant_id: str, log_id: str) -> FoundLog | None:
        """Return the log, or None if it is not stored. Raises InvalidLog for a bad tenant id, and PassingError."""
        check_tenant_id(tenant_id)
        # Stores may raise for an id that no stored log can have.
        log = self._reader.find(tenant_id, log_id) if is_stored_log_id(log_id) else None
        if log is None:
            return None
        return FoundLog(log, self._reader.conflicts(tenant_id, log_id, MAX_LISTED_CONFLICTS))
