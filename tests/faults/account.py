"""Counting what became of the sent logs."""

import json
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.acceptance.client import Client
from tests.acceptance.expectation import CheckFailed, expect
from tests.acceptance.gauges import kept_dead_letters, queued_messages
from tests.acceptance.marked_text import difference
from tests.acceptance.polling import poll
from tests.acceptance.stored_logs import ApiStoredLogs, StoredLog
from tests.faults.traffic import Log, tenants

_REPOSITORY = Path(__file__).resolve().parents[2]
DRAIN_SECONDS = 60
_LISTED_SECONDS = 20
# The maximum that the command line lists.
_MOST_DEAD_LETTERS = 10_000
# A record that is treated as a conflict is stored under its id and a tag.
_CONFLICT = re.compile(r"~[0-9a-f]{32}$")


@dataclass(frozen=True)
class Account:
    """`seconds` is the time until the queue was empty; None if it was not empty in time.

    `wrong` describes errors by log id: a log of another tenant, a log that nobody sent, or a text that is not redacted.
    """

    sent: int
    promised: int
    stored: int
    dead_letters: int
    missing: Collection[str]
    doubled: Collection[str]
    seconds: float | None
    wrong: Collection[str] = field(default=())

    @property
    def good(self) -> bool:
        """Return whether every accepted log is stored once, in time."""
        return bool(self.promised) and self.seconds is not None and not (self.missing or self.doubled or self.wrong)


def drained(client: Client, seconds: float) -> bool:
    """Return whether the queue becomes empty within this number of seconds."""
    return bool(poll(lambda: queued_messages(client) == 0 or None, seconds))


def take_account(client: Client, data: Path, *, sent: int, promised: Collection[Log], seconds: float | None) -> Account:
    """Count stored logs and dead letters. Raises CheckFailed if the lists cannot be read."""
    stored = {tenant_id: _listed(client, tenant_id) for tenant_id in tenants()}
    dead = set(_dead_letters(client, data))
    times = Counter(_CONFLICT.sub("", log.log_id) for logs in stored.values() for log in logs)
    kept = times.keys() | {log_id for _, log_id in dead}
    return Account(
        sent=sent,
        promised=len(promised),
        stored=sum(map(len, stored.values())),
        dead_letters=len(dead),
        missing=sorted(log.log_id for log in promised if log.log_id not in kept),
        doubled=sorted(log_id for log_id, number in times.items() if number > 1),
        seconds=seconds,
        wrong=[
            f"{log.log_id} of {tenant_id}: {what}"
            for tenant_id, logs in stored.items()
            for log in logs
            if (what := _what_is_wrong(tenant_id, log, sent))
        ],
    )


def _what_is_wrong(tenant_id: str, stored: StoredLog, sent: int) -> str:
    number = _CONFLICT.sub("", stored.log_id).removeprefix("log-")
    if not number.isdigit() or int(number) >= sent:
        return "nobody sent it"
    log = Log(int(number))
    if log.tenant_id != tenant_id:
        return f"it is {log.tenant_id}'s"
    if stored.text != log.text.redacted:
        return f"its text {difference(stored.text, log.text.redacted)}"
    return ""


def _listed(client: Client, tenant_id: str) -> list[StoredLog]:
    listed = poll(lambda: ApiStoredLogs(client).all_of(tenant_id), _LISTED_SECONDS)
    if listed is None:
        raise CheckFailed(f"The logs of {tenant_id} could not be listed within {_LISTED_SECONDS} s")
    return listed


def _dead_letters(client: Client, data: Path) -> Iterator[tuple[str, str]]:
    """Yield tenant and id of each log in a dead letter."""
    if not poll(lambda: kept_dead_letters(client), _LISTED_SECONDS):
        return
    command = [sys.executable, "-m", "entrypoints.cli", "dlq", "list", "--json", "--most", str(_MOST_DEAD_LETTERS)]
    command += ["--data", str(data)]
    listed = subprocess.run(command, cwd=_REPOSITORY, check=False, capture_output=True, text=True)  # noqa: S603 - our own program
    expect(listed.returncode == 0, f"The dead letters could not be listed: {listed.stderr.strip()}")
    for line in listed.stdout.splitlines():
        letter = json.loads(line)
        if letter["tenant_id"] not in tenants():
            continue
        yield from ((letter["tenant_id"], log_id) for log_id in letter["log_ids"])


def expect_sound(data: Path) -> None:
    """Raise CheckFailed if SQLite finds damage in a database of the folder. No server may be running."""
    for path in sorted(data.rglob("*.sqlite3")):
        with closing(sqlite3.connect(path)) as connection:
            ((found, *_), *_) = connection.execute("PRAGMA integrity_check").fetchall()
        expect(found == "ok", f"{path.name} is damaged: {found}")
