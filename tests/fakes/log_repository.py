"""Stored logs in memory."""

import json
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from threading import Lock

from application.ports.clock import Clock
from application.ports.log_reader import Counts, Page, Scanned, Stored, bad_mark
from application.ports.log_repository import AddAnswer
from application.ports.log_store import LogStore
from domain.errors import FinalError, FinalReason, PassingError
from domain.identity import CONFLICT_SEPARATOR
from domain.limits import MAX_PAGE_BYTES
from domain.processed_log import Position, ProcessedLog
from domain.query.counting import ByField, ByTime, Key
from domain.query.log_query import LogQuery, Order
from domain.query.matching import matches
from tests.fakes.clock import ManualClock


class InMemoryLogRepository(LogStore):
    """A strongly consistent store. `refused` has the errors to return for log ids."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or ManualClock()
        self._logs: dict[tuple[str, str], ProcessedLog] = {}
        self._lock = Lock()
        self.refused: dict[str, PassingError | FinalError] = {}
        self.failure: Exception | None = None
        # The number of logs that a request may inspect.
        self.budget_logs: int | None = None

    @property
    def logs(self) -> list[ProcessedLog]:
        """Return the logs of all tenants, in the order of storing."""
        return list(self._logs.values())

    def add(self, logs: Sequence[ProcessedLog]) -> Sequence[AddAnswer]:
        """Store copies, so that later changes of the caller's attributes do not affect them."""
        self._fail()
        for log in logs:
            check_encodable(log)
        return [self.refused.get(log.log_id) or self._keep(deepcopy(log)) for log in logs]

    def delete(self, tenant_id: str, log_id: str) -> None:
        """Delete a log, as an eraser does."""
        self._fail()
        self._logs.pop((tenant_id, log_id), None)

    def find(self, tenant_id: str, log_id: str) -> ProcessedLog | None:
        """Find the log."""
        self._fail()
        return next((log for log in self._of(tenant_id) if log.log_id == log_id), None)

    def conflicts(self, tenant_id: str, log_id: str, limit: int) -> Sequence[str]:
        """Search the tenant's ids."""
        self._fail()
        found = [log.log_id for log in self._of(tenant_id) if log.log_id.startswith(log_id + CONFLICT_SEPARATOR)]
        return sorted(found)[:limit]

    def content_tags(self, tenant_id: str, log_ids: Sequence[str]) -> Sequence[str | None]:
        """Look up each id."""
        self._fail()
        found = [self._logs.get((tenant_id, log_id)) for log_id in log_ids]
        return [log.content_tag if log else None for log in found]

    def page(self, query: LogQuery, limit: int, after: Position | None = None) -> Page:
        """Inspect the tenant's logs one after another."""
        self._fail()
        candidates = self._candidates(query, after)
        found: list[ProcessedLog] = []
        for number, log in enumerate(candidates):
            if number == self.budget_logs:
                return Page(found, candidates[number - 1].position, complete=False, scanned=Scanned(number))
            if matches(query, log):
                found.append(log)
                if len(found) == limit or sum(each.content_bytes for each in found) > MAX_PAGE_BYTES:
                    more = number + 1 < len(candidates)
                    return Page(found, log.position if more else None, scanned=Scanned(number + 1))
        return Page(found, scanned=Scanned(len(candidates)))

    def count_by(self, query: LogQuery, by: Sequence[ByTime | ByField]) -> Counts:
        """Inspect the tenant's logs one after another."""
        self._fail()
        candidates = self._candidates(query, None)
        numbers: list[Counter[Key]] = [Counter() for _ in by]
        for log in candidates[: self.budget_logs]:
            if matches(query, log):
                for counter, each in zip(numbers, by, strict=True):
                    counter.update(each.keys(log))
        looked_at = len(candidates[: self.budget_logs])
        return Counts(numbers, looked_at == len(candidates), Scanned(looked_at))

    def stored_since(
        self,
        query: LogQuery,
        mark: str | None,
        limit: int,
        window_seconds: int,  # noqa: ARG002 - the order of storing is known
    ) -> Stored:
        """Return the logs after the mark, which is the number of logs that were stored before it."""
        self._fail()
        stored = self.logs
        if mark is None:
            return Stored([], str(len(stored)))
        if not (mark.isascii() and mark.isdecimal()):
            raise bad_mark()
        found: list[tuple[ProcessedLog, str]] = []
        start = int(mark)
        for number, log in enumerate(stored[start:], start + 1):
            if not log.expired(self._clock.now()) and matches(query, log):
                found.append((log, str(number)))
            if len(found) == limit or number - start == self.budget_logs:
                return Stored(found, str(number), complete=number == len(stored))
        return Stored(found, str(len(stored)))

    def _candidates(self, query: LogQuery, after: Position | None) -> list[ProcessedLog]:
        """Return the logs within the bounds, in order."""
        found = [
            log
            for log in self._of(query.tenant_id)
            if (query.since is None or query.since <= log.time) and (query.until is None or log.time < query.until)
        ]
        found.sort(key=lambda log: log.position, reverse=query.order is Order.NEWEST_FIRST)
        return [log for log in found if after is None or _comes_after(log, after, query.order)]

    def _keep(self, log: ProcessedLog) -> str | None:
        """Store this log, of which nobody else has a reference, if its id is free."""
        key = log.tenant_id, log.log_id
        with self._lock:
            if key in self._logs and self._may_delete(self._logs[key]):
                del self._logs[key]
            holder = self._logs.setdefault(key, log)
        return None if holder is log else holder.content_tag

    def _may_delete(self, log: ProcessedLog) -> bool:
        return log.expired(self._clock.now())

    def _of(self, tenant_id: str) -> list[ProcessedLog]:
        return [log for log in self.logs if log.tenant_id == tenant_id and not log.expired(self._clock.now())]

    def _fail(self) -> None:
        if self.failure:
            raise self.failure


def check_encodable(log: ProcessedLog) -> None:
    """Raise FinalError for an unpaired surrogate."""
    try:
        f"{log.log_id}{log.text}{json.dumps(log.attributes, ensure_ascii=False)}".encode()
    except UnicodeEncodeError:
        raise FinalError(FinalReason.ITEM_REFUSED) from None


def _comes_after(log: ProcessedLog, place: Position, order: Order) -> bool:
    return log.position < place if order is Order.NEWEST_FIRST else log.position > place
