"""A recorded run of the server, and the states that a power cut at any position of it leaves."""

import json
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance.client import Client
from tests.acceptance.expectation import CheckFailed, expect
from tests.acceptance.local_server import LocalServer
from tests.acceptance.stored_logs import ApiStoredLogs
from tests.contract.released import RELEASES, STORED, make_released_folder
from tests.faults.account import DRAIN_SECONDS, Account, drained, expect_sound, take_account
from tests.faults.faulty_disk import Fault, FaultyDisk, Operations
from tests.faults.journal import Disk, read_journal, write_folder
from tests.faults.traffic import Log, Traffic, wait

# An answer that did not wait for its sync would come much earlier.
_SYNC_SECONDS = 0.003
# Few logs, so that counting them after each cut is quick.
_PAUSE_SECONDS = 0.2
_SECONDS = 1.0
_SYNC_ERRORS = Fault(Operations.SYNCS, share=0.2)


@dataclass(frozen=True)
class Recording:
    """A journal with promises: each log that got a 202, and the number of records in the journal at that moment.

    `starts` are the parts of the journal in which the server was starting. `older` are the logs that an earlier version
    had left in the data folder, by tenant.
    """

    journal: Path
    promised: Mapping[Log, int]
    sent: int
    records: int
    starts: Sequence[tuple[int, int]]
    older: Mapping[str, Sequence[str]]

    def save(self) -> None:
        """Save the promises next to the journal."""
        document = {
            "sent": self.sent,
            "records": self.records,
            "starts": self.starts,
            "older": self.older,
            "promised": [(log.number, moment) for log, moment in self.promised.items()],
        }
        self.journal.with_name("promises.json").write_text(json.dumps(document), encoding="ascii")

    @classmethod
    def load(cls, folder: Path) -> "Recording":
        """Load a recording that `record` has saved in the folder."""
        document = json.loads((folder / "promises.json").read_text(encoding="ascii"))
        promised = {Log(number): moment for number, moment in document["promised"]}
        journal = folder / "faulty-disk-journal"
        return cls(journal, promised, document["sent"], document["records"], document["starts"], document["older"])


def record(library: Path, folder: Path, *, seed: int, upgrade: bool = False, lying: bool = False) -> Recording:
    """Run the server three times in one data folder, and record every change of its files.

    It is killed under load twice, the second time after some of its syncs have failed, and finally stopped. With
    `upgrade`, the data folder is one that the last release has left. On a `lying` disk, syncs do nothing. Raises
    CheckFailed if the journal is not complete.
    """
    data = folder / "data"
    if upgrade:
        make_released_folder(data, RELEASES[-1], killed=True)
    disk = FaultyDisk(library, data, folder, seed=seed, journal=True)
    disk.slow_syncs(_SYNC_SECONDS)
    if lying:
        disk.lying_syncs()
    promised: dict[Log, int] = {}
    sent = 0
    starts: list[tuple[int, int]] = []
    older: dict[str, list[str]] = {}
    for part in ("killed", "killed after sync errors", "stopped"):
        began = disk.records
        with LocalServer(folder, seconds_per_character=0, environment=disk.environment) as server:
            starts.append((began, disk.records))
            with Traffic(
                lambda: Client(server.endpoint), first=sent, pause_seconds=_PAUSE_SECONDS, moment=lambda: disk.records
            ) as traffic:
                wait(_SECONDS)
                if part == "killed after sync errors":
                    with disk.failing(_SYNC_ERRORS):
                        wait(_SECONDS)
                wait(_SECONDS)
                if part != "stopped":
                    with disk.still():
                        server.kill()
            promised |= traffic.promised
            sent = traffic.end
            if part == "stopped":
                client = Client(server.endpoint)
                drained(client, DRAIN_SECONDS)
                older = _older(client) if upgrade else {}
    assert disk.journal
    recording = Recording(disk.journal, promised, sent, disk.records, starts, older)
    recording.save()
    _expect_complete(recording, data)
    return recording


def _older(client: Client) -> dict[str, list[str]]:
    tenants = sorted({log.tenant_id for log in STORED})
    older = {tenant: sorted(log.log_id for log in ApiStoredLogs(client).all_of(tenant)) for tenant in tenants}
    expect({log.log_id for log in STORED} <= {log_id for logs in older.values() for log_id in logs}, "Logs are lost")
    return older


def _expect_complete(recording: Recording, data: Path) -> None:
    disk = Disk()
    for one in read_journal(recording.journal):
        disk.do(one)
    found = {
        str(path.relative_to(data)): path.read_bytes()
        for path in data.rglob("*")
        if path.is_file() and not path.name.endswith("-shm")
    }
    told = disk.as_it_is()
    differing = sorted(name for name in found.keys() | told.keys() if found.get(name) != told.get(name))
    expect(recording.records > 0, "The journal is empty: does this Python call the C library for its files?")
    expect(not differing, f"The journal lacks changes of {', '.join(differing)}")


@dataclass(frozen=True)
class Cut:
    """A position of the journal, and a state that a cut there leaves. `number` and the seed reproduce it."""

    number: int
    records: int
    contents: Mapping[str, bytes]


def random_places(recording: Recording, numbers: Sequence[int], *, seed: int) -> Mapping[int, int]:
    """Return positions for the cuts as numbers of records; one in three is during a start of the server."""
    return {number: _place(recording, _chance(seed, number)) for number in numbers}


def _place(recording: Recording, chance: random.Random) -> int:
    first, last = 0, recording.records
    if chance.randrange(3) == 0:
        first, last = chance.choice(recording.starts)
    return chance.randint(first + 1, last)


def cuts(recording: Recording, places: Mapping[int, int], *, seed: int, harsh: bool) -> Iterator[Cut]:
    """Yield power cuts at these positions, in the order of the journal."""
    waiting = sorted(places, key=lambda number: (places[number], number))
    disk = Disk()
    for one in read_journal(recording.journal):
        disk.do(one)
        while waiting and places[waiting[0]] == one.number:
            number = waiting.pop(0)
            yield Cut(number, one.number, disk.after_a_cut(_chance(seed, -number), harsh=harsh))


def _chance(seed: int, number: int) -> random.Random:
    return random.Random(f"{seed} {number}")  # noqa: S311 - only the positions of cuts


@dataclass(frozen=True)
class CutOutcome:
    """The result of a cut. `failure` says what went wrong if the logs could not be counted; otherwise it is empty."""

    cut: int
    records: int
    account: Account | None
    failure: str = ""

    @property
    def good(self) -> bool:
        """Return whether the server starts and every promise is kept once, or the cut came before the first promise."""
        account = self.account
        return account is not None and (account.good or not account.promised)


def try_cut(cut: Cut, recording: Recording, folder: Path) -> CutOutcome:
    """Start a server without faults on the state that the cut left, and count.

    `folder` is kept if anything is wrong.
    """
    promised = [log for log, moment in recording.promised.items() if moment <= cut.records]
    write_folder(cut.contents, folder / "data")
    try:
        with LocalServer(folder, seconds_per_character=0) as server:
            start = time.monotonic()
            client = Client(server.endpoint)
            in_time = drained(client, DRAIN_SECONDS)
            seconds = time.monotonic() - start if in_time else None
            account = take_account(client, server.data, sent=recording.sent, promised=promised, seconds=seconds)
            expect(not recording.older or _older(client) == recording.older, "Logs of an earlier version are lost")
        expect_sound(folder / "data")
    except CheckFailed as failure:
        return _kept(CutOutcome(cut.number, cut.records, None, str(failure)), cut, folder)
    outcome = CutOutcome(cut.number, cut.records, account)
    if not outcome.good:
        return _kept(outcome, cut, folder)
    shutil.rmtree(folder)
    return outcome


def _kept(outcome: CutOutcome, cut: Cut, folder: Path) -> CutOutcome:
    """Keep the state that the cut left, next to the folder after the server's start."""
    with suppress(FileExistsError):
        write_folder(cut.contents, folder / "as-cut")
    return outcome


def total(outcomes: Sequence[CutOutcome]) -> Counter[str]:
    """Return the sums over all cuts."""
    totals: Counter[str] = Counter()
    for outcome in outcomes:
        if outcome.account is not None:
            account = outcome.account
            totals.update(
                promised=account.promised,
                stored=account.stored,
                dead_letters=account.dead_letters,
                missing=len(account.missing),
                doubled=len(account.doubled),
            )
        totals["failed"] += not outcome.good
    return totals
