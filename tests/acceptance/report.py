"""The output of a verification."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from tests.acceptance.expectation import CheckFailed
from tests.acceptance.load import LoadResult

_PLAIN_LINE_EVERY_SECONDS = 10


class Report:
    """One line for each check, with bars and colours only on a terminal, and a line every 10 s otherwise."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False)
        self.failed: list[str] = []
        self.passed = 0
        unicode = self.console.encoding.lower().startswith("utf")
        self._marks = ("✓", "✗") if unicode else ("ok  ", "FAIL")

    def say(self, line: str = "", style: str = "") -> None:
        """Print the line unchanged: without markup and without wrapping."""
        self.console.print(Text(line, style), soft_wrap=True)

    def check(self, law: str, prove: Callable[[], None]) -> None:
        """Run one check and print its result."""
        try:
            with self.console.status(Text(law)):
                prove()
        except CheckFailed as failure:
            self.fail(law, str(failure))
        else:
            self.passed += 1
            self._line(self._marks[0], "green", law)

    def fail(self, law: str, reason: str) -> None:
        """Print that the law is broken."""
        self.failed.append(law)
        self._line(self._marks[1], "bold red", law)
        self.say(f"    {reason}", "red")

    @contextmanager
    def progress(self, doing: str, well: str, total: int) -> Iterator[Callable[[int, int], None]]:
        """Yield a function that gets the number of finished and of successful steps."""
        if self.console.is_terminal:
            with _bar(self.console) as bar:
                task = bar.add_task(doing, total=total, well=f"0 {well}")
                yield lambda done, good: bar.update(task, completed=done, well=f"{good:,} {well}")
        else:
            yield self._plain_progress(doing, well, total)

    def load_summary(self, load: LoadResult) -> None:
        """Print the figures of the load."""
        table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
        table.add_column(style="dim")
        table.add_column(justify="right")
        table.add_row("requests", f"{len(load.sent):,}")
        for status, number in sorted(load.statuses.items(), key=lambda item: item[0] or 0):
            table.add_row("without an answer" if status is None else f"answered {status}", f"{number:,}")
        table.add_row("accepted a minute", f"{load.accepted_per_minute:,.0f}")
        for name, share in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0)):
            table.add_row(f"latency {name}", f"{1000 * load.latency(share):,.1f} ms")
        after = "not in time" if load.stored_after is None else f"{load.stored_after:.1f} s"
        table.add_row("last 202 to all stored", after)
        self.console.print(table)

    def verdict(self, success: str, advice: str) -> bool:
        """Print PASS with `success`, or FAIL with the failures and where to look; return whether it passed."""
        if not self.failed:
            self.say(f"PASS: {success}", "bold green")
            return True
        total = self.passed + len(self.failed)
        self.say(f"FAIL: {len(self.failed)} of {total} checks failed.", "bold red")
        for law in self.failed:
            self.say(f"  - {law}", "red")
        self.say(advice)
        return False

    def _line(self, mark: str, style: str, law: str) -> None:
        self.console.print(Text.assemble((mark, style), " ", law), soft_wrap=True)

    def _plain_progress(self, doing: str, well: str, total: int) -> Callable[[int, int], None]:
        said_at = monotonic()

        def say(done: int, good: int) -> None:
            nonlocal said_at
            if monotonic() - said_at >= _PLAIN_LINE_EVERY_SECONDS:
                said_at = monotonic()
                self.say(f"  {doing}: {done:,} of {total:,}, {good:,} {well}")

        return say


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[well]}"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
