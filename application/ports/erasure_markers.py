"""The erasures of each tenant that the worker must apply."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from domain.erasure import Erasure

Change = Callable[[Sequence[Erasure]], Sequence[Erasure]]


class ErasureMarkers(ABC):
    """Stores erasures for tenants, registered or not. Within a minute the worker sees them in `Tenant.erasures`."""

    @abstractmethod
    def read(self, tenant_id: str) -> Sequence[Erasure]:
        """Return the tenant's erasures, strongly consistent. Raises PassingError."""

    @abstractmethod
    def change(self, tenant_id: str, change: Change) -> None:
        """Replace the tenant's erasures, durably, by what `change` returns for them. It may be called repeatedly.

        Concurrent changes do not overwrite each other, and nothing else of the tenant changes. Raises PassingError, and
        whatever `change` raises.
        """
