"""Receipts of completed erasures."""

from abc import ABC, abstractmethod

from domain.erasure import ErasureReceipt


class ErasureReceipts(ABC):
    """Stores receipts, which prove an erasure and allow repeating it after a restore."""

    @abstractmethod
    def keep(self, receipt: ErasureReceipt) -> None:
        """Store a receipt durably. Storing it twice is not an error. Raises PassingError."""
