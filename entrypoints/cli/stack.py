"""Access to a deployed stack, whose resource names begin with its parameter NamePrefix."""

import argparse
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entrypoints.containers.stack import StackContainer


def add_stack(group: "argparse._ActionsContainer") -> None:
    """Add `--aws` and `--prefix`."""
    group.add_argument("--aws", action="store_true", help="use the stack on AWS")
    group.add_argument("--prefix", default="", help="the stack's parameter NamePrefix; implies --aws")


def is_on_aws(chosen: argparse.Namespace) -> bool:
    """Whether the arguments name a stack on AWS."""
    return bool(chosen.aws or chosen.prefix)


def open_stack(prefix: str = "", tenants_table: str | None = None) -> "AbstractContextManager[StackContainer]":
    """Open the stack. What is built in it may raise PassingError."""
    # It needs boto3, which a data folder does not.
    from entrypoints.containers.stack import opened_stack  # noqa: PLC0415

    return opened_stack(prefix, tenants_table)
