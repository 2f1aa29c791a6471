"""Printing for all commands. Everything is escaped, because ids and reasons may come from malformed messages."""

import json
import sys
from typing import TextIO

from entrypoints.printable import printable


def print_line(text: str, to: TextIO | None = None) -> None:
    """Print a line, by default to standard output."""
    print(printable(text), file=to)


def print_json(document: object, *, indent: int | None = None) -> None:
    """Print JSON that can be read by people and programs."""
    # Strings in JSON contain no line breaks, so each line can be escaped by itself, and the result is still JSON.
    for line in json.dumps(document, ensure_ascii=False, indent=indent).split("\n"):
        print_line(line)


def tell(text: str) -> None:
    """Print a message to standard error, so that standard output contains only the result."""
    print_line(text, sys.stderr)


def ask(question: str) -> None:
    """Print a prompt to standard error, without a line break."""
    print(printable(question), end="", file=sys.stderr, flush=True)


def show_progress(text: str) -> None:
    """Overwrite the current line of standard error, which must be a terminal."""
    print(f"\r{printable(text)}", end="", file=sys.stderr, flush=True)


def fail(reason: object, code: int = 1) -> int:
    """Print why a command failed, and return its exit code."""
    tell(f"aws-log-processor: {reason}")
    return code
