"""The tenants of the embedded run in memory."""

from application.ports.embedded_tenants import EmbeddedTenants
from tests.fakes.tenant_registry import InMemoryTenantRegistry


class InMemoryEmbeddedTenants(InMemoryTenantRegistry, EmbeddedTenants):
    """They can always be read."""

    def probe(self) -> None:
        """Nothing is to be waited for."""

    @property
    def refusals(self) -> int:
        """None that a worker should wait for."""
        return 0
