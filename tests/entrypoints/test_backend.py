"""The embedded run and its commands with another backend than SQLite, chosen by one setting."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from application.envelope import Envelope
from entrypoints.cli import main
from tests.acceptance.client import Client
from tests.acceptance.gauges import queued_messages
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll
from tests.contract.records import log
from tests.support import in_memory_backend
from tests.support.logs import entry

SOON_SECONDS = 30
LOGS = 50


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    """Return a server with worker processes, whose state is in the server's memory."""
    with LocalServer(tmp_path, seconds_per_character=0, program="tests.support.in_memory_backend") as server:
        yield server


def test_the_embedded_run_serves_from_another_queue_and_store(server: LocalServer) -> None:
    """Sent logs are processed by worker processes, redacted, stored and found. No database is created."""
    client = Client(server.endpoint)
    lines = "\n".join(
        json.dumps({"log_id": f"log-{number}", "text": f"Call 555-0199, {number}"}) for number in range(LOGS)
    )
    sent = client.request("POST", "/ingest/batch", body=lines, headers={"X-Tenant-ID": "acme"})
    assert (sent.status, sent.json_object()["accepted"]) == (202, LOGS)

    def stored() -> list[dict[str, str]] | None:
        found: list[dict[str, str]] = client.get(f"/tenants/acme/logs?limit={LOGS}").json_object()["logs"]
        return found if len(found) == LOGS else None

    logs = poll(stored, SOON_SECONDS)
    assert logs, server.output.read_text()
    assert {log["text"] for log in logs} == {f"Call [PHONE], {number}" for number in range(LOGS)}
    assert poll(lambda: queued_messages(client) == 0 or None, SOON_SECONDS)
    assert client.get("/readyz").status == 200
    assert client.get("/tenants/acme/logs?q=7").json_object()["logs"]
    assert [path.name for path in server.data.iterdir()] == ["socket"]


def test_a_run_over_another_backend_stops_properly(server: LocalServer) -> None:
    """The server finishes the logs in work, and reports how many messages remain."""
    server.stop()
    assert "0 messages left for the next start" in server.output.read_text()


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., int]]:
    """Return a function that runs a command on a state in memory."""
    with in_memory_backend.chosen():
        yield lambda *arguments: main([*arguments, "--data", str(tmp_path)])
    in_memory_backend.STATES.clear()


def test_tenants_are_stored_by_the_backend(
    run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`tenants` creates the state if needed, changes tenants, and counts the logs to which a new key gives access."""
    assert run("tenants", "list") == 1
    assert "there is no state yet" in capsys.readouterr().err
    assert run("tenants", "create", "acme") == 0
    state = in_memory_backend.STATES[tmp_path]
    state.store.add([log("1"), log("2")])
    assert run("tenants", "set", "acme", "--retention-days", "90") == 0
    assert run("tenants", "remove", "acme", "--yes") == 0
    assert [each.tenant.retention_days for each in state.tenants.list()] == [90]
    assert run("tenants", "create", "acme", "--yes") == 0
    assert "its 2 stored logs" in capsys.readouterr().err


def test_dlq_uses_the_dead_letters_of_the_backend(
    run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`dlq` lists and shows the queue's dead letters, and queues them again."""
    run("tenants", "create-admin-key")
    queue = in_memory_backend.STATES[tmp_path].queue
    queue.bury(Envelope((entry("call 555-0199", log_id="log-1"),), "request-1"), "item_refused")
    capsys.readouterr()

    assert run("dlq", "list") == 0
    listed = capsys.readouterr().out
    assert "log-1" in listed
    assert run("dlq", "show", listed.split()[0]) == 0
    assert "[PHONE]" in capsys.readouterr().out
    assert run("dlq", "redrive") == 0
    assert (queue.count(), queue.count_dead_letters()) == (1, 0)


def test_logs_are_erased_from_the_backend(
    run: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`erase` deletes the tenant's logs from the store, and stores the marker and the receipt in the backend."""
    assert run("erase", "--tenant", "acme", "--yes") == 1
    run("tenants", "create", "acme")
    state = in_memory_backend.STATES[tmp_path]
    other = replace(log("1"), tenant_id="beta")
    state.store.add([log("1"), log("2"), other])
    waited: list[float] = []
    monkeypatch.setattr("entrypoints.cli.erasing.time.sleep", waited.append)

    assert run("erase", "--tenant", "acme", "--yes") == 0

    assert state.store.logs == [other]
    assert [each.logs for each in state.receipts.kept] == [2]
    assert len(state.tenants.read("acme")) == len(waited) == 1


@pytest.mark.parametrize("command", [["backup", "copy"], ["restore", "copy"], ["check"]], ids=lambda words: words[0])
def test_a_backend_without_files_refuses_to_copy_and_check_them(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """Commands for files say why they cannot work, and change nothing."""
    assert run(*command) == 1
    assert "the state is only in memory" in capsys.readouterr().err
