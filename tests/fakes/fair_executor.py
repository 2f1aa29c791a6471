"""Jobs that are run at once."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from application.ports.fair_executor import FairExecutor

T = TypeVar("T")


class ImmediateFairExecutor(FairExecutor):
    """Runs each job when it is handed in."""

    def submit(self, tenant_id: str, job: Callable[[], T]) -> "Future[T]":  # noqa: ARG002 - nobody waits
        """Run it."""
        future: Future[T] = Future()
        try:
            future.set_result(job())
        except Exception as error:  # noqa: BLE001 - it is for whoever asks the future
            future.set_exception(error)
        return future
