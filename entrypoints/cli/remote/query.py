"""`query`: search stored logs."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from entrypoints.cli.arguments import whole_number
from entrypoints.cli.output import fail, show_progress, tell
from entrypoints.cli.remote.address import add_server
from entrypoints.cli.remote.filters import add_filters, parameters_of
from entrypoints.cli.remote.shown_log import add_output, show_of
from entrypoints.printable import counted

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from entrypoints.cli.remote.server import Server

_PAGE = 1_000
_MOST = 10**9
_EXAMPLES = """examples:
  aws-log-processor query --tenant acme --since 2h --level error
  aws-log-processor query --tenant acme -q 'timeout "connection refused" -retry' --limit 20
  aws-log-processor query --tenant acme --since 7d --attr http.status=500 --all -o json | jq .text
"""


def add_to(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "query",
        help="search stored logs",
        description="Search stored logs, newest first.",
        epilog=_EXAMPLES,
    )
    add_filters(parser, since="1h")
    number = parser.add_mutually_exclusive_group()
    number.add_argument(
        "--limit", type=whole_number(1, _MOST), default=100, metavar="N", help="at most N (default 100)"
    )
    number.add_argument("--all", action="store_true", help="without a limit")
    parser.add_argument(
        "--order", choices=("desc", "asc"), default="desc", help="newest or oldest first (default desc)"
    )
    parser.add_argument("--stats", action="store_true", help="print how many logs were searched")
    add_output(parser)
    add_server(parser)
    parser.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    from entrypoints.cli.remote.server import Refused, Unreachable, server_of  # noqa: PLC0415 - not needed for --help

    show = show_of(chosen)
    searched = found = 0
    try:
        server = server_of(chosen)
        for page in pages(server, chosen, limit=None if chosen.all else chosen.limit):
            searched += page["scanned"]["logs"]
            found += len(page["logs"])
            for log in page["logs"]:
                sys.stdout.write(f"{show(log)}\n")
            sys.stdout.flush()
            if sys.stderr.isatty() and not sys.stdout.isatty():
                show_progress(f"{found:,} logs found, {searched:,} searched")
    except (Refused, Unreachable) as error:
        return fail(error)
    if sys.stderr.isatty() and not sys.stdout.isatty():
        tell("")
    if chosen.stats:
        tell(f"{counted(found, 'log')} found, {searched:,} searched.")
    return 0


def pages(server: "Server", chosen: argparse.Namespace, *, limit: int | None) -> Iterator[Mapping[str, Any]]:
    """Yield pages until `limit` logs are found, or all. A page may be empty although more logs follow."""
    parameters = [*parameters_of(chosen), ("order", chosen.order)]
    left, cursor = limit, None
    while left is None or left > 0:
        asked = [*parameters, ("limit", str(_PAGE if left is None else min(left, _PAGE)))]
        page = server.get(server.logs_path(), asked if cursor is None else [*asked, ("cursor", cursor)])
        yield page
        if left is not None:
            left -= len(page["logs"])
        cursor = page["next_cursor"]
        if cursor is None:
            return
