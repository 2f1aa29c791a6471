"""`export`: stored logs as a file of JSON lines, which can be gone on with after it was interrupted."""

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

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from entrypoints.cli.remote.server import Server

_PAGE = 1_000
_EXAMPLES = """examples:
  aws-log-processor export --tenant acme --since 7d -O acme.ndjson
  aws-log-processor export --tenant acme --since 2026-11-01T00:00:00Z --gzip -O november.ndjson.gz

After an interruption, the same command goes on where it stopped.
"""


def add_to(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "export",
        help="write stored logs to a file",
        description="Write stored logs to a file, one JSON object a line, the oldest first.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_filters(parser)
    parser.add_argument("-O", "--file", type=Path, required=True, metavar="FILE", help="the file to write")
    parser.add_argument("--gzip", action="store_true", help="compress it")
    add_server(parser)
    parser.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    from entrypoints.cli.remote.server import Refused, Unreachable, server_of  # noqa: PLC0415 - not needed for --help

    if chosen.file.exists():
        return fail(f"{chosen.file} is there already: name another file, or move it away.")
    try:
        server = server_of(chosen)
        number = sum(_write(server, chosen))
    except (Refused, Unreachable, OSError) as error:
        return fail(error)
    if sys.stderr.isatty():
        tell("")
    print_line(f"{chosen.file} holds {number:,} logs.")
    return 0


def _write(server: "Server", chosen: argparse.Namespace) -> Iterator[int]:
    """Page by page, and how many logs each has.

    What is written so far is in `FILE.part`, and where to go on in `FILE.state`.
    """
    part, state = (chosen.file.with_name(f"{chosen.file.name}.{ending}") for ending in ("part", "state"))
    # What is asked, as it was first: a time that was told as `7d` is another one now.
    asked: Sequence[tuple[str, str]] = [*parameters_of(chosen), ("order", "asc"), ("limit", str(_PAGE))]
    reached = _reached(part, state)
    if reached and _without_times(reached.asked) != _without_times(asked):
        raise OSError(f"{part} was written by another query: move it away.")
    cursor, size, number = None, 0, 0
    if reached:
        asked, cursor, size, number = reached.asked, reached.cursor, reached.bytes, reached.logs
        yield number
    with part.open("r+b" if reached else "wb") as file:
        file.truncate(size)
        file.seek(size)
        while True:
            page = server.get(server.logs_path(), asked if cursor is None else [*asked, ("cursor", cursor)])
            lines = "".join(f"{json.dumps(log, ensure_ascii=False)}\n" for log in page["logs"]).encode()
            # A member of its own for each page, so that the file can be cut behind any of them.
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
    """What an earlier run asked, how many logs it has written, where it goes on, and how much of the file is whole."""

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
    """A time that was told as `7d` is another one when the command is called again."""
    return [one for one in asked if one[0] not in ("since", "until")]
