"""Running jobs in threads that tenants share fairly."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


class FairExecutor(ABC):
    """Runs jobs in threads, so that many or slow jobs of one tenant hardly delay another tenant's.

    Tenants share the threads by the rule of `domain.fair_share`.
    """

    @abstractmethod
    def submit(self, tenant_id: str, job: Callable[[], T]) -> "Future[T]":
        """Run the job after the tenant's earlier jobs. The future gives its result or error."""
