"""`make bench-growth`: the performance of the embedded run with more and more stored logs, and with a backlog.

Writes `docs/performance.svg` and `docs/performance.md`. Ten million logs take 7 GB of disk and about fifteen minutes.
"""

import argparse
import os
import platform
import sys
from pathlib import Path

from tests.benchmarks.growth.drawing import svg
from tests.benchmarks.growth.measuring import measure_queued, measure_stored
from tests.benchmarks.growth.table import markdown

_SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
_LOGS_A_MESSAGE = 500


def main() -> int:
    """Measure, print and write. Return 0."""
    parser = argparse.ArgumentParser(prog="make bench-growth", description=__doc__)
    parser.add_argument("--most", type=int, default=_SIZES[-1], help="logs of the largest store (default 10,000,000)")
    parser.add_argument("--most-queued", type=int, default=1_000_000, help="of the largest backlog (default 1,000,000)")
    parser.add_argument("--out", type=Path, default=Path("docs"), help="the folder to write to (default docs)")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    stored, queued = [], []
    for size in (size for size in _SIZES if size <= options.most):
        print(f"{size:,} logs stored …", file=sys.stderr)
        stored.append(measure_stored(size))
    for size in (size for size in _SIZES if size <= options.most_queued):
        print(f"{size:,} logs queued …", file=sys.stderr)
        queued.append(measure_queued(size, logs_a_message=_LOGS_A_MESSAGE))
    print(f"{queued[-1].logs:,} logs queued, each in a message of its own …", file=sys.stderr)
    alone = measure_queued(queued[-1].logs, logs_a_message=1)
    machine = f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"
    table = markdown(stored, [*queued, alone], machine)
    (options.out / "performance.md").write_text(f"# Performance as logs grow more\n\n{table}", encoding="utf-8")
    (options.out / "performance.svg").write_text(svg(stored, queued), encoding="utf-8")
    print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
