"""The tenants of the embedded run in memory."""

from application.ports.embedded_tenants import EmbeddedTenants
from tests.fakes.tenant_registry import InMemoryTenantRegistry


class InMemoryEmbeddedTenants(InMemoryTenantRegistry, EmbeddedTenants):
    """They can be read unless `failure` is set."""

    def probe(self) -> None:
        """Fail on demand alone."""
        if self.failure:
            raise self.failure

    @property
    def refusals(self) -> int:
        """None that a worker should wait for."""
        return 0
