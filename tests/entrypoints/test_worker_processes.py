"""The processes of the embedded run: killing one affects only that process."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from entrypoints.containers.embedded import EmbeddedContainer
from entrypoints.local.worker_processes import WorkerProcesses
from entrypoints.settings import EmbeddedSettings
from infrastructure.embedded.data_folder import DataFolder
from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

TENANTS = 7
SOON_SECONDS = 30


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    """Return a server whose work on a log of 60 characters takes a minute."""
    with LocalServer(tmp_path, seconds_per_character=1) as server:
        yield server
        server.kill()


@pytest.fixture
def queue(server: LocalServer) -> Iterator[sqlite3.Connection]:
    """Return the server's queue, opened directly."""
    with closing(sqlite3.connect(f"file:{server.data / 'queue.sqlite3'}?mode=ro", uri=True)) as queue:
        yield queue


def send(server: LocalServer, characters: int) -> None:
    """Send one log of each tenant."""
    client = Client(server.endpoint)
    for tenant in range(TENANTS):
        assert client.post_text("x" * characters, f"tenant-{tenant}").status == 202


def leases(queue: sqlite3.Connection) -> dict[str, tuple[str, int]]:
    """Return the worker and the receive count of each message in work."""
    found = queue.execute("SELECT message_id, leased_by, receive_count FROM messages WHERE leased_by IS NOT NULL")
    return {message: (worker, count) for message, worker, count in found}


def has_leases(queue: sqlite3.Connection, number: int) -> bool | None:
    """Return True if this number of messages is in work, otherwise None."""
    return len(leases(queue)) == number or None


def workers_of(pid: int) -> set[str]:
    """Return the names of the workers in a worker process."""
    return set(re.findall("worker-[0-9]+", Path(f"/proc/{pid}/cmdline").read_text()))


def ended(pids: set[int]) -> bool | None:
    """Return True if all of these processes have ended, otherwise None."""
    return not any(Path(f"/proc/{pid}").exists() for pid in pids) or None


def test_a_killed_worker_process_delays_only_its_own_messages(server: LocalServer, queue: sqlite3.Connection) -> None:
    """Its messages are in work again within seconds, and the messages of other processes stay with them."""
    assert poll(lambda: len(server.worker_pids()) > 1 or len(os.sched_getaffinity(0)) == 1 or None, SOON_SECONDS)
    pids = server.worker_pids()
    client, sent = Client(server.endpoint), 0
    # Repeat until each process has a message, or there is only one process.
    while {pid for pid in pids for worker, _ in leases(queue).values() if worker in workers_of(pid)} != pids:
        sent += 1
        assert client.post_text("x" * 60, f"tenant-{sent}").status == 202
        assert poll(partial(has_leases, queue, sent), SOON_SECONDS)
    before, busy = leases(queue), min(pids)
    own = {message for message, (worker, _) in before.items() if worker in workers_of(busy)}

    os.kill(busy, signal.SIGKILL)

    def received_again() -> bool | None:
        now = leases(queue)
        return all(now.get(message, ("", 0))[1] == 2 for message in own) or None

    assert poll(received_again, SOON_SECONDS), (before, leases(queue))
    assert {message: lease for message, lease in leases(queue).items() if message not in own} == {
        message: lease for message, lease in before.items() if message not in own
    }
    assert poll(lambda: len(server.worker_pids()) == len(pids) or None, SOON_SECONDS)
    assert busy not in server.worker_pids()
    assert "worker_process_ended" in server.output.read_text()


def test_a_process_that_cannot_be_started_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a process cannot be started, or its reports cannot be read, another one is started."""
    tries: list[int] = []

    def start(*_arguments: object, pass_fds: list[int], **_options: object) -> subprocess.Popen[bytes]:
        tries.append(1)
        if len(tries) == 1:
            raise BlockingIOError
        os.write(pass_fds[0], b'{"counts": 7}\n')
        return popen(["/bin/sleep", "60"], stdin=subprocess.PIPE)

    popen = subprocess.Popen
    monkeypatch.setattr("entrypoints.local.worker_processes.subprocess.Popen", start)
    monkeypatch.setattr("entrypoints.local.worker_processes._PAUSE_SECONDS", 0.01)
    with DataFolder(tmp_path / "data") as folder:
        container = EmbeddedContainer(data_folder=folder, seconds_per_character=0.0)
        processes = WorkerProcesses(
            EmbeddedSettings(data_folder=folder.path, workers=1),
            queue=container.queue(),
            metrics=container.local().metrics(),
            drain_seconds=0,
        )
        processes.start()
        assert poll(lambda: len(tries) > 3 or None, SOON_SECONDS)
        processes.kill()
        container.queue().close()


def test_worker_processes_end_with_the_server(server: LocalServer) -> None:
    """However the server ends, by a kill or by a stop in time, no process remains."""
    assert poll(lambda: server.worker_pids() or None, SOON_SECONDS)
    killed = server.worker_pids()
    server.kill()
    assert poll(lambda: ended(killed), SOON_SECONDS)

    with server:
        assert poll(lambda: server.worker_pids() or None, SOON_SECONDS)
        stopped = server.worker_pids()
        server.stop()
        assert poll(lambda: ended(stopped), SOON_SECONDS)


def test_a_signal_to_all_processes_does_not_interrupt_work(tmp_path: Path) -> None:
    """If every process gets the signal, the workers nevertheless finish their work, because the server ends them."""
    with LocalServer(tmp_path, seconds_per_character=0.1) as server:
        assert poll(lambda: server.worker_pids() or None, SOON_SECONDS)
        send(server, 20)
        with closing(sqlite3.connect(f"file:{server.data / 'queue.sqlite3'}?mode=ro", uri=True)) as queue:
            assert poll(partial(has_leases, queue, TENANTS), SOON_SECONDS)
            busy = {worker for worker, _ in leases(queue).values()}
        for pid in server.worker_pids():
            # Another process may still be starting.
            for number in (signal.SIGINT, signal.SIGTERM) if workers_of(pid) & busy else ():
                os.kill(pid, number)
        server.stop()
        assert "worker_process_ended" not in server.output.read_text()
        assert "0 messages left" in server.output.read_text()


def test_the_workers_have_process_groups_of_their_own(server: LocalServer) -> None:
    """Ctrl-C reaches only the server, because each worker process has a process group of its own."""
    assert poll(lambda: server.worker_pids() or None, SOON_SECONDS)
    groups = [os.getpgid(pid) for pid in (server.pid, *server.worker_pids())]
    assert len(set(groups)) == len(groups)


def test_metrics_are_those_of_all_processes_also_of_killed_ones(tmp_path: Path) -> None:
    """Each stored log is counted once, whichever process stored it, and however that process ended."""
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        client = Client(server.endpoint)

        def stored() -> int:
            found = re.search(
                "^log_processor_stored_total ([0-9]+)$", client.get("/metrics").body.decode(), re.MULTILINE
            )
            assert found
            return int(found[1])

        for number in range(1, 4):
            send(server, 60)
            assert poll(lambda: stored() == number * TENANTS or None, SOON_SECONDS), stored()  # noqa: B023 - called here
            for pid in server.worker_pids():
                os.kill(pid, signal.SIGKILL)
        assert stored() == 3 * TENANTS


@pytest.mark.parametrize(("workers", "most"), [(1, 1), (256, len(os.sched_getaffinity(0)))])
def test_there_are_no_more_processes_than_workers_and_cpus(tmp_path: Path, workers: int, most: int) -> None:
    """Each worker belongs to one process, and there are at most as many processes as CPUs."""
    with LocalServer(tmp_path, seconds_per_character=0, workers=workers) as server:
        assert poll(lambda: len(server.worker_pids()) == most or None, SOON_SECONDS)
        names = [name for pid in server.worker_pids() for name in workers_of(pid)]
        assert sorted(names) == sorted(f"worker-{number}" for number in range(1, workers + 1))
