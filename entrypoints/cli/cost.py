"""`cost`: what a month on AWS costs."""

import argparse
from typing import TYPE_CHECKING

from entrypoints.cli.aws_prices import AS_OF, REGION, month
from entrypoints.settings import EmbeddedSettings

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_to(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "cost",
        help="what a month on AWS costs",
        description="Print what a month of the deployed stack costs, and what of it the free tier covers.",
        epilog=f"Prices of {REGION}, arm64, on demand, as of {AS_OF}; traffic spread evenly over the month. Traces, "
        "data sent out, reading and Hardening=full (a key is $1 a month) are not in it.",
    )
    parser.add_argument("--logs-per-month", type=_whole, default=0, metavar="N", help="default 0: the idle stack")
    parser.add_argument("--bytes", type=_positive, default=200, metavar="B", help="of a log's text (default 200)")
    parser.add_argument("--batch", type=_positive, default=1, metavar="K", help="logs in a request (default 1)")
    parser.add_argument(
        "--seconds-per-character",
        type=float,
        default=EmbeddedSettings.seconds_per_character,
        metavar="S",
        help=f"simulated work (default {EmbeddedSettings.seconds_per_character})",
    )
    parser.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    lines = list(
        month(
            logs=chosen.logs_per_month,
            text_bytes=chosen.bytes,
            batch=chosen.batch,
            seconds_per_character=chosen.seconds_per_character,
        )
    )
    print(f"{chosen.logs_per_month:,} logs of {chosen.bytes:,} B a month, {chosen.batch:,} in a request\n")
    print(f"{'':<48} {'amount':>16} {'price':>10} {'free':>10} {'to pay':>10}")
    for line in lines:
        print(f"{line.what:<48} {line.amount:>16} {line.dollars:>10.2f} {line.free:>10.2f} {line.to_pay:>10.2f}")
    dollars, free = sum(line.dollars for line in lines), sum(line.free for line in lines)
    print(f"{'US dollars a month':<48} {'':>16} {dollars:>10.2f} {free:>10.2f} {dollars - free:>10.2f}")
    print(f"\nPrices of {REGION}, as of {AS_OF}. `cost --help` says what is not in it.")
    return 0


def _whole(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("a number of 0 or more is needed")
    return number


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("a number of 1 or more is needed")
    return number
