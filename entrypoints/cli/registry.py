"""Opening the tenant registry of an embedded run or on AWS."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from application.ports.tenant_registry import TenantRegistry
from entrypoints.aws_names import TENANTS_TABLE


class CannotOpen(Exception):
    """The registry cannot be opened. The message says what to do."""


@dataclass(frozen=True)
class OpenedTenants:
    """The tenant registry, and a function that counts a tenant's logs.

    `kept_logs` returns how many logs of a tenant are stored, and when the oldest was received. It is None on AWS, where
    counting them would be expensive.
    """

    registry: TenantRegistry
    kept_logs: Callable[[str], tuple[int, datetime | None]] | None


@contextmanager
def opened_tenants(chosen: argparse.Namespace, *, create: bool) -> Iterator[OpenedTenants]:
    """Open the registry that the arguments `--data`, or `--aws` and `--table`, name.

    With `create`, a missing data folder is created. Raises CannotOpen and PassingError.
    """
    if chosen.aws or chosen.table:
        yield OpenedTenants(_on_aws(chosen.table or TENANTS_TABLE), kept_logs=None)
    else:
        with _embedded(chosen.data, create=create) as opened:
            yield opened


@contextmanager
def _embedded(folder: Path, *, create: bool) -> Iterator[OpenedTenants]:
    # Imported here because they are not needed on AWS.
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

    if not create and not folder.is_dir():
        raise CannotOpen(
            f"the data folder {folder} does not exist. Name another one with --data, or use --aws for tenants on AWS."
        )
    with ExitStack() as opened:
        try:
            if create and not DataFolderFiles(folder).master_secret.exists():
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
        raise CannotOpen("tenants on AWS need boto3: pip install 'aws-log-processor[aws]'.") from error

    # Creating the client fails without a region.
    with passing_errors():
        return DynamoDbTenantRegistry(dynamodb_client(), table_name=table)
