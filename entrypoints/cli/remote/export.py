"""`export`: write stored logs to a file of JSON lines. An interrupted export can be continued."""

import argparse
import gzip
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from entrypoints.cli.output import fail, print_line, show_progress, tell
from entrypoints.cli.remote.address import add_server
from entrypoints.cli.remote.filters import add_filters, parameters_of
from entrypoints.printable import counted

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from entrypoints.cli.remote.server import Server

_PAGE = 1_000
_EXAMPLES = """examples:
  aws-log-processor export --tenant acme --since 7d -O acme.ndjson
  aws-log-processor export --tenant acme --since 2026-11-01T00:00:00Z --gzip -O november.ndjson.gz

After an interruption, the same command continues where it stopped.
"""


def add_to(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "export",
        help="write stored logs to a file",
        description="Write stored logs to a file, one JSON object per line, oldest first.",
        epilog=_EXAMPLES,
    )
    add_filters(parser)
    parser.add_argument("-O", "--file", type=Path, required=True, metavar="FILE", help="the file to write")
    parser.add_argument("--gzip", action="store_true", help="compress the file")
    add_server(parser)
    parser.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    from entrypoints.cli.remote.server import Refused, Unreachable, server_of  # noqa: PLC0415 - not needed for --help

    if chosen.file.exists():
        return fail(f"{chosen.file} already exists: name another file, or move it away.")
    try:
        server = server_of(chosen)
        number = sum(_write(server, chosen))
    except (Refused, Unreachable, OSError) as error:
        return fail(error)
    if sys.stderr.isatty():
        tell("")
    print_line(f"{chosen.file} holds {counted(number, 'log')}.")
    return 0


def _write(server: "Server", chosen: argparse.Namespace) -> Iterator[int]:
    """Write the logs page by page, and yield the number of logs of each page.

    The logs are written to `FILE.part`, and the state from which to continue to `FILE.state`.
    """
    part, state = (chosen.file.with_name(f"{chosen.file.name}.{ending}") for ending in ("part", "state"))
    asked: Sequence[tuple[str, str]] = [*parameters_of(chosen), ("order", "asc"), ("limit", str(_PAGE))]
    reached = _reached(part, state)
    if reached and _without_times(reached.asked) != _without_times(asked):
        raise OSError(f"{part} is the unfinished export of another query: move it away.")
    cursor, size, number = None, 0, 0
    if reached:
        # The parameters of the first run, because a relative time such as `7d` is another time now.
        asked, cursor, size, number = reached.asked, reached.cursor, reached.bytes, reached.logs
        yield number
    with part.open("r+b" if reached else "wb") as file:
        file.truncate(size)
        file.seek(size)
        while True:
            page = server.get(server.logs_path(), asked if cursor is None else [*asked, ("cursor", cursor)])
            lines = "".join(f"{json.dumps(log, ensure_ascii=False)}\n" for log in page["logs"]).encode()
            # Each page is a gzip member of its own, so that the file can be truncated after any page.
            file.write(gzip.compress(lines) if chosen.gzip else lines)
            file.flush()
            os.fsync(file.fileno())
            number += len(page["logs"])
            yield len(page["logs"])
            cursor = page["next_cursor"]
            if cursor is None:
                break
            _note(state, _Reached(asked, number, cursor, file.tell()))
            if sys.stderr.isatty():
                show_progress(f"{number:,} logs, the last of {page['logs'][-1]['time'] if page['logs'] else '-'}")
    part.rename(chosen.file)
    state.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Reached:
    """The state of an export: parameters, logs written, cursor to continue from, and valid bytes in the file."""

    asked: Sequence[tuple[str, str]]
    logs: int
    cursor: str
    bytes: int


def _note(state: Path, reached: _Reached) -> None:
    new = state.with_name(f"{state.name}.new")
    new.write_text(json.dumps(asdict(reached)))
    new.rename(state)


def _reached(part: Path, state: Path) -> _Reached | None:
    try:
        document = json.loads(state.read_text())
        asked = [(str(name), str(value)) for name, value in document["asked"]]
        reached = _Reached(asked, int(document["logs"]), str(document["cursor"]), int(document["bytes"]))
        return reached if part.stat().st_size >= reached.bytes else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _without_times(asked: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """Omit the times, because a relative time such as `7d` differs in each run."""
    return [one for one in asked if one[0] not in ("since", "until")]
