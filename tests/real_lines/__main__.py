"""`make real-lines`: count the damage that redaction does to lines that programs write when they run here.

The lines are kept in the folder, so that the next run only redacts. They contain no personal data, so every finding is
damage, except for addresses of private networks. E-mail addresses are counted separately: many are real.
"""

import argparse
import ipaddress
import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from domain.redaction import Action, Finding, RedactionPolicy, Redactor, redactor_for
from domain.redaction.detectors import DETECTORS
from tests.real_lines.servers import SERVERS
from tests.real_lines.tools import TOOLS
from tests.real_lines.workshop import Missing, Workshop

_SOURCES = SERVERS | TOOLS
_FAILURES = (Missing, OSError, EOFError, StopIteration, RuntimeError, subprocess.SubprocessError)
_MOST_OF_A_SOURCE = 8_000
_LONGEST_LINE = 4_000
_MOST_SECONDS = 240
_AROUND = 60


def main() -> None:
    """Create the lines, redact them, and print a table and the findings."""
    parser = argparse.ArgumentParser(prog="make real-lines", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, default=Path("build/real-lines"), help="folder for all files (%(default)s)"
    )
    parser.add_argument(
        "--anew", nargs="*", default=[], metavar="SOURCE", help="run these again: " + ", ".join(_SOURCES)
    )
    parser.add_argument("--only", nargs="*", default=list(_SOURCES), metavar="SOURCE", help="only these sources")
    parser.add_argument("--kinds", nargs="*", default=[], metavar="KIND", help="show these alone")
    parser.add_argument("--all", action="store_true", help="show real e-mail and IP addresses too")
    options = parser.parse_args()
    lines = _lines(options.folder, options.only, options.anew)
    redactor = _redactor()
    total, damaged, with_addresses, mail = 0, 0, 0, 0
    for name, each in lines.items():
        kinds: Counter[str] = Counter()
        damaged_here = 0
        for line in each:
            findings = [found for found in redactor.redact(line).findings if options.all or not _is_right(line, found)]
            wrong = {found.kind for found in findings}
            kinds.update(wrong)
            damaged_here += bool(wrong - {"IP_ADDRESS", "EMAIL"})
            mail += "EMAIL" in wrong
            with_addresses += bool(wrong - {"EMAIL"})
            for found in findings:
                if not options.kinds or found.kind in options.kinds:
                    _show(name, line, found)
        total += len(each)
        damaged += damaged_here
        print(f"{name:16} {len(each):6} lines, {damaged_here:4} damaged, {dict(kinds)}", file=sys.stderr)
    for what, count in (("without IP_ADDRESS", damaged), ("with IP_ADDRESS", with_addresses), ("EMAIL alone", mail)):
        print(
            f"{what:20} {count} of {total} lines damaged: {1000 * count / max(1, total):.2f} per 1,000", file=sys.stderr
        )


def _lines(folder: Path, only: Sequence[str], anew: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return the distinct lines of each source, from an earlier run if there was one."""
    shop = Workshop(folder)
    lines: dict[str, Sequence[str]] = {}
    for name in only:
        print(f"{name} ...", file=sys.stderr, end="\r")
        source = _SOURCES[name]
        kept = folder / "lines" / f"{name.replace(' ', '-')}.json"
        if not kept.exists() or name in anew:
            shop.install()
            try:
                with _limited(_MOST_SECONDS):
                    written = list(dict.fromkeys(line for line in source(shop) if 0 < len(line) <= _LONGEST_LINE))
            except _FAILURES as failure:
                print(f"{name}: {type(failure).__name__} {failure}", file=sys.stderr)
                continue
            step = max(1, len(written) // _MOST_OF_A_SOURCE)
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(written[::step]), encoding="utf-8")
        lines[name] = json.loads(kept.read_text(encoding="utf-8"))
    return lines


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    """Raise TimeoutError in a block that takes longer."""

    def ring(*_: object) -> None:
        raise TimeoutError(f"not done after {seconds} s")

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def _redactor() -> Redactor:
    policy = RedactionPolicy(version="real-lines", actions=dict.fromkeys(DETECTORS, Action.MASK), regions=("US",))
    return redactor_for(policy, bytes(32))


def _is_right(line: str, found: Finding) -> bool:
    """Return whether it is an address of the loopback, of a private network, or for examples."""
    value = line[found.start : found.end]
    if found.kind != "IP_ADDRESS":
        return False
    try:
        return ipaddress.ip_address(value.partition("%")[0]).is_private
    except ValueError:
        return False


def _show(source: str, line: str, found: Finding) -> None:
    before, value, behind = line[: found.start], line[found.start : found.end], line[found.end :]
    print(f"{source}: {found.kind}/{found.rule}: {before[-_AROUND:]}⟦{value}⟧{behind[:_AROUND]}")


if __name__ == "__main__":
    main()
