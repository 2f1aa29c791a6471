"""`make bench-redaction`: compare our redactor with others on the same lines of the corpus, in one run.

Each runs alone in a process of its own on one core: ours with this interpreter, the others with that of `.venv-bench`.
A slow one stops when its time is over, and the table says how many lines it has processed.
"""

import argparse
import functools
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from tests.benchmarks.redaction.drawing import svg
from tests.benchmarks.redaction.measure import Measured, measure
from tests.benchmarks.redaction.process import running
from tests.benchmarks.redaction.table import markdown
from tests.corpus import Record, findings, look_alikes, plain

# Module in `finders`: the displayed name. Ours is first.
_REDACTORS = {
    "ours": "this project",
    "datafog": "DataFog",
    "libphonenumber": "libphonenumber",
    "scrubadub": "scrubadub",
    "presidio": "Presidio",
}
# Without IP addresses, which are off by default: ours, and the fastest of the others.
_WITHOUT_IP = {"ours_without_ip": "this project", "datafog_without_ip": "DataFog"}


def main() -> int:
    """Measure, print and write. Return 0."""
    parser = argparse.ArgumentParser(prog="make bench-redaction", description=__doc__)
    parser.add_argument("--seed", type=int, default=7, help="of the lines (default 7)")
    parser.add_argument("--lines", type=int, default=20_000, metavar="N", help="ordinary lines (default 20,000)")
    parser.add_argument("--seconds", type=float, default=12, help="for a redactor and a family of lines (default 12)")
    parser.add_argument("--peers", type=Path, default=Path(".venv-bench/bin/python"), help="the others' interpreter")
    parser.add_argument("--out", type=Path, default=Path("docs"), metavar="DIR", help="where to write (default docs)")
    options = parser.parse_args()
    families = {
        "findings": list(findings(options.seed, options.lines // 5)),
        "look-alikes": list(look_alikes(options.seed, options.lines // 10)),
        "plain": list(plain(options.seed, options.lines)),
    }
    results = _measure_all(_REDACTORS, families, peers=options.peers, seconds=options.seconds)
    ordinary = {"plain": families["plain"]}
    ours, other = _measure_all(_WITHOUT_IP, ordinary, peers=options.peers, seconds=options.seconds)
    table = markdown(results, (ours, other))
    Console(width=160).print(Markdown(table))
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "redaction-benchmark.md").write_text(table, encoding="utf-8")
    (options.out / "redaction-benchmark.svg").write_text(svg(results), encoding="utf-8")
    return 0


def _measure_all(
    redactors: Mapping[str, str], families: Mapping[str, list[Record]], *, peers: Path, seconds: float
) -> Sequence[Measured]:
    results: list[Measured] = []
    columns = (TextColumn("{task.description:>16}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        for module, name in redactors.items():
            task = bars.add_task(name, total=1.0)
            interpreter = peers if results else Path(sys.executable)
            with running(module, interpreter) as process:
                progress = functools.partial(_show, bars, task)
                results.append(measure(name, process, families, seconds=seconds, progress=progress))
    return results


def _show(bars: Progress, task: TaskID, share: float) -> None:
    bars.update(task, completed=share)


if __name__ == "__main__":
    sys.exit(main())
