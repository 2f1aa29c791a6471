"""Where logs are redacted and stored, side by side."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


class FairExecutor(ABC):
    """Runs jobs, tenants in turn, so that one tenant's jobs, however many and slow, hardly delay another's.

    They share its threads by `domain.fair_share`.
    """

    @abstractmethod
    def submit(self, tenant_id: str, job: Callable[[], T]) -> "Future[T]":
        """Run the job some time, after those that the tenant has handed in before; the future has what comes of it."""
