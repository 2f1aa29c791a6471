"""Formatting a log as a line for people, as JSON or as text."""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any, TextIO

from entrypoints.printable import printable

Show = Callable[[Mapping[str, Any]], str]

_RESET = "\x1b[0m"
_DIM = "\x1b[2m"
_LEVEL_COLOURS = {
    "trace": _DIM,
    "debug": _DIM,
    "info": "\x1b[32m",
    "warn": "\x1b[33m",
    "error": "\x1b[31m",
    "fatal": "\x1b[1;31m",
}
_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z0-9_]*(?::[*0-9A-Za-z]+)?\]")
_PLACEHOLDER_COLOUR = "\x1b[36m"
_LEVEL_WIDTH = 5


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add `-o` and `--color`."""
    group = parser.add_argument_group("output")
    group.add_argument(
        "-o",
        "--output",
        choices=("text", "json", "raw"),
        default="text",
        help="text: a line for people; json: the whole log; raw: only its text (default text)",
    )
    group.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="use colours; auto means on a terminal, unless NO_COLOR is set",
    )


def show_of(chosen: argparse.Namespace) -> Show:
    """Return the function that formats logs as the arguments say."""
    if chosen.output == "json":
        return lambda log: json.dumps(log, ensure_ascii=False)
    if chosen.output == "raw":
        return lambda log: printable(str(log["text"])) if sys.stdout.isatty() else str(log["text"])
    return _coloured if wants_colour(chosen.color, sys.stdout) else _plain


def wants_colour(choice: str, stream: TextIO) -> bool:
    """Whether to use colours (https://no-color.org)."""
    if choice != "auto":
        return choice == "always"
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _plain(log: Mapping[str, Any]) -> str:
    return "  ".join((_time(log), (log["level"] or "-").ljust(_LEVEL_WIDTH), _service(log), printable(log["text"])))


def _coloured(log: Mapping[str, Any]) -> str:
    level = log["level"] or "-"
    text = _PLACEHOLDER.sub(lambda found: f"{_PLACEHOLDER_COLOUR}{found[0]}{_RESET}", printable(log["text"]))
    return "  ".join(
        (
            f"{_DIM}{_time(log)}{_RESET}",
            f"{_LEVEL_COLOURS.get(level, '')}{level.ljust(_LEVEL_WIDTH)}{_RESET}",
            _service(log),
            text,
        )
    )


def _time(log: Mapping[str, Any]) -> str:
    """Return the time with milliseconds, always of the same length."""
    whole, _, fraction = str(log["time"]).removesuffix("Z").partition(".")
    return f"{whole}.{fraction[:3]:0<3}Z"


def _service(log: Mapping[str, Any]) -> str:
    return printable(log["service"] or "-")
