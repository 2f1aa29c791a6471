"""The command line, `aws-log-processor` or `python -m entrypoints.cli`. Each command has its own module."""

import argparse
import os
import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import Any, NoReturn

from entrypoints.cli import backup, check, cost, dlq, erase, redact, serve, tenants
from entrypoints.cli.output import fail, print_line, tell
from entrypoints.cli.remote import doctor, export, ingest, query, stats, tail
from entrypoints.printable import printable

_PACKAGE = "aws-log-processor"
# Packages that a plain `pip install` does not include because Lambda does not need them, and the extra with each.
_EXTRAS = {
    "boto3": "aws",
    "botocore": "aws",
    "httptools": "embedded",
    "rich": "embedded",
    "urllib3": "embedded",
    "uvicorn": "embedded",
    "uvloop": "embedded",
}


class _Parser(argparse.ArgumentParser):
    """Keeps the lines of examples in help texts, and escapes unknown arguments in its error messages."""

    def __init__(self, *, description: str, epilog: str = "", **options: Any) -> None:
        super().__init__(
            description=description, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter, **options
        )

    def format_help(self) -> str:
        """Wrap the texts to the terminal's width."""
        self.description, self.epilog = _wrapped(self.description or ""), _wrapped(self.epilog or "")
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))


def _wrapped(text: str) -> str:
    """Wrap the paragraphs of a text to the terminal's width, except lists of examples."""
    width = shutil.get_terminal_size().columns - 2
    return "\n\n".join(
        paragraph if paragraph.startswith("examples:") else textwrap.fill(paragraph, width)
        for paragraph in text.split("\n\n")
    )


class _ShowVersion(argparse.Action):
    def __call__(self, *_: object) -> NoReturn:
        from importlib.metadata import version  # noqa: PLC0415 - slow, and rarely needed

        print_line(f"{_PACKAGE} {version(_PACKAGE)}")
        sys.exit(0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Return the exit code: 0 success, 1 failure, 2 wrong usage, 130 interrupted."""
    parser: argparse.ArgumentParser = _Parser(
        prog=_PACKAGE,
        description="Receive the logs of many tenants over HTTP, redact personal data and store them.",
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    serve.add_to(commands)
    ingest.add_to(commands)
    query.add_to(commands)
    tail.add_to(commands)
    stats.add_to(commands)
    export.add_to(commands)
    doctor.add_to(commands)
    redact.add_to(commands)
    tenants.add_to(commands)
    dlq.add_to(commands)
    backup.add_to(commands)
    check.add_to(commands)
    erase.add_to(commands)
    cost.add_to(commands)
    chosen = parser.parse_args(arguments)
    try:
        code = int(chosen.run(chosen))
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has closed the pipe (`| head`). Redirect the output, or Python reports an error when it closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        tell("Interrupted.")
        return 130
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get(error.name or "")
        if extra is None:
            raise
        return fail(f"This command needs {error.name}: install '{_PACKAGE}[{extra}]'.")
    return code
