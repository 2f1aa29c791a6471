"""What erases the logs of a data folder, whether or not a server uses it."""

import getpass
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from application.erase_logs import EraseLogs, Receipt
from application.find_placeholders import FindPlaceholders, PersonalValue
from domain.erasure import Erasure, erasure_from_document
from domain.errors import CallerError
from domain.tenant_id import check_tenant_id
from domain.timestamps import parse_timestamp
from infrastructure.embedded.data_folder import (
    DamagedDataFolder,
    DataFolder,
    DataFolderFiles,
    DataFolderInUse,
    SharedDataFolder,
)
from infrastructure.embedded.dead_letters import SqliteDeadLetters
from infrastructure.embedded.log_eraser import SqliteLogEraser
from infrastructure.embedded.log_repository import SqliteLogRepository
from infrastructure.embedded.master_secret import FileMasterSecret
from infrastructure.embedded.tenant_registry import SqliteTenantRegistry
from infrastructure.embedded.unusable import UnusableDatabase
from infrastructure.system.clock import SystemClock


class CannotErase(Exception):
    """The data folder cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Erasing:
    """Erases, and keeps receipts beside what it has erased from."""

    erase_logs: EraseLogs
    find_placeholders: FindPlaceholders
    receipts: Path

    @property
    def requested_by(self) -> str:
        """Who is at the keyboard."""
        return f"{getpass.getuser()}@{socket.gethostname()}"

    def placeholders(self, tenant_id: str, kind: str, value: str) -> tuple[str, ...]:
        """What stands in the logs for a value. Raises CallerError where the policy keeps no tags of the kind."""
        return self.find_placeholders.find(tenant_id, [PersonalValue(kind, value)])

    def keep(self, receipt: Receipt) -> None:
        """Append it to the folder's receipts, by which `restore` erases again."""
        descriptor = os.open(self.receipts, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{json.dumps(receipt.as_document())}\n")
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def opened_erasing(folder: Path) -> Iterator[Erasing]:
    """Where no server uses the folder there is nobody to wait for. Raises CannotErase, and PassingError."""
    if not folder.is_dir():
        raise CannotErase(f"there is no data folder {folder}. Name it with --data.")
    clock = SystemClock()
    with ExitStack() as opened:
        try:
            files, wait = _opened(folder, opened)
            registry = opened.enter_context(closing(SqliteTenantRegistry(files.tenants)))
            reader = opened.enter_context(closing(SqliteLogRepository(files.logs, clock=clock)))
            dead_letters = opened.enter_context(closing(SqliteDeadLetters(files.queue)))
        except (DamagedDataFolder, DataFolderInUse, UnusableDatabase) as error:
            raise CannotErase(str(error)) from error
        master_secret = FileMasterSecret(files.master_secret)
        yield Erasing(
            EraseLogs(
                registry=registry,
                reader=reader,
                eraser=SqliteLogEraser(files),
                dead_letters=dead_letters,
                master_secret=master_secret,
                clock=clock,
                wait=wait,
            ),
            FindPlaceholders(tenants=registry, master_secret=master_secret),
            files.erasures,
        )


def erase_again(folder: Path, receipts: Path, since: str) -> int:
    """Apply the receipts of erasures that are later than `since` (RFC 3339); returns how many those are.

    Raises CannotErase, also for a receipt that cannot be read, and PassingError.
    """
    later: list[tuple[str, Erasure]] = []
    for number, line in enumerate(receipts.read_text().splitlines(), start=1):
        try:
            document = json.loads(line)
            erasure = erasure_from_document(document["erasure"])
            if erasure.received_before >= parse_timestamp(since):
                later.append((check_tenant_id(document["tenant_id"]), erasure))
        except (ValueError, KeyError, TypeError, CallerError) as error:
            raise CannotErase(f"line {number} of {receipts} is no receipt of this program.") from error
    with opened_erasing(folder) as erasing:
        for tenant_id, erasure in later:
            erasing.keep(erasing.erase_logs.erase(tenant_id, erasure, erasing.requested_by, lambda *_: None))
    return len(later)


def _opened(folder: Path, opened: ExitStack) -> tuple[DataFolderFiles, Callable[[float], object]]:
    try:
        return opened.enter_context(DataFolder(folder)), lambda _: None
    except DataFolderInUse:
        return opened.enter_context(closing(SharedDataFolder(folder))), time.sleep
