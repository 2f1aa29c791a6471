"""`redact`: redact lines from standard input, to try a policy and to see why values are redacted."""

import argparse
import os
import secrets
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from entrypoints.cli.output import fail, tell
from entrypoints.printable import counted, printable

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from domain.redaction import Redaction, Redactor, Trace

_EXAMPLES = """examples:
  aws-log-processor redact < app.log | less
  aws-log-processor redact --policy policy.json --explain < app.log
  echo 'order 123-45-6789 of ssn=219099999' | aws-log-processor redact --trace    # why a value was redacted or not

Pseudonyms are made with a random key: within one run, equal values get equal pseudonyms.
"""
_DIM, _BOLD, _RESET = "\x1b[2m", "\x1b[1m", "\x1b[0m"
# Bytes that are not UTF-8 are copied unchanged.
_ENCODING, _ERRORS = "utf-8", "surrogateescape"


class CannotRedact(Exception):
    """The policy cannot be read. The message says why."""


def add_to(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "redact",
        help="redact lines from standard input, to try a policy",
        description="Redact lines from standard input to standard output, as the worker redacts the texts of logs.",
        epilog=_EXAMPLES,
    )
    parser.add_argument(
        "--policy", type=Path, metavar="FILE", help="policy as JSON (default: every kind but IP_ADDRESS is masked)"
    )
    parser.add_argument(
        "--explain", action="store_true", help="print the findings below each line: kind, span and rule"
    )
    parser.add_argument(
        "--trace",
        action="store_true",
        help="print all candidates below each line, and why each was redacted or not; spans are those of the input",
    )
    parser.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    try:
        redactor = _redactor(chosen.policy)
    except CannotRedact as error:
        return fail(error, code=2)
    if sys.stdin.isatty():
        tell("Type or paste lines; press Ctrl-D to end.")
    counts, lines = _redact_stream(redactor, explain=chosen.explain, trace=chosen.trace)
    if sys.stderr.isatty():
        found = ", ".join(f"{kind} {count:,}" for kind, count in sorted(counts.items())) or "nothing found"
        tell(f"{counted(lines, 'line')}: {found}")
    return 0


def _redactor(path: Path | None) -> "Redactor":
    from domain.redaction import (  # noqa: PLC0415 - slow
        DEFAULT_POLICY,
        InvalidPolicy,
        Redactor,
        document_from_json,
        policy_from_document,
    )

    if path is None:
        return Redactor(DEFAULT_POLICY)
    try:
        policy = policy_from_document(document_from_json(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise CannotRedact(f"{path}: {error.strerror}") from error
    except (InvalidPolicy, UnicodeDecodeError) as error:
        raise CannotRedact(f"{path}: {error}") from error
    return Redactor(policy, secrets.token_bytes(32))


def _redact_stream(redactor: "Redactor", *, explain: bool, trace: bool) -> tuple[Counter[str], int]:
    counts: Counter[str] = Counter()
    lines = 0
    on_terminal = sys.stdout.isatty()
    with _progress(sys.stdin.buffer) as advance:
        for raw in sys.stdin.buffer:
            lines += 1
            line = raw.decode(_ENCODING, _ERRORS)
            text = line.rstrip("\r\n")
            redaction = redactor.redact(text)
            # Escape for a terminal only, which would execute control sequences.
            _write((_on_terminal(redaction.text) if on_terminal else redaction.text) + line[len(text) :])
            if text == line and (trace or (explain and redaction.findings)):
                _write("\n")
            if trace:
                _trace(redactor.trace(text), text)
            elif explain:
                _explain(redaction, colours=on_terminal)
            counts.update(redaction.counts)
            advance(len(raw))
    sys.stdout.flush()
    return counts, lines


def _on_terminal(text: str) -> str:
    return "\t".join(map(printable, text.split("\t")))


def _write(text: str) -> None:
    sys.stdout.buffer.write(text.encode(_ENCODING, _ERRORS))


def _explain(redaction: "Redaction", *, colours: bool) -> None:
    for found in redaction.findings:
        kind = f"{_BOLD}{found.kind}{_RESET}" if colours else found.kind
        about = f"{found.start}-{found.end} by {found.rule}"
        _write(f"    {kind} {f'{_DIM}{about}{_RESET}' if colours else about}\n")


def _trace(trace: "Trace", text: str) -> None:
    taken = [(each.start, each.end) for each in trace.considered if each.outcome == "taken"]
    for each in trace.considered:
        # Show only values that are also in the redacted line.
        is_left = each.outcome.startswith("left") and not any(s < each.end and each.start < e for s, e in taken)
        value = f" {printable(text[each.start : each.end])!r}" if is_left else ""
        reasons = ", ".join(f"{because} {points:+}" for points, because in each.account)
        name = f", named by {printable(each.name)!r}" if each.name else ""
        _write(f"    {each.start}-{each.end}{value} {each.kind} by {each.rule}: {each.outcome}{name}\n")
        account = (f"{reasons} = {each.points}", f"{trace.enough} are enough") if each.account else ()
        _write(f"        {'; '.join(filter(None, (*account, each.why)))}\n")
    for kind, rule, why in trace.without_candidates:
        _write(f"    {kind} by {rule}: no candidate, {why}\n")
    if not trace.considered and not trace.without_candidates:
        _write("    no rule has a word or shape that is in this line\n")


@contextmanager
def _progress(source: BinaryIO) -> Iterator[Callable[[int], None]]:
    """Yield a function to call with the bytes of each line. A bar is shown only if input and output are elsewhere."""
    if not sys.stderr.isatty() or sys.stdout.isatty() or sys.stdin.isatty():
        yield lambda _size: None
        return
    from rich.console import Console  # noqa: PLC0415 - only for terminals
    from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn  # noqa: PLC0415 - as above

    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        # A pipe has no size, so the bar only shows activity.
        task = progress.add_task("", total=os.fstat(source.fileno()).st_size or None)
        yield lambda size: progress.advance(task, size)
