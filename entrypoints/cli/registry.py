"""The tenants that a command is about: of an embedded run or on AWS."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from application.ports.tenant_registry import TenantRegistry

_TABLE = "tenants"


class CannotOpen(Exception):
    """The tenants are not where they were looked for; the message says what to do."""


@dataclass(frozen=True)
class OpenedTenants:
    """The tenants, and what can be told of their logs where they are.

    `kept_logs` returns how many logs of a tenant are stored, and when the oldest was received; it is None where nobody
    can count them.
    """

    registry: TenantRegistry
    kept_logs: Callable[[str], tuple[int, datetime | None]] | None


@contextmanager
def opened_tenants(chosen: argparse.Namespace, *, make: bool) -> Iterator[OpenedTenants]:
    """Open what `--data`, or `--aws` and `--table`, lead to; a data folder is only made where `make` says so.

    Raises CannotOpen, and PassingError.
    """
    if chosen.aws or chosen.table:
        yield OpenedTenants(_on_aws(chosen.table or _TABLE), kept_logs=None)
    else:
        with _embedded(chosen.data, make=make) as opened:
            yield opened


@contextmanager
def _embedded(folder: Path, *, make: bool) -> Iterator[OpenedTenants]:
    # Not needed on AWS.
    from infrastructure.embedded.data_folder import (  # noqa: PLC0415
        DamagedDataFolder,
        DataFolder,
        DataFolderFiles,
        DataFolderInUse,
        SharedDataFolder,
    )
    from infrastructure.embedded.log_repository import SqliteLogRepository  # noqa: PLC0415
    from infrastructure.embedded.tenant_registry import SqliteTenantRegistry  # noqa: PLC0415
    from infrastructure.embedded.unusable import UnusableDatabase  # noqa: PLC0415
    from infrastructure.system.clock import SystemClock  # noqa: PLC0415

    if not make and not folder.is_dir():
        raise CannotOpen(f"There is no data folder {folder}. Name it with --data, or the tenants on AWS with --table.")
    with ExitStack() as opened:
        try:
            if make and not DataFolderFiles(folder).master_secret.exists():
                DataFolder(folder).close()
            shared = opened.enter_context(closing(SharedDataFolder(folder)))
            registry = opened.enter_context(closing(SqliteTenantRegistry(shared.tenants)))
        except (DamagedDataFolder, DataFolderInUse, UnusableDatabase) as error:
            raise CannotOpen(str(error)) from error

        def kept_logs(tenant_id: str) -> tuple[int, datetime | None]:
            with closing(SqliteLogRepository(shared.logs, clock=SystemClock())) as repository:
                return repository.kept_of(tenant_id)

        yield OpenedTenants(registry, kept_logs)


def _on_aws(table: str) -> TenantRegistry:
    try:
        from infrastructure.aws.clients import dynamodb_client  # noqa: PLC0415 - as above
        from infrastructure.aws.errors import passing_errors  # noqa: PLC0415
        from infrastructure.aws.tenant_registry import DynamoDbTenantRegistry  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise CannotOpen("Tenants on AWS need boto3: pip install 'aws-log-processor[aws]'.") from error

    # Without a region there is no client either.
    with passing_errors():
        return DynamoDbTenantRegistry(dynamodb_client(), table_name=table)
