"""The command line, `aws-log-processor` or `python -m entrypoints.cli`: one module a command."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from entrypoints.cli import backup, check, cost, dlq, erase, redact, serve, tenants
from entrypoints.cli.output import fail, print_line, tell
from entrypoints.cli.remote import doctor, export, ingest, query, stats, tail
from entrypoints.printable import printable

_PACKAGE = "aws-log-processor"
# What a plain `pip install` leaves out, because Lambda has no use for it, and the extra that brings it.
_EXTRAS = {
    "boto3": "aws",
    "httptools": "embedded",
    "rich": "embedded",
    "urllib3": "embedded",
    "uvicorn": "embedded",
    "uvloop": "embedded",
}


class _Parser(argparse.ArgumentParser):
    """Repeats arguments that it does not know escaped."""

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))


class _ShowVersion(argparse.Action):
    def __call__(self, *_: object) -> NoReturn:
        from importlib.metadata import version  # noqa: PLC0415 - slow, and hardly ever asked for

        print_line(f"{_PACKAGE} {version(_PACKAGE)}")
        sys.exit(0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the process's exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    parser: argparse.ArgumentParser = _Parser(
        prog=_PACKAGE,
        description="Takes the logs of many tenants over HTTP, redacts personal data and stores them.",
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
        # Whoever reads has seen enough (`| head`); the interpreter must not complain when it closes its output.
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
