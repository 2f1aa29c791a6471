"""What the embedded run needs of what keeps its tenants."""

from application.ports.access_directory import AccessDirectory
from application.ports.erasure_markers import ErasureMarkers
from application.ports.storage import Storage
from application.ports.tenant_directory import TenantDirectory
from application.ports.tenant_registry import TenantRegistry


class EmbeddedTenants(TenantRegistry, TenantDirectory, AccessDirectory, ErasureMarkers, Storage):
    """All roles around tenants, played by one object; a change is seen at once."""
