"""The use case of erasing over one store."""

from application.erase_logs import EraseLogs
from application.ports.clock import Clock
from application.ports.erasure_receipts import ErasureReceipts
from tests.fakes.erasure_receipts import InMemoryErasureReceipts
from tests.fakes.id_generator import CountingIdGenerator
from tests.fakes.log_eraser import InMemoryLogEraser
from tests.fakes.log_repository import InMemoryLogRepository
from tests.fakes.master_secret import FixedMasterSecret
from tests.fakes.tenant_registry import InMemoryTenantRegistry


def erasing_of(
    repository: InMemoryLogRepository,
    registry: InMemoryTenantRegistry,
    clock: Clock,
    receipts: ErasureReceipts | None = None,
) -> EraseLogs:
    """Return the use case over this store and these tenants, without access to dead letters."""
    return EraseLogs(
        markers=registry,
        tenants=registry,
        reader=repository,
        eraser=InMemoryLogEraser(repository),
        dead_letters=None,
        receipts=receipts or InMemoryErasureReceipts(),
        master_secret=FixedMasterSecret(),
        ids=CountingIdGenerator(),
        clock=clock,
    )
