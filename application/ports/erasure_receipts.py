"""The record of what was erased."""

from abc import ABC, abstractmethod

from domain.erasure import ErasureReceipt


class ErasureReceipts(ABC):
    """Keeps receipts, for whoever has to prove an erasure or to apply it again."""

    @abstractmethod
    def keep(self, receipt: ErasureReceipt) -> None:
        """Keep it durably. Raises PassingError. A receipt that is kept twice is no error."""
