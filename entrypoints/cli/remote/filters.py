"""Arguments that select logs, for `tail`, `query`, `export` and `stats`."""

import argparse
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from domain.level import Level
from domain.timestamps import format_timestamp, parse_nanoseconds

_DURATION = re.compile(r"([0-9]{1,9})(s|m|h|d|w)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
# The earliest time of a log.
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(text: str) -> str:
    """Parse a time: `15m`, `2h` or `7d` ago, `now`, or RFC 3339. Return it as RFC 3339."""
    if text == "now":
        return format_timestamp(datetime.now(UTC))
    if found := _DURATION.fullmatch(text.removeprefix("-")):
        try:
            ago = datetime.now(UTC) - timedelta(**{_UNITS[found[2]]: int(found[1])})
        except OverflowError:
            ago = _EPOCH
        return format_timestamp(max(ago, _EPOCH))
    try:
        parse_nanoseconds(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is neither a time such as 2026-11-23T12:00:00Z nor a duration before now: 15m, 2h, 7d"
        ) from None
    return text


def levels(text: str) -> str:
    """Parse a list of levels."""
    if not text or not set(text.split(",")) <= set(Level):
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of levels, which are {', '.join(Level)}")
    return text


def add_filters(parser: argparse.ArgumentParser, *, since: str | None = None) -> None:
    """Add the filters. `since` is the default of `--since`."""
    group = parser.add_argument_group("which logs")
    default = f" (default {since})" if since else ""
    group.add_argument(
        "--since",
        type=moment,
        default=since,
        metavar="WHEN",
        help=f"from this time on: 15m, 2h, 7d (ago), or RFC 3339{default}",
    )
    group.add_argument("--until", type=moment, metavar="WHEN", help="before this time")
    group.add_argument("--level", type=levels, metavar="LEVEL", help="with one of these levels: warn,error")
    group.add_argument("--min-level", type=levels, metavar="LEVEL", help="with this level or a more severe one")
    group.add_argument("--service", action="append", default=[], metavar="NAME", help="of this service; repeatable")
    group.add_argument("-q", "--search", metavar="WORDS", help='containing all these words; "a phrase"; -excluded')
    group.add_argument("--re", metavar="EXPRESSION", help="whose text matches this RE2 expression")
    group.add_argument(
        "--attr",
        action="append",
        default=[],
        metavar="PATH=VALUE",
        help="with this attribute: http.status=500, or != to exclude; repeatable",
    )
    group.add_argument("--trace-id", metavar="ID", help="of this trace")


def parameters_of(chosen: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Yield the query parameters for the arguments (docs/reading.md)."""
    for name, value in (
        ("since", chosen.since),
        ("until", chosen.until),
        ("level", chosen.level),
        ("min_level", chosen.min_level),
        ("q", chosen.search),
        ("re", chosen.re),
        ("trace_id", chosen.trace_id),
    ):
        if value is not None:
            yield name, value
    for service in chosen.service:
        yield "service", service
    for attribute in chosen.attr:
        path, _, value = attribute.partition("=")
        yield f"attr.{path}", value
