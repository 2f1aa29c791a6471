"""Wiring EraseLogs for a data folder, whether or not a server uses it, or for a stack on AWS."""

import argparse
import getpass
import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from application.erase_logs import EraseLogs, Progress
from application.find_placeholders import FindPlaceholders, PersonalValue
from application.ports.storage import UnusableStorage
from domain.erasure import Erasure, ErasureReceipt, erasure_from_document
from domain.errors import CallerError
from domain.tenant_id import check_tenant_id
from domain.timestamps import parse_timestamp
from entrypoints.aws_names import LOGS_TABLE, MASTER_SECRET, TENANTS_TABLE
from entrypoints.cli.stack import dead_letters_of, is_on_aws
from entrypoints.cli.state import opened_state_alone
from infrastructure.system.clock import SystemClock
from infrastructure.system.id_generator import RandomIdGenerator

# Concurrent calls to DynamoDB.
_CALLS = 8


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
    """Open what the arguments `--data`, or `--aws` and `--prefix`, name. Raises UnusableStorage and PassingError."""
    if is_on_aws(chosen):
        with ThreadPoolExecutor(_CALLS) as calls:
            yield _on_aws(chosen.prefix, calls)
        return
    with _in_data_folder(chosen.data) as erasing:
        yield erasing


@contextmanager
def _in_data_folder(data_folder: Path) -> Iterator[Erasing]:
    with opened_state_alone(data_folder) as (state, server_runs):
        use_cases = state.application
        wait = time.sleep if server_runs else _do_not_wait
        yield Erasing(use_cases.erase_logs(), use_cases.find_placeholders(), wait)


def _do_not_wait(_seconds: float) -> None:
    """No worker runs that would have to learn of the erasure."""


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

    Raises UnusableStorage, also for an invalid receipt, and PassingError.
    """
    later: list[tuple[str, Erasure]] = []
    for number, line in enumerate(receipts.read_text().splitlines(), start=1):
        try:
            document = json.loads(line)
            erasure = erasure_from_document(document["erasure"])
            if erasure.received_before >= parse_timestamp(since):
                later.append((check_tenant_id(document["tenant_id"]), erasure))
        except (ValueError, KeyError, TypeError, CallerError) as error:
            raise UnusableStorage(f"line {number} of {receipts} is not a valid receipt of an erasure.") from error
    with _in_data_folder(folder) as erasing:
        for tenant_id, erasure in later:
            erasing.erase(tenant_id, erasure)
    return len(later)
