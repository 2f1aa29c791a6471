"""All ports for tenants, combined for the embedded run."""

from application.ports.access_directory import AccessDirectory
from application.ports.erasure_markers import ErasureMarkers
from application.ports.storage import Storage
from application.ports.tenant_directory import TenantDirectory
from application.ports.tenant_registry import TenantRegistry


class EmbeddedTenants(TenantRegistry, TenantDirectory, AccessDirectory, ErasureMarkers, Storage):
    """Implements all ports for tenants in one object. Changes are visible immediately."""
