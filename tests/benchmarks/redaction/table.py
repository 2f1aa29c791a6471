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
All redactors processed the same labelled lines of `tests/corpus` in one run, one after another on one core. A finding
counts if it has the right kind and overlaps at least half of the union of itself and the label. A line is damaged if
other text in it was redacted. Each redactor is asked only for the kinds that are compared. Presidio uses its
pattern recognizers, without a language model; DataFog its regular expressions; scrubadub its
default US detectors; libphonenumber is told the region.
"""


def rows(results: Sequence[Measured]) -> list[list[str]]:
    """Return a row for each redactor; the first one is ours."""
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
    """Return the table, followed by the number of lines that each redactor has processed.

    `without_ip` are our redactor with the default kinds, and the fastest of the others with the same kinds.
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
        f"# Redaction benchmark\n\n{table}\n\n{_NOTES}\n"
        f"With the kinds that are on by default (all except IP addresses), {ours.name} processes {_plain(ours)} MB/s"
        f" of ordinary lines, {_times(ours, other)} as much as {other.name} with the same kinds"
        f" ({_plain(other)} MB/s).\n\n"
        f"Number of lines processed in the time given (with findings, look-alikes, ordinary): {counts}.\n"
    )


def megabytes(speed: float) -> str:
    """Return a speed with two or three figures."""
    return f"{speed:.1f}" if speed >= 1 else f"{speed:.2f}" if speed >= 0.1 else f"{speed:.3f}"


def _plain(result: Measured) -> str:
    return megabytes(result.megabytes_per_second["plain"])


def _times(ours: Measured, other: Measured) -> str:
    ratio = ours.megabytes_per_second["plain"] / other.megabytes_per_second["plain"]
    return f"{ratio:.0f} times" if ratio >= 10 else f"{ratio:.1f} times"
