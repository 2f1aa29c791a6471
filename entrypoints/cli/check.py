"""`check`: look for damage in a data folder."""

import argparse
import sys
from typing import TYPE_CHECKING

from entrypoints.cli.arguments import add_data_folder
from entrypoints.cli.output import fail, print_line, tell

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
    from infrastructure.embedded.inspection import inspect  # noqa: PLC0415 - not needed for --help

    if not chosen.data.is_dir():
        return fail(f"the data folder {chosen.data} does not exist. Name another one with --data.")
    wrong = 0
    for finding in inspect(chosen.data, _progress):
        print_line(f"{'WRONG' if finding.wrong else 'ok   '}  {finding.text}")
        wrong += finding.wrong
    if wrong:
        return fail(f"{chosen.data} has {wrong} problems: see the lines with WRONG.")
    print_line(f"{chosen.data} is sound.")
    return 0


def _progress(name: str) -> None:
    if sys.stderr.isatty():
        tell(f"Reading {name} …")
