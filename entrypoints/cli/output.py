"""What the commands print: always escaped, because ids and reasons may come from a message that nobody could read."""

import json
import sys
from typing import TextIO

from entrypoints.printable import printable


def print_line(text: str, to: TextIO | None = None) -> None:
    """Print one line to standard output, or elsewhere."""
    print(printable(text), file=to)


def print_json(document: object, *, indent: int | None = None) -> None:
    """Print JSON that can be read by people and programs."""
    # JSON's own strings hold no line break, so each line is escaped by itself, and what that writes is JSON again.
    for line in json.dumps(document, ensure_ascii=False, indent=indent).split("\n"):
        print_line(line)


def tell(text: str) -> None:
    """Say something beside what is printed, so that a key or JSON can be piped on."""
    print_line(text, sys.stderr)


def ask(question: str) -> None:
    """Begin a line on standard error that somebody at the terminal ends."""
    print(printable(question), end="", file=sys.stderr, flush=True)


def show_progress(text: str) -> None:
    """Put a line in the place of the one before, on standard error, which should be a terminal."""
    print(f"\r{printable(text)}", end="", file=sys.stderr, flush=True)


def fail(reason: object, code: int = 1) -> int:
    """Say why a command failed, and return its exit code."""
    tell(f"aws-log-processor: {reason}")
    return code
