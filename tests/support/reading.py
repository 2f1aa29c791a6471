"""The use cases of reading over one store."""

from application.find_placeholders import FindPlaceholders
from application.ports.clock import Clock
from application.ports.log_reader import LogReader
from application.ports.tenant_directory import TenantDirectory
from application.preview_redaction import PreviewRedaction
from application.reading import Reading
from tests.fakes.master_secret import FixedMasterSecret
from tests.fakes.tenant_directory import FixedTenantDirectory


def reading_of(reader: LogReader, clock: Clock, tenants: TenantDirectory | None = None) -> Reading:
    """Return the use cases over this store. By default, all tenants have the default settings."""
    directory = tenants or FixedTenantDirectory({})
    return Reading(
        reader=reader,
        clock=clock,
        preview_redaction=lambda: PreviewRedaction(tenants=directory, pseudonym_key=bytes(32)),
        find_placeholders=lambda: FindPlaceholders(tenants=directory, master_secret=FixedMasterSecret()),
    )
