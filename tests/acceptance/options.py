"""The options of the verification script."""

import argparse
import math
from dataclasses import dataclass

from tests.acceptance.client import parse_endpoint
from tests.acceptance.load import MAX_TENANTS, MIN_CHARACTERS, LoadPlan

_EXAMPLES = """\
examples:
  make verify
      a local server of its own, 60 s of load, the verdict
  make verify ENDPOINT=http://127.0.0.1:8000 ARGS="--seconds 10"
      a server that runs already, a shorter load
  make verify ENDPOINT=https://abc123.execute-api.eu-west-1.amazonaws.com ARGS="--table tenant_logs"
      a deployed stack; results are read from its table, with boto3's own settings for region and credentials

exit codes:
  0  every law holds
  1  a law is broken
  2  nothing could be tried: wrong usage, no answer, or results that cannot be read
"""
_DEFAULT = "default: %(default)g"


@dataclass(frozen=True)
class Options:
    """Without an endpoint, a local server is started, whose work takes this number of seconds a character."""

    endpoint: str | None
    table: str | None
    seconds_per_character: float
    plan: LoadPlan


def parse_options(arguments: list[str] | None = None) -> Options:
    """Parse the arguments. Exits with code 2 and a message if they are invalid."""
    parser = argparse.ArgumentParser(
        prog="test_api.py",
        description="Verify an installation: ingestion, refusals, redaction, isolation of tenants,\n"
        "and a load without losses.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_target(parser)
    _add_load(parser)
    given = parser.parse_args(arguments)
    plan = LoadPlan(
        logs_per_minute=given.logs_per_minute,
        seconds=given.seconds,
        characters=given.characters,
        tenants=given.tenants,
        connections=given.connections,
        drain_seconds=given.drain_seconds,
    )
    options = Options(given.endpoint, given.table, given.seconds_per_character, plan)
    if mistake := _mistake(options):
        parser.error(mistake)
    return options


def _add_target(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what to verify")
    group.add_argument("--endpoint", type=_endpoint, metavar="URL", help="default: start a local server")
    group.add_argument("--table", metavar="NAME", help="read results from this DynamoDB table, not through the API")
    group.add_argument(
        "--seconds-per-character",
        type=_not_negative,
        default=0.05,
        metavar="S",
        help=f"work of the local server; {_DEFAULT}",
    )


def _add_load(parser: argparse.ArgumentParser) -> None:
    plan = LoadPlan()
    group = parser.add_argument_group("the load")
    group.add_argument("--seconds", type=_positive, default=plan.seconds, metavar="S", help=_DEFAULT)
    group.add_argument("--logs-per-minute", type=_positive, default=plan.logs_per_minute, metavar="N", help=_DEFAULT)
    group.add_argument(
        "--characters", type=_count, default=plan.characters, metavar="N", help=f"length of each text; {_DEFAULT}"
    )
    group.add_argument(
        "--tenants",
        type=_count,
        default=plan.tenants,
        metavar="N",
        help=f"number of tenants, which send in turns; {_DEFAULT}",
    )
    group.add_argument(
        "--connections",
        type=_count,
        default=plan.connections,
        metavar="N",
        help=f"number of kept connections; {_DEFAULT}",
    )
    group.add_argument(
        "--drain-seconds",
        type=_positive,
        default=plan.drain_seconds,
        metavar="S",
        help=f"time within which an accepted log must be stored; {_DEFAULT}",
    )


def _mistake(options: Options) -> str | None:
    """Return the contradiction between options that are valid alone, or None."""
    plan = options.plan
    if options.table and not options.endpoint:
        return "--table is for a deployed stack: set --endpoint too"
    if plan.tenants > MAX_TENANTS:
        return f"--tenants: at most {MAX_TENANTS}"
    if plan.characters < MIN_CHARACTERS:
        return f"--characters: at least {MIN_CHARACTERS}, for the marks and the phone number in each text"
    work = plan.characters * options.seconds_per_character
    if not options.endpoint and work >= plan.drain_seconds:
        return f"the work on {plan.characters} characters takes {work:g} s: set --drain-seconds to more than that"
    return None


def _endpoint(text: str) -> str:
    try:
        return parse_endpoint(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _not_negative(text: str) -> float:
    number = float(text)
    if not (number >= 0 and math.isfinite(number)):
        raise argparse.ArgumentTypeError(f"{text} is not a number of 0 or more")
    return number


def _positive(text: str) -> float:
    if not (number := _not_negative(text)):
        raise argparse.ArgumentTypeError("it must be more than 0")
    return number


def _count(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("it must be 1 or more")
    return number


# argparse shows the type in its own messages: "invalid number value: 'x'".
_not_negative.__name__ = _positive.__name__ = "number"
_count.__name__ = "whole number"
_endpoint.__name__ = "URL"
