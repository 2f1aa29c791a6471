"""Receipts of erasures in the function's log."""

import logging

from application.ports.erasure_receipts import ErasureReceipts
from domain.erasure import ErasureReceipt

_log = logging.getLogger(__name__)


class LoggedErasureReceipts(ErasureReceipts):
    """Writes each receipt as a structured log line. The caller who requested the erasure gets the receipt as well."""

    def keep(self, receipt: ErasureReceipt) -> None:
        _log.warning("erased", extra={"receipt": receipt.as_document()})
