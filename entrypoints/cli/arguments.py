"""Arguments that several commands take."""

import argparse
import os
import re
from collections.abc import Callable
from pathlib import Path

from domain.errors import CallerError
from domain.tenant_id import check_tenant_id
from entrypoints.settings import WORKER_TIMEOUT_SECONDS, EmbeddedSettings


def add_data_folder(group: "argparse._ActionsContainer", of_what: str) -> None:
    """`--data FOLDER`, by default the environment's."""
    group.add_argument(
        "--data",
        type=Path,
        default=os.environ.get("DATA_FOLDER") or str(EmbeddedSettings.data_folder),
        metavar="FOLDER",
        help=f"{of_what} (default {EmbeddedSettings.data_folder}) [DATA_FOLDER]",
    )


def tenant_id(text: str) -> str:
    """The type of an argument that names a tenant."""
    try:
        return check_tenant_id(text)
    except CallerError as error:
        raise argparse.ArgumentTypeError(error.detail) from None


def seconds_per_character(text: str) -> float:
    """The type of an argument that says how long the simulated work of a character takes."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    # Above it not even one character fits into a worker's time.
    if not 0 <= seconds <= WORKER_TIMEOUT_SECONDS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to {WORKER_TIMEOUT_SECONDS}")
    return seconds


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """The type of an argument that is a whole number within bounds."""

    def parse(text: str) -> int:
        # Of ASCII digits only, and not too many for Python to read.
        if re.fullmatch("[0-9]{1,30}", text) and low <= int(text) <= high:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {low:,} to {high:,}")

    return parse
