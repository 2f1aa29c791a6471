"""Reading a tenant's logs back, page by page."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.log_repository import LogQuery, LogRepository
from domain.limits import MAX_PAGE_BYTES
from domain.processed_log import Position, ProcessedLog
from domain.tenant_id import check_tenant_id


@dataclass(frozen=True)
class Page:
    """Logs in the order asked for, and the place after which the next page starts; `next` is None on the last one."""

    logs: Sequence[ProcessedLog]
    next: Position | None


class ListLogs:
    """A tenant's logs are listed in either order, in pages of bounded number and size, without gaps or repetitions."""

    def __init__(self, *, repository: LogRepository) -> None:
        self._repository = repository

    def list(self, query: LogQuery, limit: int, after: Position | None = None) -> Page:
        """Return up to `limit` logs that come after this place. Raises InvalidLog for a bad tenant id, PassingError."""
        check_tenant_id(query.tenant_id)
        # One more than asked for tells whether there is a next page.
        found = self._repository.page(query, limit + 1, after)
        logs = _fitting(found[:limit])
        return Page(logs, logs[-1].position if len(found) > len(logs) else None)


def _fitting(logs: Sequence[ProcessedLog]) -> Sequence[ProcessedLog]:
    """The first of them that fit into one answer; never none, or a page would lead nowhere."""
    size = 0
    for number, log in enumerate(logs):
        # As the answer has them: UTF-8, with control characters escaped.
        size += len(json.dumps([log.text, log.attributes], ensure_ascii=False).encode())
        if size > MAX_PAGE_BYTES and number > 0:
            return logs[:number]
    return logs
