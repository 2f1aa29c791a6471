"""`make test-kill`: kill processes of a server under load with kill -9, and count every accepted log.

At random moments it kills one of the worker processes, which the server replaces, or the server itself.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Event

from tests.acceptance.client import Client
from tests.acceptance.expectation import NotAvailable
from tests.acceptance.gauges import kept_dead_letters, queued_messages
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll

_SENDERS = 4
_TENANTS = 7
# 0.2 s of work and the second in which a batch is gathered are shorter than the time between two kills.
_SECONDS_PER_CHARACTER = 0.01
_TEXT = "x" * 20
_SECONDS_BETWEEN_KILLS = (2.0, 5.0)
_DRAIN_SECONDS = 120


@dataclass(frozen=True)
class Tally:
    """The counts of the sent logs."""

    kills: int
    worker_kills: int
    accepted: frozenset[str]
    stored: Counter[str]
    dead_letters: int
    drain_seconds: float

    @property
    def lost(self) -> int:
        """The accepted logs that are not stored."""
        return len(self.accepted - self.stored.keys())

    @property
    def stored_twice(self) -> int:
        """The logs that are stored more than once: under their id and as a conflict."""
        return sum(times > 1 for times in self.stored.values())

    @property
    def good(self) -> bool:
        """Return whether every accepted log is stored exactly once, and there is no dead letter."""
        return bool(self.accepted) and not (self.lost or self.stored_twice or self.dead_letters)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills of the server and {self.worker_kills} of a worker process, "
            f"{len(self.accepted):,} logs accepted: {self.lost:,} lost, "
            f"{self.stored_twice:,} stored twice, {self.dead_letters:,} dead letters; "
            f"all stored {self.drain_seconds:.1f} s after the last kill"
        )


def run(folder: Path, *, kills: int, seed: int) -> Tally:
    """Kill the server this number of times, start it again each time, and count when its queue is empty.

    Before each of these kills, a worker process is killed if the processes can be listed (on Linux).
    """
    moments = random.Random(seed)  # noqa: S311 - only the moments of kills
    accepted: set[str] = set()
    numbers = count()
    worker_kills = 0
    for _ in range(kills):
        with LocalServer(folder, _SECONDS_PER_CHARACTER) as server, ThreadPoolExecutor(_SENDERS) as senders:
            client = Client(server.endpoint, connections=_SENDERS)
            sending = [senders.submit(_send_until_killed, client, numbers, accepted) for _ in range(_SENDERS)]
            # This does not wait for a condition: the test is about the moment itself.
            Event().wait(moments.uniform(*_SECONDS_BETWEEN_KILLS))
            if sys.platform == "linux" and (workers := sorted(server.worker_pids())):
                os.kill(moments.choice(workers), signal.SIGKILL)
                worker_kills += 1
                Event().wait(moments.uniform(*_SECONDS_BETWEEN_KILLS))
            server.kill()
            for each in sending:
                each.result()
    start = time.monotonic()
    with LocalServer(folder, _SECONDS_PER_CHARACTER) as server:
        client = Client(server.endpoint)
        poll(lambda: queued_messages(client) == 0 or None, _DRAIN_SECONDS)
        drained = time.monotonic() - start
        stored = Counter(_all_stored(client))
        return Tally(kills, worker_kills, frozenset(accepted), stored, kept_dead_letters(client), drained)


def _send_until_killed(client: Client, numbers: Iterator[int], accepted: set[str]) -> None:
    """Send logs one after another. A log without an answer may be stored or not, and is not counted."""
    while True:
        number = next(numbers)
        document = {"tenant_id": f"tenant-{number % _TENANTS}", "log_id": f"log-{number}", "text": _TEXT}
        try:
            client.post_json(document).expect_status(202)
        except NotAvailable:
            return
        accepted.add(f"log-{number}")


def _all_stored(client: Client) -> Iterator[str]:
    """Yield the id under which each stored log was sent."""
    for tenant in range(_TENANTS):
        cursor = ""
        while True:
            page = client.get(f"/tenants/tenant-{tenant}/logs?limit=100{cursor}").json_object()
            yield from (log["conflicts_with"] or log["log_id"] for log in page["logs"])
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"


def main() -> int:
    """Return 0 if every accepted log is stored exactly once."""
    parser = argparse.ArgumentParser(prog="make test-kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=20, help="number of kills (default 20)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the moments (default 1)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), kills=chosen.kills, seed=chosen.seed)
    print(f"{'PASS' if tally.good else 'FAIL'}: {tally}")
    return 0 if tally.good else 1


if __name__ == "__main__":
    sys.exit(main())
