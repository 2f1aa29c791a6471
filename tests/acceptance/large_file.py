"""`make test-ingest`: send a large file with `ingest`, kill it some times, and check that each line is stored once."""

import argparse
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path

from tests.acceptance.expectation import CheckFailed, expect
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll
from tests.corpus import plain

_MIB = 1 << 20
_MOST_MEMORY = 200 * _MIB
_TENANT = "acme"
_STORING_SECONDS = 3_600
_REPEATED_LINES = 20_000


def main() -> int:
    """Return 0 if every line is stored once and the memory stayed below 200 MiB."""
    parser = argparse.ArgumentParser(prog="make test-ingest", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1_000, help="size of the file (default 1000)")
    parser.add_argument(
        "--kills", type=int, default=3, help="number of kills of the command, at random moments (default 3)"
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - only moments
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "large.log"
        lines = _write(file, options.megabytes * 1_000_000)
        print(f"{lines:,} lines, {file.stat().st_size / 1e6:,.0f} MB", flush=True)
        with LocalServer(Path(name), seconds_per_character=0) as server:
            try:
                peak = 0
                for number in range(options.kills):
                    seconds = chance.uniform(2, 30)
                    used, _ = _ingest(server, file, seconds)
                    peak = max(peak, used)
                    print(f"killed after {seconds:.0f} s (kill {number + 1}), {used / _MIB:.0f} MiB", flush=True)
                used, said = _ingest(server, file, None)
                peak = max(peak, used)
                print(said, flush=True)
                expect(f"{lines:,} logs accepted, 0 rejected." in said, "Not all lines were accepted")
                expect(peak < _MOST_MEMORY, f"`ingest` took {peak / _MIB:.0f} MiB")
                _expect_each_once(server, lines)
            except CheckFailed as failure:
                print(f"FAIL: {failure}")
                return 1
    print(f"PASS: each of {lines:,} lines is stored once after {options.kills} kills; {peak / _MIB:.0f} MiB at most.")
    return 0


def _write(file: Path, size: int) -> int:
    """Write ordinary lines, each with its own number, and return their number."""
    ordinary = [record.text.replace("\n", " ") for record in plain(1, _REPEATED_LINES)]
    written = number = 0
    with file.open("w", encoding="utf-8") as opened:
        while written < size:
            number += 1
            written += opened.write(f"n{number:09} {ordinary[number % len(ordinary)]}\n")
    return number


def _ingest(server: LocalServer, file: Path, seconds: float | None) -> tuple[int, str]:
    """Return the peak memory of the command and its output. It is killed after this number of seconds."""
    command = [sys.executable, "-m", "entrypoints.cli", "ingest", "--url", server.endpoint, "--tenant", _TENANT]
    deadline = time.monotonic() + (seconds or float("inf"))
    peak = 0
    with subprocess.Popen([*command, str(file)], stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        assert process.stdout
        while process.poll() is None:
            with suppress(OSError):
                found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process.pid}/status").read_text())
                peak = max(peak, int(found[1]) * 1024 if found else 0)
            if time.monotonic() > deadline:
                process.send_signal(signal.SIGKILL)
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.2)
        return peak, process.stdout.read().strip()


def _expect_each_once(server: LocalServer, lines: int) -> None:
    logs = server.data / "logs.sqlite3"

    def stored() -> int:
        with closing(sqlite3.connect(f"{logs.as_uri()}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT coalesce(max(seq), 0) FROM logs").fetchone()[0])

    expect(poll(lambda: stored() >= lines or None, _STORING_SECONDS) is not None, f"{stored():,} lines were stored")
    # Lines that were sent twice may still be queued.
    queue = server.data / "queue.sqlite3"

    def is_drained() -> bool | None:
        with closing(sqlite3.connect(f"{queue.as_uri()}?mode=ro", uri=True)) as connection:
            return not connection.execute("SELECT EXISTS (SELECT 1 FROM messages)").fetchone()[0] or None

    expect(poll(is_drained, _STORING_SECONDS) is not None, "The queue was not drained")
    with closing(sqlite3.connect(f"{logs.as_uri()}?mode=ro", uri=True)) as connection:
        (number, distinct) = connection.execute(
            "SELECT count(*), count(DISTINCT substr(text, 1, 10)) FROM logs"
        ).fetchone()
    expect(number == distinct == lines, f"{number:,} logs with {distinct:,} different lines are stored")


if __name__ == "__main__":
    sys.exit(main())
