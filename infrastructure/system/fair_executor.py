"""A thread pool that tenants share fairly."""

from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future
from threading import Condition, Thread
from typing import Any, TypeVar

from application.ports.fair_executor import FairExecutor
from domain.fair_share import may_hold_another

T = TypeVar("T")

Job = tuple[Callable[[], Any], "Future[Any]"]


class ThreadedFairExecutor(FairExecutor):
    """Runs jobs in at most `threads` threads, which are started when needed."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._started = 0
        # Tenants with waiting jobs; the first one is served next.
        self._waiting: OrderedDict[str, deque[Job]] = OrderedDict()
        self._waiting_jobs = 0
        self._running: Counter[str] = Counter()
        self._stopped = False
        self._changed = Condition()

    def submit(self, tenant_id: str, job: Callable[[], T]) -> "Future[T]":
        """Like FairExecutor.submit. Raises RuntimeError after `stop`."""
        future: Future[T] = Future()
        with self._changed:
            if self._stopped:
                raise RuntimeError("The executor is stopped.")
            self._waiting.setdefault(tenant_id, deque()).append((job, future))
            self._waiting_jobs += 1
            if self._started < min(self._threads, self._running.total() + self._waiting_jobs):
                self._started += 1
                # A daemon thread, because a running job must not delay the end of the process.
                Thread(target=self._work, name=f"storing-{self._started}", daemon=True).start()
            elif self._may_begin(tenant_id):
                self._changed.notify()
        return future

    def stop(self) -> None:
        """Cancel the jobs that have not begun, refuse new ones, and wait for those that are running."""
        with self._changed:
            self._stopped = True
            for jobs in self._waiting.values():
                for _, future in jobs:
                    future.cancel()
                    # Also notify callers of `concurrent.futures.wait`.
                    future.set_running_or_notify_cancel()
            self._waiting.clear()
            self._waiting_jobs = 0
            self._changed.wait_for(lambda: not self._running)

    def _work(self) -> None:
        while True:
            tenant_id, job, future = self._begin()
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(job())
                except BaseException as error:  # noqa: BLE001 - the future raises it for its caller
                    future.set_exception(error)
            # Release the logs before waiting for the next job, which may take long.
            del job, future
            self._end(tenant_id)

    def _begin(self) -> "tuple[str, Callable[[], Any], Future[Any]]":
        """Wait for a job whose tenant may use another thread, and return it."""
        with self._changed:
            while (tenant_id := next(filter(self._may_begin, self._waiting), None)) is None:
                self._changed.wait()
            jobs = self._waiting.pop(tenant_id)
            job, future = jobs.popleft()
            self._waiting_jobs -= 1
            if jobs:
                # Append the tenant: all other waiting tenants come first.
                self._waiting[tenant_id] = jobs
            self._running[tenant_id] += 1
            return tenant_id, job, future

    def _may_begin(self, tenant_id: str) -> bool:
        return may_hold_another(self._running[tenant_id], self._threads - self._running.total())

    def _end(self, tenant_id: str) -> None:
        """End the tenant's use of the thread, which takes the next job itself, so no other thread is notified."""
        with self._changed:
            self._running[tenant_id] -= 1
            if not self._running[tenant_id]:
                del self._running[tenant_id]
            if self._stopped:
                self._changed.notify_all()
