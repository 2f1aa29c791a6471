"""Receipts of erasures in a file of the data folder."""

import json
import os
from pathlib import Path

from application.ports.erasure_receipts import ErasureReceipts
from domain.erasure import ErasureReceipt
from domain.errors import PassingError


class FileErasureReceipts(ErasureReceipts):
    """Appends each receipt as a line of JSON. `restore --receipts` repeats the erasures."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, receipt: ErasureReceipt) -> None:
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(f"{json.dumps(receipt.as_document())}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise PassingError(type(error).__name__) from error
