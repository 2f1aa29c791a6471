"""Which tenants hold which workers."""

from collections.abc import Iterable
from threading import Lock

from domain.fair_share import may_hold_another


class WorkerShares:
    """A tenant holds each worker that has unfinished messages of it, and may hold more by `domain.fair_share`."""

    def __init__(self, workers: Iterable[str]) -> None:
        self._held: dict[str, set[str]] = {worker: set() for worker in workers}
        self._lock = Lock()

    def admit(self, worker: str, tenant_id: str) -> bool:
        """Whether the worker may take messages of the tenant, which then holds it."""
        with self._lock:
            own = self._held[worker]
            others = [tenants for name, tenants in self._held.items() if name != worker]
            held = sum(tenant_id in tenants for tenants in others)
            free = 1 + sum(not tenants for tenants in others)
            admitted = tenant_id in own or may_hold_another(held, free)
            if admitted:
                own.add(tenant_id)
            return admitted

    def keep(self, worker: str, tenant_ids: Iterable[str]) -> None:
        """Only these tenants hold the worker now, of those that it was admitted to take messages of."""
        with self._lock:
            self._held[worker] = set(tenant_ids)

    def finish(self, worker: str, tenant_id: str) -> None:
        """The worker has no unfinished messages of the tenant any more."""
        with self._lock:
            self._held[worker].discard(tenant_id)
