"""Receipts of erasures, in the function's own log."""

import logging

from application.ports.erasure_receipts import ErasureReceipts
from domain.erasure import ErasureReceipt

_log = logging.getLogger(__name__)


class LoggedErasureReceipts(ErasureReceipts):
    """A structured line each; whoever asked for the erasure has the receipt as well."""

    def keep(self, receipt: ErasureReceipt) -> None:
        _log.warning("erased", extra={"receipt": receipt.as_document()})
