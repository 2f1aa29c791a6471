"""Usage in memory."""

from collections import defaultdict
from threading import Lock

from application.ports.usage_counter import UsageCounter
from domain.quota import Usage


class InMemoryUsageCounter(UsageCounter):
    """Keeps all usage. `calls` counts the calls."""

    def __init__(self) -> None:
        self._used: defaultdict[tuple[str, int], list[Usage]] = defaultdict(list)
        self.failure: Exception | None = None
        self.calls = 0
        self._lock = Lock()

    def add(self, tenant_id: str, minute: int, usage: Usage) -> Usage:
        """Add the usage, and return the sum."""
        self.calls += 1
        if self.failure:
            raise self.failure
        with self._lock:
            self._used[tenant_id, minute].append(usage)
            parts = list(self._used[tenant_id, minute])
        return Usage(sum(part.requests for part in parts), sum(part.bytes for part in parts))

    def used(self, tenant_id: str) -> tuple[int, int]:
        """Return a tenant's requests and bytes of all minutes."""
        parts = [part for (tenant, _), parts in self._used.items() if tenant == tenant_id for part in parts]
        return sum(part.requests for part in parts), sum(part.bytes for part in parts)
