"""Guarantees of the SQLite adapters beyond their ports: confirmed data is on disk, deleted data is erased."""

import os
import random
import re
import shutil
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from application.envelope import decode_envelope
from application.ports.embedded_log_queue import LeasedMessage
from domain.errors import PassingError
from domain.limits import MAX_BATCH_BYTES, MAX_BATCH_LOGS, MAX_ENVELOPE_LOGS
from domain.query.log_query import LogQuery
from infrastructure.embedded.data_folder import DataFolder
from infrastructure.embedded.database import Database
from infrastructure.embedded.dead_letters import SqliteDeadLetters
from infrastructure.embedded.log_queue import SqliteLogQueue
from infrastructure.embedded.log_repository import SqliteLogRepository
from infrastructure.embedded.schemas import Schema
from infrastructure.embedded.unusable import UnusableDatabase
from tests.contract.records import add, entry, envelope, envelopes, log, logs
from tests.fakes.clock import ManualClock

VISIBILITY_TIMEOUT_SECONDS = 60
MAX_RECEIVE_COUNT = 3


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[sqlite3.Connection]:
    """Every connection that is opened in the test to write, for what can be asked of no other."""
    opened: list[sqlite3.Connection] = []
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def connecting(*args: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*args, **options)
        if "mode=ro" not in str(args[0]):
            opened.append(connection)
        return connection

    monkeypatch.setattr("sqlite3.connect", connecting)
    return opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database is made."""
    return tmp_path / "database.sqlite3"


@pytest.fixture
def clock() -> ManualClock:
    """The queue's time."""
    return ManualClock()


@pytest.fixture
def reopen(path: Path, clock: ManualClock) -> Iterator[Callable[[], SqliteLogQueue]]:
    """Open the queue anew, as the next process does; the one before is not closed, as when it was killed."""
    opened: list[SqliteLogQueue] = []

    def open_() -> SqliteLogQueue:
        opened.append(open_queue(path, clock))
        return opened[-1]

    yield open_
    for queue in opened:
        queue.close()


@pytest.fixture
def queue(reopen: Callable[[], SqliteLogQueue]) -> SqliteLogQueue:
    """An empty queue."""
    return reopen()


@pytest.fixture
def usual_umask() -> Iterator[None]:
    """New files may be read by all, as on most systems."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(params=["queue", "repository"])
def open_database(request: pytest.FixtureRequest, path: Path) -> Callable[[], SqliteLogQueue | SqliteLogRepository]:
    """Open the file as each of the two adapters does."""
    if request.param == "queue":
        return lambda: open_queue(path, ManualClock())
    return lambda: SqliteLogRepository(path, clock=ManualClock())


def test_commits_are_synced_and_deletes_overwritten(
    connections: list[sqlite3.Connection], open_database: Callable[[], SqliteLogQueue | SqliteLogRepository]
) -> None:
    """Connections sync the write-ahead log at every commit and overwrite deleted data."""
    with closing(open_database()):
        connection = connections[-1]
        pragmas = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "fullfsync", "checkpoint_fullfsync", "secure_delete")
        }

    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "fullfsync": 1,
        "checkpoint_fullfsync": 1,
        "secure_delete": 1,
    }


def test_sent_message_is_committed_when_send_returns(queue: SqliteLogQueue, path: Path) -> None:
    """Another connection sees a message as soon as `send` has returned."""
    queue.send([envelope()])

    assert rows(path, "SELECT body FROM messages") == [(envelope().encode(),)]


def test_buried_envelope_is_committed_when_bury_returns(queue: SqliteLogQueue, path: Path) -> None:
    """Another connection sees a dead letter as soon as `bury` has returned."""
    queue.bury(envelope(), "item_refused")

    assert rows(path, "SELECT body, reason FROM dead_letters") == [(envelope().encode(), "item_refused")]


def test_added_log_is_committed_when_add_returns(path: Path) -> None:
    """Another connection sees a log as soon as `add` has returned."""
    with closing(SqliteLogRepository(path, clock=ManualClock())) as repository:
        add(repository, log())

        assert rows(path, "SELECT tenant_id, log_id FROM logs") == [("acme", "1")]


def test_send_is_all_or_nothing(queue: SqliteLogQueue, path: Path) -> None:
    """If the file cannot be written, no envelope is queued and PassingError is raised."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON messages WHEN (SELECT count(*) FROM messages) >= 2 "
            "BEGIN SELECT raise(ABORT, 'database or disk is full'); END"
        )

    with pytest.raises(PassingError):
        queue.send(envelopes(3))
    assert queue.count() == 0


def test_queue_outlives_the_process(queue: SqliteLogQueue, reopen: Callable[[], SqliteLogQueue]) -> None:
    """Sent and buried messages are still there after the process was killed."""
    queue.send([envelope(entry("a"))])
    queue.bury(envelope(entry("b")), "item_refused")

    after = reopen()

    assert log_ids(after.receive(10)) == ["a"]
    assert after.count_dead_letters() == 1


def test_repository_outlives_the_process(path: Path) -> None:
    """Added logs are still there after the process was killed."""
    first, second = logs("ab")
    with closing(SqliteLogRepository(path, clock=ManualClock())) as before:
        add(before, first)
        add(before, second)
        with closing(SqliteLogRepository(path, clock=ManualClock())) as after:
            assert after.page(LogQuery("acme"), 10).logs == [second, first]
            assert after.count() == 2


def test_message_in_flight_is_released_at_the_next_start(
    queue: SqliteLogQueue, reopen: Callable[[], SqliteLogQueue]
) -> None:
    """A message in work when the process was killed is delivered at once by the next one, and the receive counts."""
    queue.send([envelope()])
    queue.receive(10, worker="worker-1", workers=1)

    after = reopen()
    assert after.receive(10) == []
    after.release()

    assert [message.receive_count for message in after.receive(10)] == [2]


def test_message_that_kills_every_process_is_a_dead_letter(reopen: Callable[[], SqliteLogQueue]) -> None:
    """A message during whose work every process dies becomes a dead letter."""
    reopen().send([envelope()])

    received: list[int] = []
    for _ in range(MAX_RECEIVE_COUNT + 1):
        queue = reopen()
        queue.release()
        received.append(len(queue.receive(10)))

    assert received == [1] * MAX_RECEIVE_COUNT + [0]
    assert reopen().count_dead_letters() == 1


def ids(messages: Sequence[LeasedMessage]) -> set[str]:
    """What tells messages apart."""
    return {message.message_id for message in messages}


def test_only_the_messages_of_a_worker_that_has_ended_come_again(
    queue: SqliteLogQueue, reopen: Callable[[], SqliteLogQueue]
) -> None:
    """If a worker ends, only its own messages come again at once; other leases and delays stay."""
    queue.send([envelope(entry(tenant_id=f"tenant-{number}")) for number in range(4)])
    ended, other, failed = (queue.receive(1, worker=f"worker-{number}", workers=9)[0] for number in range(3))
    queue.delay({failed.receipt_handle: 30})
    queue.settle(done=[], failed=[failed.receipt_handle])
    left = queue.receive(10, worker="worker-2", workers=9)

    queue.take_back(["worker-0", "worker-2"])

    again = reopen().receive(10, worker="worker-0", workers=9)
    assert ids(again) == ids([ended, *left])
    assert {message.receive_count for message in again} == {2}
    assert other.message_id not in ids(queue.receive(10, worker="worker-3", workers=9))


def test_messages_that_have_ended_a_worker_twice_part(queue: SqliteLogQueue, clock: ManualClock) -> None:
    """Messages of a worker that ended for the second time come again within seconds, at different moments."""
    queue.send([envelope(entry(f"{number}", tenant_id=f"tenant-{number}")) for number in range(20)])
    for _ in range(2):
        batch = queue.receive(100, worker="worker-0", workers=1)
        assert len(batch) == 20
        queue.take_back(["worker-0"])

    received: list[int] = []
    for _ in range(10):
        clock.advance(1)
        received.append(len(queue.receive(100, worker="worker-0", workers=1)))

    assert sum(received) == 20
    assert max(received) < 10


@pytest.mark.parametrize(("workers", "expected"), [(8, [4, 2, 1, 1, 0]), (2, [1, 1, 0]), (1, [1, 0])])
def test_tenants_share_the_workers_of_all_processes(
    queue: SqliteLogQueue, reopen: Callable[[], SqliteLogQueue], workers: int, expected: Sequence[int]
) -> None:
    """A single tenant gets half of the workers and a second one half of the rest, across all processes."""
    processes = [queue, reopen()]
    names = iter([f"worker-{number}" for number in range(workers)])
    received: list[int] = []
    for number in range(len(expected)):
        queue.send([envelope(entry(tenant_id=f"tenant-{number}")) for _ in range(20)])
        received.append(0)
        for name in names:
            process = processes[int(name[-1]) % 2]
            if not process.receive(1, worker=name, workers=workers):
                names = iter([name, *names])
                break
            received[-1] += 1
    assert received == expected
    # A worker goes on with a tenant that holds it.
    assert queue.receive(1, worker="worker-0", workers=workers)


def test_a_worker_is_free_when_its_messages_are_settled(queue: SqliteLogQueue) -> None:
    """A worker counts as free when its messages are done or have failed."""
    queue.send([envelope(entry(tenant_id="acme")) for _ in range(3)])
    (done,) = queue.receive(1, worker="worker-0", workers=2)
    assert queue.receive(1, worker="worker-1", workers=2) == []
    queue.settle(done=[done.receipt_handle], failed=[])
    (failed,) = queue.receive(1, worker="worker-1", workers=2)
    assert queue.receive(1, worker="worker-0", workers=2) == []
    queue.settle(done=[], failed=[failed.receipt_handle])
    assert len(queue.receive(1, worker="worker-0", workers=2)) == 1


def test_what_is_owed_is_written_in_order(queue: SqliteLogQueue, path: Path, clock: ManualClock) -> None:
    """A delay and the end of a lease that could not be written are written later, in order."""
    queue.send([envelope(), envelope(entry("other"))])
    (failed,) = queue.receive(1, worker="worker-0", workers=2)
    with closing(sqlite3.connect(path, isolation_level=None)) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        queue._database._patience_seconds = 0  # noqa: SLF001 - it waits for 5 s otherwise
        with pytest.raises(PassingError):
            queue.delay({failed.receipt_handle: 30})
        with pytest.raises(PassingError):
            queue.settle(done=[], failed=[failed.receipt_handle])

    (other,) = queue.receive(10, worker="worker-1", workers=2)
    assert other.message_id != failed.message_id
    clock.advance(31)
    assert ids(queue.receive(10, worker="worker-1", workers=2)) == {failed.message_id}


def test_deleted_message_stays_deleted(queue: SqliteLogQueue, reopen: Callable[[], SqliteLogQueue]) -> None:
    """A deleted message does not come back after a restart."""
    queue.send(envelopes(2))
    done, _ = queue.receive(10)
    queue.delete([done.receipt_handle])

    assert reopen().count() == 1


def test_superseded_receipt_deletes_nothing(queue: SqliteLogQueue, clock: ManualClock) -> None:
    """A receipt has no effect after its message was received again, and neither has an unknown one."""
    queue.send([envelope()])
    (late,) = queue.receive(10)
    clock.advance(VISIBILITY_TIMEOUT_SECONDS)
    (current,) = queue.receive(10)

    queue.delete([late.receipt_handle, "unknown"])
    assert queue.count() == 1

    queue.delete([current.receipt_handle])
    assert queue.count() == 0


def test_lease_lasts_as_long_as_the_visibility_timeout(queue: SqliteLogQueue, clock: ManualClock) -> None:
    """A message in work comes again when its visibility timeout has passed, and not before."""
    queue.send([envelope()])
    queue.receive(10)

    clock.advance(VISIBILITY_TIMEOUT_SECONDS - 0.001)
    assert queue.receive(10) == []

    clock.advance(0.001)
    assert len(queue.receive(10)) == 1


def test_message_says_when_it_was_sent_and_first_received(queue: SqliteLogQueue, clock: ManualClock) -> None:
    """A delivery has the same timestamps as one of SQS, in milliseconds."""
    sent_at = int(clock.now().timestamp() * 1000)
    queue.send([envelope()])
    clock.advance(1.5)
    queue.receive(10)
    clock.advance(VISIBILITY_TIMEOUT_SECONDS)

    (again,) = queue.receive(10)

    assert (again.sent_at, again.first_received_at) == (sent_at, sent_at + 1500)


def test_clock_that_is_put_back_hides_nothing(queue: SqliteLogQueue, clock: ManualClock) -> None:
    """After the clock was set back, messages sent before can be received at once."""
    queue.send([envelope()])
    clock.jump(-3600)

    assert len(queue.receive(10)) == 1


@pytest.mark.parametrize("hours", [-12, 12])
def test_setting_the_clock_moves_no_wait(queue: SqliteLogQueue, clock: ManualClock, hours: int) -> None:
    """Delays and leases keep their durations if the clock is set meanwhile."""
    queue.send([envelope(entry("leased")), envelope(entry("delayed"))])
    leased, delayed = sorted(queue.receive(10), key=lambda message: "leased" not in message.body)
    clock.jump(hours * 3600)
    queue.delay({delayed.receipt_handle: 30})
    clock.jump(-hours * 3600)

    clock.advance(29)
    assert queue.receive(10) == []
    clock.advance(1)
    assert [message.message_id for message in queue.receive(10)] == [delayed.message_id]
    clock.advance(VISIBILITY_TIMEOUT_SECONDS - 30)
    assert [message.message_id for message in queue.receive(10)] == [leased.message_id]


def test_redelivery_does_not_wait_behind_a_backlog(queue: SqliteLogQueue, clock: ManualClock) -> None:
    """A message whose lease has expired comes before all messages that were sent after it."""
    queue.send(envelopes(1))
    (first,) = queue.receive(10)
    queue.send(envelopes(30))
    clock.advance(VISIBILITY_TIMEOUT_SECONDS + 1)

    assert first.message_id in {message.message_id for message in queue.receive(10)}


@pytest.mark.parametrize("ready", [0, 1])
def test_a_receive_costs_what_it_takes(
    connections: list[sqlite3.Connection], tmp_path: Path, clock: ManualClock, ready: int
) -> None:
    """The cost of a receive does not depend on the number of waiting tenants."""
    steps: list[int] = []
    for tenants in (100, 3_000):
        with closing(open_queue(tmp_path / f"{tenants}.sqlite3", clock)) as queue:
            queue.send([envelope(entry(tenant_id=f"tenant-{number}")) for number in range(tenants)])
            while messages := queue.receive(1_000):
                queue.delay({message.receipt_handle: 3_600 for message in messages})
                queue.settle(done=[], failed=[message.receipt_handle for message in messages])
            queue.send(envelopes(ready))
            steps.append(0)

            def count() -> None:
                steps[-1] += 1

            connections[-1].set_progress_handler(count, 10)
            assert len(queue.receive(10)) == ready
            connections[-1].set_progress_handler(None, 0)

    assert steps[1] <= 2 * steps[0] + 10


def test_messages_that_end_their_wait_together_are_all_received(queue: SqliteLogQueue, clock: ManualClock) -> None:
    """All messages that become visible at the same moment are received."""
    queue.send(envelopes(2_500))
    while messages := queue.receive(500):
        queue.delay({message.receipt_handle: 30 for message in messages})
    clock.advance(30)

    received = [len(queue.receive(500)) for _ in range(6)]

    assert sum(received) == 2_500


def test_message_without_a_tenant_is_received(queue: SqliteLogQueue, path: Path) -> None:
    """A dead letter without a tenant is delivered after it is redriven."""
    queue.bury_unread("not json", None, "not_json")
    with closing(SqliteDeadLetters(path)) as dead_letters:
        dead_letters.redrive(None, lambda _number: None)

    assert [message.group_id for message in queue.receive(10)] == [""]


@pytest.mark.parametrize(
    ("size", "logs", "fitting"),
    [(10, MAX_ENVELOPE_LOGS, MAX_BATCH_LOGS // MAX_ENVELOPE_LOGS), (200_000, 1, MAX_BATCH_BYTES // 200_500)],
    ids=["logs", "bytes"],
)
def test_a_batch_is_bounded_by_logs_and_bytes(queue: SqliteLogQueue, size: int, logs: int, fitting: int) -> None:
    """A batch stays within the limits of logs and bytes, also if it is received in parts."""
    message = envelope(*(entry(str(number), text="x" * size) for number in range(logs)))
    queue.send([message] * (2 * fitting))

    first = queue.receive(3)
    batch = [*first, *queue.receive(100, beside=first)]

    assert len(batch) == fitting
    assert queue.receive(100, beside=batch) == []
    assert len(queue.receive(100)) == fitting


def test_done_texts_are_in_no_file(queue: SqliteLogQueue, path: Path) -> None:
    """After the queue is drained and deleted rows are erased, no file contains a byte of a raw text."""
    for size in (10, 500, 5_000):
        queue.send(envelopes(40, text=f"raw text {'x' * size}"))
    while messages := queue.receive(30):
        queue.delete([message.receipt_handle for message in messages])
    queue.erase_deleted()

    assert queue.count() == 0
    assert b"raw text" not in every_byte(path.parent)


def test_done_texts_are_in_no_file_while_others_wait(tmp_path: Path) -> None:
    """After deleted rows are erased, no file contains a byte of a processed text, also while other messages wait."""
    left_over = [seed for seed in range(30) if texts_left_over(tmp_path / str(seed), random.Random(seed))]  # noqa: S311 - an example, no secret

    assert left_over == []


@pytest.mark.parametrize("fails", [False, True], ids=["all", "but one"])
def test_what_is_written_together_is_committed_together(tmp_path: Path, *, fails: bool) -> None:
    """Writes that wait for each other are one commit, and one that raises does not affect the others."""
    database = Database(tmp_path / "together.sqlite3", Schema("numbers", 1, "CREATE TABLE numbers (n INTEGER)"))
    waiting = threading.Barrier(4)

    def write(number: int) -> int:
        def work(connection: sqlite3.Connection) -> int:
            connection.execute("INSERT INTO numbers VALUES (?)", (number,))
            if fails and number == 2:
                raise PassingError
            return number

        waiting.wait()
        return database.write_together(work)

    with ThreadPoolExecutor(3) as writers, closing(database):
        with database.transaction():
            written = [writers.submit(write, number) for number in range(3)]
            waiting.wait()
            deadline = time.monotonic() + 10
            while len(database._waiting) < 3 and time.monotonic() < deadline:  # noqa: SLF001 - nothing else tells
                time.sleep(0.001)
        if fails:
            assert [type(future.exception()) for future in written] == [type(None), type(None), PassingError]
        else:
            assert [future.result() for future in written] == [0, 1, 2]
        with database.reading() as connection:
            assert connection.execute("SELECT count(*) FROM numbers").fetchone() == (2 if fails else 3,)


def test_a_read_waits_for_no_write(tmp_path: Path) -> None:
    """While one thread writes, others read what was committed before, and cannot write."""
    database = Database(tmp_path / "numbers.sqlite3", Schema("numbers", 1, "CREATE TABLE numbers (n INTEGER)"))

    def count() -> int:
        with database.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM numbers").fetchone()[0])

    def write_while_reading() -> None:
        with database.reading() as connection:
            connection.execute("INSERT INTO numbers VALUES (2)")

    with ThreadPoolExecutor(2) as readers, closing(database):
        with database.transaction() as connection:
            connection.execute("INSERT INTO numbers VALUES (1)")
            assert [readers.submit(count).result(timeout=10) for _ in range(10)] == [0] * 10
        assert readers.submit(count).result(timeout=10) == 1
        with pytest.raises(PassingError):
            write_while_reading()


def test_a_closed_database_is_not_read(tmp_path: Path) -> None:
    """Closing a database ends its reads and closes their connections, and prevents new ones."""
    database = Database(tmp_path / "numbers.sqlite3", Schema("numbers", 1, "CREATE TABLE numbers (n INTEGER)"))
    with database.reading() as connection:
        database.close()
        assert connection.execute("SELECT count(*) FROM numbers").fetchone() == (0,)
    with pytest.raises(PassingError), database.reading():
        pass
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


def test_truncating_empties_the_log(queue: SqliteLogQueue, path: Path) -> None:
    """The write-ahead log, which contains deleted rows, is emptied after every kind of write."""
    wal = path.with_name(f"{path.name}-wal")
    writes: list[Callable[[], None]] = [
        lambda: queue.send(envelopes(2)),
        lambda: queue.delete(message.receipt_handle for message in queue.receive(10)),
        lambda: queue.bury(envelope(), "item_refused"),
    ]
    for write in writes:
        write()
        assert wal.stat().st_size > 0

        queue.erase_deleted()
        queue.erase_deleted()
        assert wal.stat().st_size == 0


def test_what_another_process_has_deleted_is_erased(queue: SqliteLogQueue, path: Path) -> None:
    """Deleted rows of another process are erased, too, once."""
    wal = path.with_name(f"{path.name}-wal")
    with closing(open_queue(path, ManualClock())) as worker:
        queue.send([envelope()])
        queue.erase_deleted()
        queue.erase_deleted()
        worker.delete([message.receipt_handle for message in worker.receive(10)])
        assert wal.stat().st_size > 0

        queue.erase_deleted()
        assert wal.stat().st_size == 0
        changed = path.stat().st_mtime_ns
        queue.erase_deleted()
        assert path.stat().st_mtime_ns == changed


def test_a_write_waits_for_another_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write waits while another process has the lock, and then succeeds."""
    path, waiting = tmp_path / "numbers.sqlite3", threading.Event()
    pause = time.sleep

    def pausing(seconds: float) -> None:
        waiting.set()
        pause(seconds)

    database = Database(path, Schema("numbers", 1, "CREATE TABLE numbers (n INTEGER)"))

    def write() -> None:
        with database.transaction() as connection:
            connection.execute("INSERT INTO numbers VALUES (1)")

    monkeypatch.setattr("infrastructure.embedded.database.time.sleep", pausing)
    with ThreadPoolExecutor(1) as writer, closing(database):
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            written = writer.submit(write)
            assert waiting.wait(10)
        written.result(timeout=10)


def test_log_that_could_not_be_truncated_is_tried_again(queue: SqliteLogQueue, path: Path) -> None:
    """If a reader prevents emptying the write-ahead log, it is emptied after the reader has finished."""
    queue.send([envelope()])
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM messages").fetchall()
        queue.delete([message.receipt_handle for message in queue.receive(10)])
        queue.erase_deleted()

    queue.erase_deleted()

    assert path.with_name(f"{path.name}-wal").stat().st_size == 0


def test_closed_database_answers_nothing(open_database: Callable[[], SqliteLogQueue | SqliteLogRepository]) -> None:
    """A call after closing raises PassingError, and closing twice has no effect."""
    database = open_database()
    database.close()
    database.close()

    with pytest.raises(PassingError):
        database.count()


@pytest.mark.parametrize("killed", [False, True], ids=["closed", "killed"])
def test_file_of_another_version_is_refused(
    open_database: Callable[[], SqliteLogQueue | SqliteLogRepository], path: Path, *, killed: bool
) -> None:
    """A file of another schema version is refused and not changed, however its program ended."""
    write_version(path, 99, killed=killed)
    before = files(path.parent)

    with pytest.raises(UnusableDatabase, match=rf"{re.escape(str(path))} has schema version 99"):
        open_database()
    assert files(path.parent) == before


@pytest.mark.parametrize(
    "content", [b"This is no database. " * 100, b"\x00" * 4096, b"SQLite format 3\x00" + b"?" * 4080]
)
def test_file_that_is_no_database_is_refused(
    open_database: Callable[[], SqliteLogQueue | SqliteLogRepository], path: Path, content: bytes
) -> None:
    """A file that is not a database is refused and not changed."""
    path.write_bytes(content)

    with pytest.raises(UnusableDatabase, match=re.escape(str(path))):
        open_database()
    assert path.read_bytes() == content


def test_folder_is_no_database(open_database: Callable[[], SqliteLogQueue | SqliteLogRepository], path: Path) -> None:
    """A folder at the database's path is refused like a file that is not a database."""
    path.mkdir()

    with pytest.raises(UnusableDatabase, match=re.escape(str(path))):
        open_database()


@pytest.mark.usefixtures("usual_umask")
@pytest.mark.parametrize("restored", [False, True], ids=["new", "restored"])
def test_nobody_else_can_read_the_files(tmp_path: Path, clock: ManualClock, *, restored: bool) -> None:
    """Only the owner can read files with logs, even if the folder and a restored copy were open to others."""
    (tmp_path / "data").mkdir(mode=0o755)
    with DataFolder(tmp_path / "data") as folder:
        if restored:
            open_queue(folder.queue, clock).close()
            folder.queue.chmod(0o644)
        with (
            closing(open_queue(folder.queue, clock)) as queue,
            closing(SqliteLogRepository(folder.logs, clock=ManualClock())) as repository,
        ):
            queue.send([envelope()])
            add(repository, log())
            readable = [file.name for file in folder.path.iterdir() if open_to_others(file)]

            assert not open_to_others(folder.path) or readable == []


@pytest.mark.parametrize("gone", ["file", "log", "folder", "replaced"])
def test_nothing_is_written_to_files_that_are_gone(tmp_path: Path, gone: str) -> None:
    """A database whose files were deleted or replaced refuses writes and is not ready until they are back."""
    folder = tmp_path / "data"
    folder.mkdir()
    path = folder / "queue.sqlite3"
    with closing(open_queue(path, ManualClock())) as queue:
        queue.send([envelope()])
        away = tmp_path / "away"
        target = {"file": path, "log": folder / "queue.sqlite3-wal", "folder": folder, "replaced": path}[gone]
        target.rename(away)
        if gone == "replaced":
            shutil.copy(away, path)

        with pytest.raises(PassingError, match="data_folder_gone"):
            queue.send([envelope()])
        with pytest.raises(PassingError):
            queue.check()

        away.rename(target)
        queue.send([envelope()])
        assert queue.count() == 2


def open_queue(path: Path, clock: ManualClock) -> SqliteLogQueue:
    """Open the queue at short notice of its limits."""
    return SqliteLogQueue(
        path,
        clock=clock,
        visibility_timeout_seconds=VISIBILITY_TIMEOUT_SECONDS,
        max_receive_count=MAX_RECEIVE_COUNT,
    )


def texts_left_over(folder: Path, choices: random.Random) -> set[str]:
    """Send and work messages by turns, and return which texts of done ones the files still hold."""
    folder.mkdir()
    done: set[str] = set()
    with closing(open_queue(folder / "queue.sqlite3", ManualClock())) as queue:
        for turn in range(12):
            queue.send([envelope(entry(text=f"<{turn}.{number}>{'x' * 300}")) for number in range(10)])
            messages = [message for message in queue.receive(9) if choices.random() < 0.6]
            queue.delete([message.receipt_handle for message in messages])
            done |= {re.findall(r"<[\d.]+>", message.body)[0] for message in messages}
        queue.erase_deleted()
        return done & set(re.findall(r"<[\d.]+>", every_byte(folder).decode("latin-1")))


def write_version(path: Path, version: int, *, killed: bool) -> None:
    """Write a database as another version of the program does; a killed one leaves its write-ahead log behind."""
    original = path.with_name("original") / path.name
    original.parent.mkdir()
    with closing(sqlite3.connect(original, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(f"CREATE TABLE other (column); PRAGMA user_version = {version};")
        if not killed:
            connection.close()
        for file in original.parent.glob(f"{path.name}*"):
            shutil.copy(file, path.parent)
    shutil.rmtree(original.parent)


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    """Read past the adapter, by a connection of its own."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def open_to_others(path: Path) -> bool:
    """Say whether anybody but the owner may do anything with it."""
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def files(folder: Path) -> dict[str, bytes]:
    """Every file that says something: an empty log does not, nor what only those share who have the database open."""
    contents = {file.name: file.read_bytes() for file in folder.iterdir() if not file.name.endswith("-shm")}
    return {name: content for name, content in contents.items() if content}


def every_byte(folder: Path) -> bytes:
    """All files' contents."""
    return b"".join(files(folder).values())


def log_ids(messages: Sequence[LeasedMessage]) -> list[str]:
    """Name the logs."""
    return [each.log_id for message in messages for each in decode_envelope(message.body).entries]
