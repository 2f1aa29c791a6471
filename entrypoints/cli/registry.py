"""Opening the tenant registry of an embedded run or on AWS."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from application.ports.tenant_registry import TenantRegistry
from entrypoints.cli.stack import open_stack
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
        with open_stack(tenants_table=chosen.table) as stack:
            yield OpenedTenants(stack.tenants(), kept_logs=None)
        return
    with opened_state(chosen.data, create_missing=create) as state:
        yield OpenedTenants(state.tenants(), lambda tenant_id: state.store().kept_of(tenant_id))
