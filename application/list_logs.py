"""Listing a tenant's logs in pages."""

import json
from collections.abc import Sequence
from dataclasses import replace

from application.ports.log_reader import LogReader, Page
from domain.limits import MAX_PAGE_BYTES
from domain.processed_log import Position, ProcessedLog
from domain.query.log_query import LogQuery
from domain.tenant_id import check_tenant_id


class ListLogs:
    """Lists logs in pages of limited number and size, without gaps or repetitions."""

    def __init__(self, *, reader: LogReader) -> None:
        self._reader = reader

    def list(self, query: LogQuery, limit: int, after: Position | None = None) -> Page:
        """Return up to `limit` logs after this position. Raises InvalidLog for a bad tenant id, and PassingError."""
        check_tenant_id(query.tenant_id)
        page = self._reader.page(query, limit, after)
        logs = _fitting(page.logs)
        return page if len(logs) == len(page.logs) else replace(page, logs=logs, next=logs[-1].position, complete=True)


def _fitting(logs: Sequence[ProcessedLog]) -> Sequence[ProcessedLog]:
    """Return the first logs that fit into one answer, at least one so that paging makes progress."""
    size = 0
    for number, log in enumerate(logs):
        # The size in the answer: UTF-8, with control characters escaped.
        size += len(json.dumps([log.text, log.attributes], ensure_ascii=False).encode())
        if size > MAX_PAGE_BYTES and number > 0:
            return logs[:number]
    return logs
