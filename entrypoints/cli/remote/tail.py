"""`tail`: show the newest logs, and follow newly stored ones."""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from entrypoints.cli.arguments import whole_number
from entrypoints.cli.interrupt import certain_interrupts
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
# The server on AWS cannot wait for new logs and answers immediately. Then wait so long before the next request.
_POLL_SECONDS = 2.0
_AT_ONCE_SECONDS = 1.0
# How many ids of shown logs are kept to avoid repetitions, because answers overlap by some seconds on AWS.
_REMEMBERED = 50_000


def add_to(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "tail",
        help="show the newest logs, and follow new ones",
        description="Show the newest logs, newest last, and with -f also logs that are stored from then on. If the "
        "server is restarted, the command continues by itself, without loss or repetition.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("-f", "--follow", action="store_true", help="follow new logs until Ctrl-C")
    parser.add_argument(
        "-n",
        "--limit",
        type=whole_number(0, _MOST),
        default=_NUMBER,
        metavar="N",
        help=f"begin with the N newest logs (default {_NUMBER})",
    )
    add_filters(parser)
    add_output(parser)
    add_server(parser)
    parser.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    from entrypoints.cli.remote.server import Refused, Unreachable, server_of  # noqa: PLC0415 - not needed for --help

    shown = _Shown(show_of(chosen))
    try:
        with certain_interrupts():
            # When following, retry forever: the user is told, and can end the command by Ctrl-C.
            server = server_of(chosen, patience=float("inf") if chosen.follow else 30.0)
            # Get the cursor first: a log that is stored between the two requests is in both answers, and shown once.
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
    """Return the logs that were stored since `after`, or without it the cursor from which to begin."""
    # New logs are shown whatever their time.
    filters = [(name, value) for name, value in parameters_of(chosen) if name not in ("since", "until")]
    asked = filters if after is None else [*filters, ("after", after), ("wait", str(_WAIT_SECONDS))]
    return server.get(server.logs_path("tail"), asked)
