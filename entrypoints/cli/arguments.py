"""Arguments that several commands take."""

import argparse
import os
from pathlib import Path

from domain.errors import CallerError
from domain.tenant_id import check_tenant_id
from entrypoints.settings import EmbeddedSettings


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
