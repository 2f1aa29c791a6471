"""Jobs that run immediately."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from application.ports.fair_executor import FairExecutor

T = TypeVar("T")


class ImmediateFairExecutor(FairExecutor):
    """Runs each job when it is submitted."""

    def submit(self, tenant_id: str, job: Callable[[], T]) -> "Future[T]":  # noqa: ARG002 - no job waits
        """Run the job."""
        future: Future[T] = Future()
        try:
            future.set_result(job())
        except Exception as error:  # noqa: BLE001 - the future raises it for its caller
            future.set_exception(error)
        return future
