"""`stats`: count stored logs by time, level and service, and redacted values by kind."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from entrypoints.cli.arguments import whole_number
from entrypoints.cli.output import fail, print_line
from entrypoints.cli.remote.address import add_server
from entrypoints.cli.remote.filters import add_filters, parameters_of
from entrypoints.printable import counted

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from entrypoints.cli.remote.server import Server

_EXAMPLES = """examples:
  aws-log-processor stats --tenant acme --since 24h
  aws-log-processor stats --tenant acme --since 1h --service api --json
"""
_BUCKETS = 20
_BAR_WIDTH = 40
_TOP = 10
_SAMPLE = 1_000


def add_to(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "stats",
        help="count stored logs by time, level and service",
        description="Count stored logs by time, level and service, and the redacted values of the newest 1,000.",
        epilog=_EXAMPLES,
    )
    add_filters(parser, since="1h")
    parser.add_argument(
        "--buckets", type=whole_number(2, 500), default=_BUCKETS, metavar="N", help=f"rows (default {_BUCKETS})"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_server(parser)
    parser.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    from entrypoints.cli.remote.server import Refused, Unreachable, server_of  # noqa: PLC0415 - not needed for --help

    try:
        found = _counted(server_of(chosen), chosen)
    except (Refused, Unreachable) as error:
        return fail(error)
    if chosen.json:
        print_line(json.dumps(found, ensure_ascii=False))
    else:
        for line in _lines(found):
            print_line(line)
    return 0


def _counted(server: "Server", chosen: argparse.Namespace) -> dict[str, Any]:
    asked = list(parameters_of(chosen))
    histogram = server.get(server.logs_path("histogram"), [*asked, ("buckets", str(chosen.buckets)), ("by", "level")])
    facets = server.get(server.logs_path("facets"), [*asked, ("fields", "level,service"), ("top", str(_TOP))])
    newest = server.get(server.logs_path(), [*asked, ("limit", str(_SAMPLE))])["logs"]
    redacted: Counter[str] = Counter()
    for log in newest:
        redacted.update(log["redactions"])
    return {
        "logs": sum(bucket["count"] for bucket in histogram["buckets"]),
        "complete": histogram["complete"] and facets["complete"],
        "buckets": histogram["buckets"],
        "by": {facet["field"]: facet["values"] for facet in facets["facets"]},
        "redactions": {"of_newest_logs": len(newest), "by_kind": dict(redacted.most_common())},
    }


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    incomplete = "" if found["complete"] else " or more: the server ran out of time"
    yield f"{counted(found['logs'], 'log')}{incomplete}"
    yield ""
    yield from _bars(found["buckets"])
    for field, values in found["by"].items():
        yield ""
        yield f"by {field}"
        yield from _table((value["value"] or "-", value["count"]) for value in values)
    redactions = found["redactions"]
    if redactions["by_kind"]:
        yield ""
        yield f"redacted in the newest {counted(redactions['of_newest_logs'], 'log')}"
        yield from _table(redactions["by_kind"].items())


def _bars(buckets: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    most = max((bucket["count"] for bucket in buckets), default=0)
    mark = "█" if (sys.stdout.encoding or "").lower().startswith("utf") else "#"
    for bucket in buckets:
        width = -(-bucket["count"] * _BAR_WIDTH // most) if most else 0
        errors = sum(bucket["counts"].get(level, 0) for level in ("error", "fatal"))
        counts = f"{bucket['count']:>9,}" + (f", {errors:,} errors" if errors else "")
        yield f"{bucket['start'][:19]}Z  {mark * width:<{_BAR_WIDTH}}  {counts}"


def _table(rows: Iterable[tuple[str, int]]) -> Iterator[str]:
    for name, number in rows:
        yield f"  {number:>11,}  {name}"
