"""Reading one log back."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.log_reader import LogReader
from domain.identity import is_stored_log_id
from domain.limits import MAX_CONFLICTS_TOLD
from domain.processed_log import ProcessedLog
from domain.tenant_id import check_tenant_id


@dataclass(frozen=True)
class FoundLog:
    """The first log under its id, and the ids of others that were sent under it, at most `MAX_CONFLICTS_TOLD`."""

    log: ProcessedLog
    conflicts: Sequence[str]


class ReadLog:
    """A log can be read by its tenant and id as soon as it is stored."""

    def __init__(self, *, reader: LogReader) -> None:
        self._reader = reader

    def read(self, tenant_id: str, log_id: str) -> FoundLog | None:
        """Return None where nothing is stored (yet). Raises InvalidLog for a bad tenant id, and PassingError."""
        check_tenant_id(tenant_id)
        # A store may refuse to look for what it could not hold.
        log = self._reader.find(tenant_id, log_id) if is_stored_log_id(log_id) else None
        if log is None:
            return None
        return FoundLog(log, self._reader.conflicts(tenant_id, log_id, MAX_CONFLICTS_TOLD))
