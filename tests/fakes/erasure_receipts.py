"""Receipts of erasures in memory."""

from application.ports.erasure_receipts import ErasureReceipts
from domain.erasure import ErasureReceipt


class InMemoryErasureReceipts(ErasureReceipts):
    """Keeps receipts in `kept`."""

    def __init__(self) -> None:
        self.kept: list[ErasureReceipt] = []

    def keep(self, receipt: ErasureReceipt) -> None:
        """Append the receipt."""
        self.kept.append(receipt)
