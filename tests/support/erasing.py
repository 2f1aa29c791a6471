"""The use case of erasing over one store."""

from application.erase_logs import EraseLogs
from application.ports.clock import Clock
from application.ports.erasure_receipts import ErasureReceipts
from domain.erasure import ErasureReceipt
from tests.fakes.id_generator import CountingIdGenerator
from tests.fakes.log_eraser import InMemoryLogEraser
from tests.fakes.log_repository import InMemoryLogRepository
from tests.fakes.master_secret import FixedMasterSecret
from tests.fakes.tenant_registry import InMemoryTenantRegistry


class KeptReceipts(ErasureReceipts):
    """Keeps receipts in memory."""

    def __init__(self) -> None:
        self.kept: list[ErasureReceipt] = []

    def keep(self, receipt: ErasureReceipt) -> None:
        """Keep the receipt."""
        self.kept.append(receipt)


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
        receipts=receipts or KeptReceipts(),
        master_secret=FixedMasterSecret(),
        ids=CountingIdGenerator(),
        clock=clock,
    )
