"""`ingest`: send files or standard input as logs. A file that is sent again is stored once."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from entrypoints.cli.interrupt import certain_interrupts
from entrypoints.cli.output import fail, print_line, show_progress, tell
from entrypoints.cli.remote.address import add_server
from entrypoints.printable import counted

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from entrypoints.cli.remote.sending import Tally

_EXAMPLES = """examples:
  aws-log-processor ingest --tenant acme /var/log/nginx/access.log
  journalctl -o json -f | aws-log-processor ingest --tenant acme --service host -
  aws-log-processor ingest --tenant acme --follow app.log

Each line is a log. A JSON object is sent unchanged, a line that `export` has written as the original log, and any other
line as text. The ids are derived from the file's path, the position and the line, so a file that is sent again, also
after an interruption, is stored once. Lines of standard input get random ids.
"""
_SHOWN_REJECTIONS = 10


def add_to(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "ingest",
        help="send files as logs",
        description="Send files, or standard input, as logs.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files to send, or - for standard input")
    parser.add_argument(
        "--follow", action="store_true", help="also send lines that are added to the file, until Ctrl-C"
    )
    parser.add_argument("--service", metavar="NAME", help="the service of lines that do not name one")
    add_server(parser)
    parser.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    from entrypoints.cli.remote.lines import lines_of, size_of  # noqa: PLC0415 - not needed for --help
    from entrypoints.cli.remote.sending import Sender, Tally  # noqa: PLC0415 - as above
    from entrypoints.cli.remote.server import Refused, Unreachable, server_of  # noqa: PLC0415 - as above

    if chosen.follow and (len(chosen.files) > 1 or str(chosen.files[0]) == "-"):
        return fail("--follow works with a single file only.", code=2)
    if missing := [path for path in chosen.files if str(path) != "-" and not path.is_file()]:
        return fail(f"the file {missing[0]} does not exist.")
    tally = Tally()
    total = sum(map(size_of, chosen.files))
    try:
        # Retry forever: the user is told, and can end the command by Ctrl-C.
        with certain_interrupts():
            sender = Sender(server_of(chosen, patience=float("inf")), tally, lambda: _show(tally, total))
            for path in chosen.files:
                sender.send(lines_of(path, follow=chosen.follow, service=chosen.service))
    except (Refused, Unreachable, OSError) as error:
        _sum_up(tally)
        return fail(error)
    except KeyboardInterrupt:
        _sum_up(tally)
        raise
    _sum_up(tally)
    return 1 if tally.rejected else 0


def _show(tally: "Tally", total: int) -> None:
    if sys.stderr.isatty():
        part = f" {tally.bytes / total:4.0%}" if total else ""
        show_progress(f"{tally.accepted:,} logs sent{part}, {tally.rate / 1e6:.1f} MB/s  ")


def _sum_up(tally: "Tally") -> None:
    if sys.stderr.isatty():
        tell("")
    print_line(f"{counted(tally.accepted, 'log')} accepted, {tally.rejected:,} rejected.")
    for code, number in tally.rejected_by_code.most_common():
        tell(f"  {number:,} {code}: {tally.details[code]}")
    for place, code in tally.first_rejected[:_SHOWN_REJECTIONS]:
        tell(f"  {place}: {code}")
