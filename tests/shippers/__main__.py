"""`make test-shippers`: run every sender, each across a kill -9 of the server."""

import argparse
import sys

from rich.console import Console
from rich.table import Table

from tests.shippers.run import Row, run
from tests.shippers.senders import SENDERS


def main() -> int:
    """Print the table. Return 1 for a log that was lost, duplicated or not redacted, or a missing sender."""
    parser = argparse.ArgumentParser(prog="make test-shippers", description=__doc__)
    parser.add_argument("--only", metavar="NAME", help="run only senders whose names contain this")
    parser.add_argument("--count", type=int, default=400, help="number of logs per sender (default 400)")
    options = parser.parse_args()
    progress = Console(stderr=True)
    table = Table(
        "sender", "sent", "stored once", "redacted", "lost", "doubled", "", title="across a kill -9 of the server"
    )
    good = True
    for sender in SENDERS:
        if options.only and options.only not in sender.name:
            continue
        if sender.missing:
            table.add_row(sender.name, *[""] * 5, f"not run: {sender.missing} is missing")
            good = False
            continue
        progress.print(f"{sender.name} ...")
        row = run(sender, options.count)
        table.add_row(*_cells(row))
        good = good and row.good
    Console(width=150).print(table)
    print("PASS" if good else "FAIL")
    return int(not good)


def _cells(row: Row) -> list[str]:
    once = sum(times == 1 for times in row.stored.values())
    numbers = (row.sent, once, sum(row.stored.values()) - row.unredacted, row.lost, row.doubled)
    return [row.sender.name, *(f"{number:,}" for number in numbers), row.failure or row.sender.note]


if __name__ == "__main__":
    sys.exit(main())
