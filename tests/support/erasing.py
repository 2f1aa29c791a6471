"""The use case of erasing, over one store."""

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
    """In memory."""

    def __init__(self) -> None:
        self.kept: list[ErasureReceipt] = []

    def keep(self, receipt: ErasureReceipt) -> None:
        """Add it."""
        self.kept.append(receipt)


def erasing_of(
    repository: InMemoryLogRepository,
    registry: InMemoryTenantRegistry,
    clock: Clock,
    receipts: ErasureReceipts | None = None,
) -> EraseLogs:
    """Over this store and these tenants; dead letters are out of reach."""
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
