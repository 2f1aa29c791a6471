"""`tail`: the newest logs, and those that are stored from then on."""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from entrypoints.cli.arguments import whole_number
from entrypoints.cli.output import fail
from entrypoints.cli.remote.address import add_server
from entrypoints.cli.remote.filters import add_filters, parameters_of
from entrypoints.cli.remote.shown_log import Show, add_output, show_of

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from entrypoints.cli.remote.server import Server

Log = Mapping[str, Any]

_EXAMPLES = """examples:
  aws-log-processor tail --tenant acme -f
  aws-log-processor tail --tenant acme -f --min-level warn --service api
  aws-log-processor tail --tenant acme -n 100 -o json
"""
_NUMBER = 20
_MOST = 1_000
_WAIT_SECONDS = 25
# A server that cannot wait (on AWS) answers at once: then so long until it is asked again.
_POLL_SECONDS = 2.0
_AT_ONCE_SECONDS = 1.0
# Of so many logs it is known that they were shown. On AWS answers overlap by some seconds.
_REMEMBERED = 50_000


def add_to(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "tail",
        help="show the newest logs, and follow",
        description="Show the newest logs, the newest last, and with -f those that are stored from then on. It goes on "
        "by itself after the server was away, without loss or repetition.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("-f", "--follow", action="store_true", help="go on until Ctrl-C")
    parser.add_argument(
        "-n",
        "--limit",
        type=whole_number(0, _MOST),
        default=_NUMBER,
        metavar="N",
        help=f"begin with so many (default {_NUMBER})",
    )
    add_filters(parser)
    add_output(parser)
    add_server(parser)
    parser.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    from entrypoints.cli.remote.server import Refused, Unreachable, server_of  # noqa: PLC0415 - not needed for --help

    shown = _Shown(show_of(chosen))
    try:
        # However long a server is away while it is followed: it says so, and Ctrl-C ends it.
        server = server_of(chosen, patience=float("inf") if chosen.follow else 30.0)
        # The mark first: what is stored between the two requests is in the answers of both, and shown once.
        cursor = _followed(server, chosen, None)["next_cursor"] if chosen.follow else None
        shown.show(reversed(_newest(server, chosen)))
        while cursor is not None:
            asked = time.monotonic()
            answer = _followed(server, chosen, cursor)
            cursor = answer["next_cursor"]
            shown.show(iter(answer["logs"]))
            if answer["complete"] and not answer["logs"] and time.monotonic() - asked < _AT_ONCE_SECONDS:
                time.sleep(_POLL_SECONDS)
    except (Refused, Unreachable) as error:
        return fail(error)
    return 0


class _Shown:
    """Prints each log once."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self._ids: dict[str, None] = {}

    def show(self, logs: Iterator[Log]) -> None:
        for log in logs:
            if log["log_id"] not in self._ids:
                self._ids[log["log_id"]] = None
                sys.stdout.write(f"{self._show(log)}\n")
        sys.stdout.flush()
        for old in list(self._ids)[: max(0, len(self._ids) - _REMEMBERED)]:
            del self._ids[old]


def _newest(server: "Server", chosen: argparse.Namespace) -> list[Log]:
    if chosen.limit == 0:
        return []
    logs: list[Log] = []
    cursor = None
    while len(logs) < chosen.limit:
        asked = [*parameters_of(chosen), ("limit", str(chosen.limit - len(logs)))]
        page = server.get(server.logs_path(), asked if cursor is None else [*asked, ("cursor", cursor)])
        logs += page["logs"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    return logs


def _followed(server: "Server", chosen: argparse.Namespace, after: str | None) -> Any:
    """What was stored since `after`, or where to begin."""
    # What is stored from now on is asked for, whenever it happened.
    filters = [(name, value) for name, value in parameters_of(chosen) if name not in ("since", "until")]
    asked = filters if after is None else [*filters, ("after", after), ("wait", str(_WAIT_SECONDS))]
    return server.get(server.logs_path("tail"), asked)
