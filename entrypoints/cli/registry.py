"""Opening the tenant registry of an embedded run or on AWS."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from application.ports.storage import UnusableStorage
from application.ports.tenant_registry import TenantRegistry
from entrypoints.aws_names import TENANTS_TABLE
from entrypoints.cli.state import opened_state


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

    With `create`, a missing data folder is created. Raises UnusableStorage and PassingError.
    """
    if chosen.aws or chosen.table:
        yield OpenedTenants(_on_aws(chosen.table or TENANTS_TABLE), kept_logs=None)
        return
    with opened_state(chosen.data, create_missing=create) as state:
        yield OpenedTenants(state.tenants(), lambda tenant_id: state.store().kept_of(tenant_id))


def _on_aws(table: str) -> TenantRegistry:
    try:
        from infrastructure.aws.clients import dynamodb_client  # noqa: PLC0415 - not needed for a data folder
        from infrastructure.aws.errors import passing_errors  # noqa: PLC0415 - as above
        from infrastructure.aws.tenant_registry import DynamoDbTenantRegistry  # noqa: PLC0415 - as above
    except ModuleNotFoundError as error:
        raise UnusableStorage("tenants on AWS need boto3: pip install 'aws-log-processor[aws]'.") from error

    # Creating the client fails without a region.
    with passing_errors():
        return DynamoDbTenantRegistry(dynamodb_client(), table_name=table)
