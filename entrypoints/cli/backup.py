"""`backup` and `restore`: copy a whole data folder, also while it is in use, and restore it."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from application.ports.state_files import Backup, CopyProgress
from application.ports.storage import UnusableStorage
from entrypoints.cli.arguments import add_data_folder
from entrypoints.cli.output import fail, print_line, show_progress, tell
from entrypoints.cli.state import state_files

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Commands = _SubParsersAction[argparse.ArgumentParser]

_EXAMPLES = """examples:
  aws-log-processor backup backups/monday
  aws-log-processor restore backups/monday --data data-of-monday
  aws-log-processor serve --data data-of-monday
"""


def add_to(commands: "Commands") -> None:
    """Add both commands to the parser."""
    backup = commands.add_parser(
        "backup",
        help="copy a data folder, also while the server runs",
        description="Copy a data folder to a new folder, also while the server runs, and verify the copy. It contains "
        "every log that was accepted before the copy began. Protect it like the data folder: it contains the master "
        "secret, and the raw text of logs that are not stored yet.",
        epilog=_EXAMPLES,
    )
    backup.add_argument("target", type=Path, metavar="FOLDER", help="the new folder for the backup")
    add_data_folder(backup, "the folder to copy")
    backup.set_defaults(run=_back_up)
    restore = commands.add_parser(
        "restore",
        help="create a data folder from a backup",
        description="Create a new data folder from a backup. `serve` continues from the time of the backup: it "
        "processes logs that were queued, and stores logs that are sent again only once.",
        epilog=_EXAMPLES,
    )
    restore.add_argument("backup", type=Path, metavar="BACKUP", help="a folder that `backup` has created")
    add_data_folder(restore, "the new data folder")
    restore.add_argument(
        "--receipts",
        type=Path,
        metavar="FILE",
        help="repeat the erasures since the backup: the erasures.ndjson of the original data folder",
    )
    restore.set_defaults(run=_restore)


def _back_up(chosen: argparse.Namespace) -> int:
    try:
        with _progress() as progress:
            taken = state_files(chosen.data).back_up(chosen.target, progress)
    except UnusableStorage as error:
        return fail(error)
    print_line(f"{chosen.target} holds {_told(taken)}.")
    tell("Keep it safe: it contains the master secret, and the raw text of queued messages and dead letters.")
    return 0


def _restore(chosen: argparse.Namespace) -> int:
    from domain.errors import PassingError  # noqa: PLC0415 - not needed for --help
    from entrypoints.cli.erasing import erase_again  # noqa: PLC0415 - as above

    if chosen.receipts and not chosen.receipts.is_file():
        return fail(f"the file {chosen.receipts} does not exist.")
    try:
        with _progress() as progress:
            restored = state_files(chosen.data).restore(chosen.backup, progress)
        print_line(f"{chosen.data} holds {_told(restored)}, as of {restored.taken_at}.")
        if chosen.receipts:
            number = erase_again(chosen.data, chosen.receipts, restored.taken_at)
            print_line(f"{number:,} erasures were applied again.")
    except UnusableStorage as error:
        return fail(error)
    except PassingError as error:
        return fail(
            f"the erasures since the backup could not be repeated ({error.reason}). Delete {chosen.data}, and run "
            "`restore` again."
        )
    tell(f"Continue with: aws-log-processor serve --data {chosen.data}")
    return 0


def _told(backup: Backup) -> str:
    return ", ".join(f"{rows:,} {table.replace('_', ' ')}" for table, rows in backup.rows.items())


@contextmanager
def _progress() -> Iterator[CopyProgress]:
    """Show on a terminal which file is being copied, and how much of it is done."""
    on_terminal = sys.stderr.isatty()

    def show(name: str, done: float) -> None:
        if on_terminal:
            show_progress(f"{name} {done:4.0%}   ")

    try:
        yield show
    finally:
        if on_terminal:
            tell("")
