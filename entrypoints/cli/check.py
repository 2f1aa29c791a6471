"""`check`: look for damage in a data folder."""

import argparse
import sys
from typing import TYPE_CHECKING

from application.ports.storage import UnusableStorage
from entrypoints.cli.arguments import add_data_folder
from entrypoints.cli.output import fail, print_line, tell
from entrypoints.cli.state import state_files

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_to(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "check",
        help="look for damage in a data folder",
        description="Read a whole data folder, also while the server runs, and report its contents, any damage, and "
        "what to do. The exit code is 1 if anything is wrong.",
        epilog="examples:\n  aws-log-processor check --data data",
    )
    add_data_folder(parser, "the folder to check")
    parser.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    wrong = 0
    try:
        for finding in state_files(chosen.data).inspect(_progress):
            print_line(f"{'WRONG' if finding.wrong else 'ok   '}  {finding.text}")
            wrong += finding.wrong
    except UnusableStorage as error:
        return fail(error)
    if wrong:
        return fail(f"{chosen.data} has {wrong} problems: see the lines with WRONG.")
    print_line(f"{chosen.data} is sound.")
    return 0


def _progress(name: str) -> None:
    if sys.stderr.isatty():
        tell(f"Reading {name} …")
