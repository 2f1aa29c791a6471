"""`serve`: run the whole pipeline on this machine."""

import argparse
import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from application.ports.storage import UnusableStorage
from entrypoints.auth_mode import AuthMode
from entrypoints.cli.arguments import seconds_per_character, whole_number
from entrypoints.cli.output import fail
from entrypoints.settings import EmbeddedSettings, LogFormat

if TYPE_CHECKING:
    from argparse import _SubParsersAction

E = TypeVar("E", bound=StrEnum)


_EXAMPLES = """examples:
  aws-log-processor serve                          # then open http://localhost:8000/console
  aws-log-processor serve --open --seconds-per-character 0
  aws-log-processor serve --auth-mode key --data /var/lib/logs --log-format json

Each setting can also be set by the environment variable in brackets; a flag overrides it.
"""


def add_to(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "serve",
        help="run the whole pipeline on this machine, without AWS",
        description="Run the whole pipeline on this machine: HTTP API, queue, worker and store, in one data folder. "
        "Only clients on this machine can connect. Ctrl-C stops.",
        epilog=_EXAMPLES,
    )
    defaults = EmbeddedSettings()
    for flag, metavar, variable, parse, default, text in (
        ("--port", "PORT", "PORT", whole_number(0, 65_535), defaults.port, "port to listen on, 0 for any free one"),
        ("--data", "FOLDER", "DATA_FOLDER", Path, defaults.data_folder, "folder for queue, logs and secret"),
        (
            "--seconds-per-character",
            "SECONDS",
            "SECONDS_PER_CHARACTER",
            seconds_per_character,
            defaults.seconds_per_character,
            "duration of the simulated work; it also limits the length of a text",
        ),
        (
            "--workers",
            "N",
            "WORKERS",
            whole_number(1, 256),
            defaults.workers,
            "batches that are processed at the same time",
        ),
        (
            "--auth-mode",
            "{open,key}",
            "AUTH_MODE",
            _member_of(AuthMode),
            defaults.auth_mode,
            "open: anyone may act as any tenant; key: callers need a tenant's key (see tenants --help)",
        ),
        (
            "--allowed-origins",
            "ORIGINS",
            "ALLOWED_ORIGINS",
            _origins,
            "",
            (
                "origins of web pages that may use the API, separated by commas, such as http://localhost:3000; "
                "in open mode, their host names are also accepted as Host"
            ),
        ),
        (
            "--log-format",
            "{text,json}",
            "LOG_FORMAT",
            _member_of(LogFormat),
            defaults.log_format,
            "text: for people, with at most one line a second about stored logs; json: a JSON object for each event",
        ),
    ):
        parser.add_argument(
            flag,
            type=parse,
            # argparse parses a default that is a string like the value of the flag.
            default=os.environ.get(variable) or str(default),
            metavar=metavar,
            help=f"{text} (default {default or 'none'}) [{variable}]",
        )
    parser.add_argument(
        "--replace-missing",
        action="store_true",
        help="replace a missing database or secret of the data folder by a new one; without this, refuse to start",
    )
    parser.add_argument("--open", action="store_true", help="open the console in a browser once the server answers")
    parser.set_defaults(run=_run)


def _member_of(names: type[E]) -> Callable[[str], E]:
    def parse(text: str) -> E:
        try:
            return names(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is neither {' nor '.join(names)}") from None

    return parse


def _origins(text: str) -> tuple[str, ...]:
    from entrypoints.settings import parse_origins  # noqa: PLC0415 - not needed for --help

    try:
        return parse_origins(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _run(chosen: argparse.Namespace) -> int:
    from entrypoints.local.serve import CannotServe, serve  # noqa: PLC0415 - not needed, and slow, for --help

    settings = EmbeddedSettings(
        data_folder=chosen.data,
        port=chosen.port,
        seconds_per_character=chosen.seconds_per_character,
        workers=chosen.workers,
        auth_mode=chosen.auth_mode,
        replace_missing=chosen.replace_missing,
        allowed_origins=chosen.allowed_origins,
        log_format=chosen.log_format,
        open_console=chosen.open,
    )
    try:
        serve(settings)
    except (CannotServe, UnusableStorage) as error:
        return fail(error)
    return 0
