"""The result as a table in Markdown."""

from collections.abc import Sequence

from tests.benchmarks.redaction.measure import Measured
from tests.corpus.redactor import LABELS

_HEAD = (
    "redactor",
    "phone precision",
    "phone recall",
    "its kinds",
    "recall over them",
    "look-alikes damaged",
    "ordinary lines damaged, per 1,000",
    "MB/s, ordinary lines",
    "ours is faster by",
    "MB/s, lines with findings",
)
_NOTES = """\
All on the same labelled lines of `tests/corpus`, in one run, alone on one core. A finding counts when it shares half of
what either covers and has the right kind; a line is damaged when something else in it was taken out. Only the kinds
that are compared are asked of each. Presidio runs its recognizers by pattern, without a language model; DataFog its
engine by regular expressions; scrubadub its default detectors for the US; libphonenumber is told the region.
"""


def rows(results: Sequence[Measured]) -> list[list[str]]:
    """A row for each redactor, the first of which is ours."""
    ours = results[0]
    return [
        [
            f"**{result.name}**" if result is ours else f"{result.name} {result.version}",
            f"{result.scores['findings'].precision('PHONE'):.3f}",
            f"{result.scores['findings'].recall('PHONE'):.3f}",
            f"{len(result.labels)} of {len(LABELS)}",
            f"{result.scores['findings'].recall(*result.labels):.3f}",
            f"{result.scores['look-alikes'].damage:.1%}",
            f"{1_000 * result.scores['plain'].damage:.1f}",
            _plain(result),
            "" if result is ours else _times(ours, result),
            megabytes(result.megabytes_per_second["findings"]),
        ]
        for result in results
    ]


def markdown(results: Sequence[Measured], without_ip: tuple[Measured, Measured]) -> str:
    """The table, and under it how many lines each redactor got through.

    `without_ip` are our redactor with the kinds that are on by default, and the fastest of the others with the same.
    """
    lines = [_HEAD, ["---", *["---:"] * (len(_HEAD) - 1)], *rows(results)]
    counts = "; ".join(
        f"{result.name} {result.scores['findings'].lines:,}, {result.scores['look-alikes'].lines:,} and"
        f" {result.scores['plain'].lines:,}"
        for result in results
    )
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    ours, other = without_ip
    return (
        f"{table}\n\n{_NOTES}\n"
        f"With the kinds that are on by default, all but IP addresses, {ours.name} does {_plain(ours)} MB/s on ordinary"
        f" lines, and {other.name}, not asked for them either, {_plain(other)}: {_times(ours, other)}.\n\n"
        f"Lines with findings, look-alikes and ordinary lines that each got through: {counts}.\n"
    )


def megabytes(speed: float) -> str:
    """A speed with two figures or three."""
    return f"{speed:.1f}" if speed >= 1 else f"{speed:.2f}" if speed >= 0.1 else f"{speed:.3f}"


def _plain(result: Measured) -> str:
    return megabytes(result.megabytes_per_second["plain"])


def _times(ours: Measured, other: Measured) -> str:
    ratio = ours.megabytes_per_second["plain"] / other.megabytes_per_second["plain"]
    return f"{ratio:.0f} times" if ratio >= 10 else f"{ratio:.1f} times"
