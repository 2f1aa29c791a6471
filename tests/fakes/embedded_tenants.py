"""The tenants of the embedded run in memory."""

from application.ports.embedded_tenants import EmbeddedTenants
from tests.fakes.tenant_registry import InMemoryTenantRegistry


class InMemoryEmbeddedTenants(InMemoryTenantRegistry, EmbeddedTenants):
    """Tenants that can be read unless `failure` is set."""

    def probe(self) -> None:
        """Fail only if `failure` is set."""
        if self.failure:
            raise self.failure

    @property
    def refusals(self) -> int:
        """Return 0: no failure concerns the workers."""
        return 0
