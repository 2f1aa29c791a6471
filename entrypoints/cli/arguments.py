"""Arguments that several commands have."""

import argparse
import os
import re
from collections.abc import Callable
from pathlib import Path

from domain.errors import CallerError
from domain.tenant_id import check_tenant_id
from entrypoints.settings import WORKER_TIMEOUT_SECONDS, EmbeddedSettings


def add_data_folder(group: "argparse._ActionsContainer", meaning: str) -> None:
    """Add `--data FOLDER`. The default is the environment variable DATA_FOLDER."""
    group.add_argument(
        "--data",
        type=Path,
        default=os.environ.get("DATA_FOLDER") or str(EmbeddedSettings.data_folder),
        metavar="FOLDER",
        help=f"{meaning} (default {EmbeddedSettings.data_folder}) [DATA_FOLDER]",
    )


def tenant_id(text: str) -> str:
    """Parse an argument that names a tenant."""
    try:
        return check_tenant_id(text)
    except CallerError as error:
        raise argparse.ArgumentTypeError(error.detail) from None


def seconds_per_character(text: str) -> float:
    """Parse an argument that says how long the simulated work of a character takes."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    # With more seconds, not even one character would fit into a worker's timeout.
    if not 0 <= seconds <= WORKER_TIMEOUT_SECONDS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to {WORKER_TIMEOUT_SECONDS}")
    return seconds


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Return a parser for a whole number from `low` to `high`."""

    def parse(text: str) -> int:
        # Only ASCII digits, and few enough for Python's `int`.
        if re.fullmatch("[0-9]{1,30}", text) and low <= int(text) <= high:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {low:,} to {high:,}")

    return parse
