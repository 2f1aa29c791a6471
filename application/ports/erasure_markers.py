"""What of each tenant is being erased."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from domain.erasure import Erasure

Change = Callable[[Sequence[Erasure]], Sequence[Erasure]]


class ErasureMarkers(ABC):
    """Markers on tenants, registered or not. The worker sees them in `Tenant.erasures`, within a minute."""

    @abstractmethod
    def read(self, tenant_id: str) -> Sequence[Erasure]:
        """The tenant's markers, strongly consistent. Raises PassingError."""

    @abstractmethod
    def change(self, tenant_id: str, change: Change) -> None:
        """Keep, durably, what `change` makes of the tenant's markers; it may be called more than once.

        Of two changes at once none undoes the other, and nothing else of the tenant is changed. Raises PassingError,
        and whatever `change` raises.
        """
