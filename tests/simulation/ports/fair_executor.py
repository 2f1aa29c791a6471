"""The worker's storing threads."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from application.ports.fair_executor import FairExecutor
from application.process_log import Attempt
from tests.simulation.deliveries import Invocation
from tests.simulation.scheduler import Scheduler

T = TypeVar("T")


class _TaskFuture(Future[T]):
    """Its reader hands the baton over while there is no result.

    As only one task runs at a time, the base class's locks would only cost; nothing else of it is used.
    """

    def __init__(self, scheduler: Scheduler, job: Callable[[], T]) -> None:
        self._scheduler = scheduler
        self._job = job
        self._value: T
        self._error: Exception | None = None
        self._reader: Invocation | None = None
        self._is_done = False

    def run(self) -> None:
        """Do the job and wake whoever waits."""
        try:
            self._value = self._job()
        except Exception as error:  # noqa: BLE001 - it is the reader's
            self._error = error
        self._is_done = True
        if self._reader:
            self._scheduler.wake(self._reader)

    def result(self, timeout: float | None = None) -> T:  # noqa: ARG002 - there is no time but the virtual one
        """Wait for it."""
        if not self._is_done:
            assert self._scheduler.current
            self._reader = self._scheduler.current.invocation
            self._scheduler.wait()
        if self._error:
            raise self._error
        return self._value


class SimulatedFairExecutor(FairExecutor):
    """Each job is a task of the invocation that hands it in; any of them may run next."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler

    def submit(self, tenant_id: str, job: Callable[[], T]) -> Future[T]:
        """Let it run some time."""
        future = _TaskFuture(self._scheduler, job)
        lists = [argument for argument in getattr(job, "args", ()) if isinstance(argument, list)]
        log_ids = [each.entry.log_id for items in lists for each in items if isinstance(each, Attempt)]
        assert self._scheduler.current
        self._scheduler.spawn(future.run, self._scheduler.current.invocation, (tenant_id, *log_ids))
        return future
