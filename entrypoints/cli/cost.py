"""`cost`: estimate the monthly cost on AWS."""

import argparse
from typing import TYPE_CHECKING

from domain.limits import MAX_REQUEST_LOGS, MAX_TEXT_BYTES
from entrypoints.cli.arguments import seconds_per_character, whole_number
from entrypoints.cli.aws_prices import REGION, Price, Traffic, month
from entrypoints.settings import EmbeddedSettings

if TYPE_CHECKING:
    from argparse import _SubParsersAction

# The default of template.yaml.
WORKER_MEMORY_MB = 256
# Lambda's limits, in megabytes.
_LEAST_MEMORY, _MOST_MEMORY = 128, 10_240
_MOST_LOGS = 10**15


def add_to(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "cost",
        help="estimate the monthly cost on AWS",
        description="Estimate what a month of the deployed stack costs, and how much of it the free tier covers.",
        epilog="examples:\n"
        "  aws-log-processor cost --logs-per-month 10000000 --batch 100\n"
        "  aws-log-processor cost --logs-per-month 1000000 --bytes 500 --seconds-per-character 0\n\n"
        f"Prices of {REGION}, with traffic spread evenly over the month. Not included: outgoing data, reading, "
        "Hardening=full (a key is $1 a month; point-in-time recovery $0.20 a GB), and $3 for the dashboard if it has "
        "more than 50 metrics. --sources lists each price with its page.",
    )
    parser.add_argument(
        "--logs-per-month", type=whole_number(0, _MOST_LOGS), default=0, metavar="N", help="default 0: the idle stack"
    )
    parser.add_argument(
        "--bytes", type=whole_number(1, MAX_TEXT_BYTES), default=200, metavar="B", help="bytes of a log (default 200)"
    )
    parser.add_argument(
        "--batch", type=whole_number(1, MAX_REQUEST_LOGS), default=1, metavar="K", help="logs in a request (default 1)"
    )
    parser.add_argument(
        "--seconds-per-character",
        type=seconds_per_character,
        default=EmbeddedSettings.seconds_per_character,
        metavar="S",
        help=f"simulated work (default {EmbeddedSettings.seconds_per_character})",
    )
    parser.add_argument(
        "--worker-memory",
        type=whole_number(_LEAST_MEMORY, _MOST_MEMORY),
        default=WORKER_MEMORY_MB,
        metavar="MB",
        help=f"the stack's WorkerMemory (default {WORKER_MEMORY_MB})",
    )
    parser.add_argument("--traced", action="store_true", help="with the stack's parameter Tracing=enabled")
    parser.add_argument("--sources", action="store_true", help="list the prices with their sources and dates")
    parser.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    if chosen.sources:
        for price in Price:
            print(f"{price.name:<18} ${price.dollars:<14.10f} {price.free:>9,} free  {price.as_of:<8} {price.source}")
        return 0
    traffic = Traffic(chosen.logs_per_month, chosen.bytes, chosen.batch)
    lines = list(
        month(
            traffic,
            seconds_per_character=chosen.seconds_per_character,
            worker_memory_mb=chosen.worker_memory,
            traced=chosen.traced,
        )
    )
    work = f"work of {chosen.seconds_per_character:g} s a character"
    print(f"{traffic.logs:,} logs of {traffic.text_bytes:,} B a month, {traffic.batch:,} in a request, {work}\n")
    print(f"{'':<48} {'amount':>16} {'price':>10} {'free':>10} {'to pay':>10}")
    for line in lines:
        print(f"{line.what:<48} {line.amount:>16} {line.dollars:>10.2f} {line.free:>10.2f} {line.to_pay:>10.2f}")
    dollars, free = sum(line.dollars for line in lines), sum(line.free for line in lines)
    print(f"{'US dollars a month':<48} {'':>16} {dollars:>10.2f} {free:>10.2f} {dollars - free:>10.2f}")
    print(f"\nPrices of {REGION}. `cost --sources` lists them; `cost --help` says what is not included.")
    return 0
