"""Wiring EraseLogs for a data folder, whether or not a server uses it, or for a stack on AWS."""

import argparse
import getpass
import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from application.erase_logs import EraseLogs, Progress
from application.find_placeholders import FindPlaceholders, PersonalValue
from domain.erasure import Erasure, ErasureReceipt, erasure_from_document
from domain.errors import CallerError
from domain.tenant_id import check_tenant_id
from domain.timestamps import parse_timestamp
from entrypoints.aws_names import LOGS_TABLE, MASTER_SECRET, TENANTS_TABLE
from entrypoints.cli.stack import CannotOpen, dead_letters_of, is_on_aws
from infrastructure.embedded.data_folder import (
    DamagedDataFolder,
    DataFolder,
    DataFolderFiles,
    DataFolderInUse,
    SharedDataFolder,
)
from infrastructure.embedded.dead_letters import SqliteDeadLetters
from infrastructure.embedded.erasure_receipts import FileErasureReceipts
from infrastructure.embedded.log_eraser import SqliteLogEraser
from infrastructure.embedded.log_repository import SqliteLogRepository
from infrastructure.embedded.master_secret import FileMasterSecret
from infrastructure.embedded.tenant_registry import SqliteTenantRegistry
from infrastructure.embedded.unusable import UnusableDatabase
from infrastructure.system.clock import SystemClock
from infrastructure.system.id_generator import RandomIdGenerator

# Concurrent calls to DynamoDB.
_CALLS = 8


class CannotErase(Exception):
    """The data folder or the stack cannot be opened. The message says what to do."""


@dataclass(frozen=True)
class Erasing:
    """Erases on behalf of the current user. `wait` sleeps for the given seconds, or not at all if no worker runs."""

    erase_logs: EraseLogs
    find_placeholders: FindPlaceholders
    wait: Callable[[float], object]

    def placeholders(self, tenant_id: str, kind: str, value: str) -> tuple[str, ...]:
        """Return the pseudonyms of a value. Raises CallerError if the policy does not make pseudonyms of the kind."""
        return self.find_placeholders.find(tenant_id, [PersonalValue(kind, value)])

    def erase(self, tenant_id: str, erasure: Erasure, progress: Progress = lambda *_: None) -> ErasureReceipt:
        """Erase the logs; return the receipt. Raises InvalidErasure and PassingError."""
        requested_by = f"{getpass.getuser()}@{socket.gethostname()}"
        return self.erase_logs.erase(tenant_id, erasure, requested_by, wait=self.wait, progress=progress)


@contextmanager
def opened_erasing(chosen: argparse.Namespace) -> Iterator[Erasing]:
    """Open what the arguments `--data`, or `--aws` and `--prefix`, name. Raises CannotErase and PassingError."""
    if not is_on_aws(chosen):
        with _in_data_folder(chosen.data) as erasing:
            yield erasing
        return
    with ThreadPoolExecutor(_CALLS) as calls:
        try:
            yield _on_aws(chosen.prefix, calls)
        except CannotOpen as error:
            raise CannotErase(str(error)) from error


@contextmanager
def _in_data_folder(folder: Path) -> Iterator[Erasing]:
    if not folder.is_dir():
        raise CannotErase(f"the data folder {folder} does not exist. Name another one with --data.")
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
        erase_logs = EraseLogs(
            markers=registry,
            tenants=registry,
            reader=reader,
            eraser=SqliteLogEraser(files),
            dead_letters=dead_letters,
            receipts=FileErasureReceipts(files.erasures),
            master_secret=master_secret,
            ids=RandomIdGenerator(),
            clock=clock,
        )
        yield Erasing(erase_logs, FindPlaceholders(tenants=registry, master_secret=master_secret), wait)


def _on_aws(prefix: str, calls: ThreadPoolExecutor) -> Erasing:
    clock = SystemClock()
    dead_letters = dead_letters_of(prefix, clock)
    # Imported here because a data folder does not need boto3. `dead_letters_of` has raised if it is not installed.
    from infrastructure.aws.clients import dynamodb_client, secretsmanager_client  # noqa: PLC0415
    from infrastructure.aws.erasure_markers import DynamoDbErasureMarkers  # noqa: PLC0415
    from infrastructure.aws.erasure_receipts import LoggedErasureReceipts  # noqa: PLC0415
    from infrastructure.aws.log_eraser import DynamoDbLogEraser  # noqa: PLC0415
    from infrastructure.aws.log_reader import DynamoDbLogReader  # noqa: PLC0415
    from infrastructure.aws.master_secret import SecretsManagerMasterSecret  # noqa: PLC0415
    from infrastructure.aws.tenant_directory import DynamoDbTenantDirectory  # noqa: PLC0415

    client = dynamodb_client()
    logs, table_of_tenants = f"{prefix}{LOGS_TABLE}", f"{prefix}{TENANTS_TABLE}"
    tenants = DynamoDbTenantDirectory(client, table_name=table_of_tenants)
    master_secret = SecretsManagerMasterSecret(secretsmanager_client(), secret_id=f"{prefix}{MASTER_SECRET}")
    erase_logs = EraseLogs(
        markers=DynamoDbErasureMarkers(client, table_name=table_of_tenants),
        tenants=tenants,
        reader=DynamoDbLogReader(client, table_name=logs, shard_reads=calls, clock=clock),
        eraser=DynamoDbLogEraser(lambda _: client, table_name=logs, calls=calls),
        dead_letters=dead_letters,
        # The command prints the receipt as well.
        receipts=LoggedErasureReceipts(),
        master_secret=master_secret,
        ids=RandomIdGenerator(),
        clock=clock,
    )
    return Erasing(erase_logs, FindPlaceholders(tenants=tenants, master_secret=master_secret), time.sleep)


def erase_again(folder: Path, receipts: Path, since: str) -> int:
    """Repeat the erasures whose receipts are later than `since` (RFC 3339); return their number.

    Raises CannotErase, also for an invalid receipt, and PassingError.
    """
    later: list[tuple[str, Erasure]] = []
    for number, line in enumerate(receipts.read_text().splitlines(), start=1):
        try:
            document = json.loads(line)
            erasure = erasure_from_document(document["erasure"])
            if erasure.received_before >= parse_timestamp(since):
                later.append((check_tenant_id(document["tenant_id"]), erasure))
        except (ValueError, KeyError, TypeError, CallerError) as error:
            raise CannotErase(f"line {number} of {receipts} is not a valid receipt of an erasure.") from error
    with _in_data_folder(folder) as erasing:
        for tenant_id, erasure in later:
            erasing.erase(tenant_id, erasure)
    return len(later)


def _opened(folder: Path, opened: ExitStack) -> tuple[DataFolderFiles, Callable[[float], object]]:
    """Open the folder; return its files, and a `wait` that does not sleep if no server uses the folder."""
    try:
        return opened.enter_context(DataFolder(folder)), lambda _: None
    except DataFolderInUse:
        return opened.enter_context(closing(SharedDataFolder(folder))), time.sleep
