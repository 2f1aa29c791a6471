"""The result as tables in Markdown."""

from collections.abc import Sequence

from tests.benchmarks.growth.measuring import Queued, Stored

_NOTES = """\
Measured by `make bench-growth` on {machine}. *End to end* is the rate for 50,000 logs of 256 B with two attributes in
batches of 1,000, from the first request until the last log can be read. *Single logs* come from 32 connections. *Newest
page* and *older page* are 50 logs of the tenant over HTTP, the newest ones and those from twelve hours earlier.
*Memory* is the sum of the peaks of all processes. A backlog is queued before the server starts; *another tenant*
is the time until a log of a different tenant can be read.
"""


def markdown(stored: Sequence[Stored], queued: Sequence[Queued], machine: str) -> str:
    """Return both tables, with a description of the measurement."""
    of_stored = [
        [
            f"{each.logs:,}",
            f"{each.end_to_end:,.0f}/s",
            f"{each.singles:,.0f}/s",
            f"{each.singles_p99_ms:.0f} ms",
            f"{each.newest_page_ms:.1f} ms",
            f"{each.middle_page_ms:.1f} ms",
            f"{each.start_seconds:.1f} s",
            f"{each.peak_mib:,.0f} MiB",
            f"{each.file_mib:,.0f} MiB",
        ]
        for each in stored
    ]
    of_queued = [
        [
            f"{each.logs:,}",
            f"{each.messages:,}",
            f"{each.start_seconds:.1f} s",
            f"{each.newcomer_seconds:.1f} s",
            f"{each.drained:,.0f}/s",
            f"{each.peak_mib:,.0f} MiB",
        ]
        for each in queued
    ]
    heads = (
        (
            "logs stored",
            "end to end",
            "single logs",
            "their p99",
            "newest page",
            "older page",
            "start",
            "memory",
            "file",
        ),
        ("logs queued", "messages", "start", "another tenant", "drained", "memory"),
    )
    return "\n".join(
        (_table(heads[0], of_stored), "", _table(heads[1], of_queued), "", _NOTES.format(machine=machine).rstrip(), "")
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---:"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
