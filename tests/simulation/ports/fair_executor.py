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
    """A future whose reader lets other tasks run while there is no result.

    Only one task runs at a time, so the base class's locks would only cost time. None of its other parts are used.
    """

    def __init__(self, scheduler: Scheduler, job: Callable[[], T]) -> None:
        self._scheduler = scheduler
        self._job = job
        self._value: T
        self._error: Exception | None = None
        self._reader: Invocation | None = None
        self._is_done = False

    def run(self) -> None:
        """Run the job and wake the waiting task."""
        try:
            self._value = self._job()
        except Exception as error:  # noqa: BLE001 - the future raises it for its reader
            self._error = error
        self._is_done = True
        if self._reader:
            self._scheduler.wake(self._reader)

    def result(self, timeout: float | None = None) -> T:  # noqa: ARG002 - time is virtual
        """Wait for the result."""
        if not self._is_done:
            assert self._scheduler.current
            self._reader = self._scheduler.current.invocation
            self._scheduler.wait()
        if self._error:
            raise self._error
        return self._value


class SimulatedFairExecutor(FairExecutor):
    """Runs each job as a task of the invocation that submits it; any task may run next."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler

    def submit(self, tenant_id: str, job: Callable[[], T]) -> Future[T]:
        """Create a task for the job."""
        future = _TaskFuture(self._scheduler, job)
        lists = [argument for argument in getattr(job, "args", ()) if isinstance(argument, list)]
        log_ids = [each.entry.log_id for items in lists for each in items if isinstance(each, Attempt)]
        assert self._scheduler.current
        self._scheduler.spawn(future.run, self._scheduler.current.invocation, (tenant_id, *log_ids))
        return future
