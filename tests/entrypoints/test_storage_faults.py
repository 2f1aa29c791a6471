"""The embedded worker while its databases refuse writes, and afterwards."""

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from application.envelope import Envelope
from domain.errors import PassingError
from entrypoints.containers.local import MAX_RECEIVE_COUNT
from infrastructure.embedded.data_folder import DataFolder
from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll
from tests.support.embedded_worker import EmbeddedWorker
from tests.support.faulty_connection import faulty_connections
from tests.support.logs import entry

FAULT_SECONDS = 3.0
# The guaranteed time. A message that is hidden by its lease would take 90 minutes.
RECOVERY_SECONDS = 60
_WRITES = ("BEGIN", "COMMIT", "INSERT", "UPDATE", "DELETE")


class Faults:
    """The share of writes that fail, chosen by a seed, and whether tenants can be read."""

    def __init__(self) -> None:
        self.share = 0.0
        self.tenants = False
        self._random = random.Random(1)  # noqa: S311 - faults, no secret

    def fail(self, file: str, statement: str) -> bool:
        """Return whether this one fails."""
        if self.tenants and file == "tenants.sqlite3" and statement == "SELECT":
            return True
        return statement in _WRITES and self._random.random() < self.share


def send_for(run: EmbeddedWorker, seconds: float) -> int:
    """Send messages of two logs for this time; return how many logs are accepted."""
    end = time.monotonic() + seconds
    accepted = 0
    while time.monotonic() < end:
        accepted += len(run.send("acme", "call 555-0199", "x"))
        time.sleep(0.005)
    return accepted


@pytest.fixture
def faults() -> Faults:
    """Return faults that are switched off."""
    return Faults()


@pytest.fixture
def run(tmp_path: Path, faults: Faults) -> Iterator[EmbeddedWorker]:
    """Return a run with these faults. It waits 0.2 s instead of 5 s for another process's lock."""
    with faulty_connections(faults.fail, timeout=0.2), DataFolder(tmp_path / "data") as folder:
        run = EmbeddedWorker(folder, workers=4)
        try:
            yield run
        finally:
            run.close()


@contextmanager
def failing_writes(_: EmbeddedWorker, faults: Faults) -> Iterator[None]:
    """Fail one in five writes to every database."""
    faults.share = 0.2
    yield
    faults.share = 0.0


@contextmanager
def unreadable_tenants(_: EmbeddedWorker, faults: Faults) -> Iterator[None]:
    """Fail every read of a policy."""
    faults.tenants = True
    yield
    faults.tenants = False


@contextmanager
def full_disk(run: EmbeddedWorker, _: Faults) -> Iterator[None]:
    """Let no database grow."""
    databases = [run.queue._database, run.repository._database]  # noqa: SLF001 - the limit is that of a connection
    for database in databases:
        with database.transaction() as connection:
            connection.execute("PRAGMA max_page_count = 1")
    yield
    for database in databases:
        with database.transaction() as connection:
            connection.execute("PRAGMA max_page_count = 1000000")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Lock the file like another process would."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=10)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


FAULTS: dict[str, Callable[[EmbeddedWorker, Faults], Any]] = {
    "failing writes": failing_writes,
    "full disk": full_disk,
    "unreadable tenants": unreadable_tenants,
    "locked store": lambda run, _: locked(run.folder.logs),
    "locked queue": lambda run, _: locked(run.folder.queue),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_everything_is_stored_within_a_minute_after_a_fault(
    run: EmbeddedWorker, faults: Faults, fault: Callable[[EmbeddedWorker, Faults], Any]
) -> None:
    """Whatever the databases refuse for a while, every accepted log is stored once soon afterwards."""
    run.poller.start()
    accepted = send_for(run, 0.5)
    for _ in range(2):
        with fault(run, faults):
            accepted += send_for(run, FAULT_SECONDS)
        accepted += send_for(run, 0.5)

    assert poll(lambda: run.repository.count() >= accepted or None, RECOVERY_SECONDS), (
        run.repository.count(),
        accepted,
    )
    assert poll(lambda: run.queue.count() == 0 or None, RECOVERY_SECONDS)
    assert run.queue.count_dead_letters() == 0


@pytest.mark.parametrize("fault", ["locked store", "unreadable tenants"])
def test_a_fault_does_not_count_as_a_receive(run: EmbeddedWorker, faults: Faults, fault: str) -> None:
    """A message whose last receive meets a fault is stored after the fault, and does not become a dead letter."""
    run.queue.send([Envelope((entry("x"),), "request-1")])
    with closing(sqlite3.connect(run.folder.queue)) as connection, connection:
        connection.execute("UPDATE messages SET receive_count = ?", (MAX_RECEIVE_COUNT - 1,))
    database = run.repository if fault == "locked store" else run.container.tenants()
    with FAULTS[fault](run, faults):
        run.poller.start()
        assert poll(lambda: database.refusals or None, 10)
    assert poll(lambda: run.repository.count() == 1 or None, RECOVERY_SECONDS)
    assert run.queue.count_dead_letters() == 0


def test_messages_of_a_failed_handler_are_redelivered_soon(
    run: EmbeddedWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the handler raises an error, its messages are redelivered after the first pause, not when their lease ends."""
    run.queue.send([Envelope((entry("x"),), "request-1")])
    monkeypatch.setattr("entrypoints.local.batch_worker.FIRST_PAUSE_SECONDS", 1)
    handle, raised = run.handler, threading.Event()

    def raising_once(event: Any, context: Any) -> dict[str, Any]:
        if not raised.is_set():
            raised.set()
            raise RuntimeError
        return handle(event, context)

    run.handler = raising_once
    run.poller.start()
    assert poll(lambda: run.repository.count() == 1 or None, RECOVERY_SECONDS)


@pytest.mark.parametrize("fault", ["full disk", "locked store", "locked queue"])
def test_a_probe_detects_a_full_disk_and_a_lock(run: EmbeddedWorker, faults: Faults, fault: str) -> None:
    """A full disk or a lock is noticed although nobody sends logs, and so is its end."""

    def probe() -> None:
        run.queue.check()
        run.repository.check()

    with FAULTS[fault](run, faults), pytest.raises(PassingError):
        probe()
    probe()


def test_a_queue_is_not_ready_after_a_refused_write(run: EmbeddedWorker, faults: Faults) -> None:
    """After a refused write the queue is not ready, even if a probe succeeds, until a write succeeds."""
    run.queue.check()
    faults.share = 1.0
    assert not run.send("acme", "x")
    faults.share = 0.0

    with pytest.raises(PassingError, match="refused"):
        run.queue.check()

    assert run.send("acme", "x")
    run.queue.check()


def test_logs_are_stored_soon_after_a_locked_store(tmp_path: Path) -> None:
    """The same through HTTP, with another process that locks the store for longer than SQLite waits."""
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        client = Client(server.endpoint)
        with locked(tmp_path / "data" / "logs.sqlite3"):
            for number in range(40):
                assert client.post_json({"tenant_id": "acme", "log_id": f"{number}", "text": "x"}).status == 202
            assert poll(lambda: "failed" in server.output.read_text() or None, 30)

        def stored() -> int:
            return len(client.get("/tenants/acme/logs?limit=100").json_object()["logs"])

        assert poll(lambda: stored() == 40 or None, RECOVERY_SECONDS), stored()
