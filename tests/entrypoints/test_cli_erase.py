"""`erase`: an erased log cannot be read, found in a file, or stored again."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from application.envelope import Envelope
from domain.query.log_query import LogQuery
from entrypoints.cli import main
from infrastructure.embedded.data_folder import DataFolder
from infrastructure.embedded.dead_letters import SqliteDeadLetters
from infrastructure.embedded.log_queue import SqliteLogQueue
from infrastructure.embedded.log_repository import SqliteLogRepository
from infrastructure.embedded.tenant_registry import SqliteTenantRegistry
from infrastructure.system.clock import SystemClock
from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll
from tests.contract.records import logs
from tests.fakes.clock import ManualClock
from tests.support.logs import entry

WORDS = "words that nobody else writes"
OTHERS = "what beta keeps"


def queue_of(folder: DataFolder) -> SqliteLogQueue:
    """Return the queue of a folder, in which no message is received."""
    return SqliteLogQueue(folder.queue, clock=SystemClock(), visibility_timeout_seconds=60, max_receive_count=8)


def fill(path: Path) -> None:
    """Fill the store, the queue and the dead letters for acme and beta, with enough rows to move between pages."""
    with DataFolder(path) as folder:
        with closing(SqliteLogRepository(folder.logs, clock=SystemClock())) as repository:
            for tenant_id, words in (("acme", WORDS), ("beta", OTHERS)):
                stored = logs([f"log-{number}" for number in range(300)], tenant_id=tenant_id)
                repository.add([replace(log, text=f"{words} {log.log_id} " * 5) for log in stored])
        with closing(queue_of(folder)) as queue:
            for tenant_id, words in (("acme", WORDS), ("beta", OTHERS)):
                for log_id in ("queued", "dead"):
                    envelope = Envelope((entry(f"{words} {log_id}", tenant_id=tenant_id, log_id=log_id),), "request-1")
                    if log_id == "dead":
                        queue.bury(envelope, "item_refused")
                    else:
                        queue.send([envelope])


def occurrences(path: Path, words: str) -> int:
    """Count the occurrences in all files of the folder, byte by byte."""
    return sum(file.read_bytes().count(words.encode()) for file in path.rglob("*") if file.is_file())


def stored_ids(path: Path, tenant_id: str) -> Sequence[str]:
    """Return the ids of a tenant's stored logs."""
    with DataFolder(path) as folder, closing(SqliteLogRepository(folder.logs, clock=SystemClock())) as repository:
        return [log.log_id for log in repository.page(LogQuery(tenant_id), 1_000).logs]


def test_no_byte_of_an_erased_tenant_remains(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No byte remains in store, queue and dead letters. Other tenants' logs stay, and a second run changes nothing."""
    path = tmp_path / "data"
    fill(path)
    before = occurrences(path, OTHERS)
    assert occurrences(path, WORDS)

    assert main(["erase", "--tenant", "acme", "--yes", "--json", "--data", str(path)]) == 0
    receipt = json.loads(capsys.readouterr().out)
    assert receipt["deleted"] == {"logs": 300, "messages": 1, "dead_letters": 1}
    assert receipt["dead_letters_left"] == 0
    assert occurrences(path, WORDS) == 0
    assert occurrences(path, OTHERS) == before
    assert stored_ids(path, "acme") == []
    assert len(stored_ids(path, "beta")) == 300

    assert main(["erase", "--tenant", "acme", "--yes", "--json", "--data", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["deleted"] == {"logs": 0, "messages": 0, "dead_letters": 0}
    kept = [json.loads(line) for line in (path / "erasures.ndjson").read_text().splitlines()]
    assert kept[0] == receipt
    assert len(kept) == 2


def test_one_log_and_a_range_of_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only selected logs are erased: by id with their conflicts, or by the time at which they happened."""
    path = tmp_path / "data"
    fill(path)
    assert main(["erase", "--tenant", "acme", "--log-id", "log-7", "--yes", "--data", str(path)]) == 0
    assert "1 log," in capsys.readouterr().out
    assert "log-7" not in stored_ids(path, "acme")
    assert main(["erase", "--tenant", "acme", "--log-id", "dead", "--yes", "--data", str(path)]) == 0
    assert "1 dead letter" in capsys.readouterr().out
    times = ["--since", "2026-11-23T12:00:00Z", "--until", "2026-11-23T12:00:10Z"]
    assert main(["erase", "--tenant", "acme", *times, "--yes", "--data", str(path)]) == 0
    assert "9 logs" in capsys.readouterr().out
    assert len(stored_ids(path, "acme")) == 290


def test_logs_of_a_person_are_found_by_the_tag_of_a_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If the policy keeps pseudonyms, exactly the logs that contained the value are erased.

    Otherwise the error says why.
    """
    path = tmp_path / "data"
    monkeypatch.setenv("DATA_FOLDER", str(path))
    policy = tmp_path / "policy.json"
    policy.write_text('{"version":"tags","kinds":{"EMAIL":"pseudonym"}}')
    assert main(["tenants", "create", "acme", "--policy", str(policy)]) == 0
    assert main(["tenants", "create", "beta"]) == 0
    person, other = (f"{name}{chr(64)}example.com" for name in ("ann", "bob"))
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        client = Client(server.endpoint)
        for log_id, who in (("a", person), ("b", other)):
            client.post_json({"tenant_id": "acme", "log_id": log_id, "text": f"mail from {who}", "to": {"who": who}})
        assert poll(lambda: len(client.get("/tenants/acme/logs").json_object()["logs"]) == 2 or None, 60)
    capsys.readouterr()

    erase = ["erase", "--yes", "--kind", "EMAIL", "--containing", person.upper()]
    assert main([*erase, "--tenant", "acme"]) == 0
    shown = capsys.readouterr()
    assert "1 log," in shown.out
    assert stored_ids(path, "acme") == ["b"]
    assert person not in (path / "erasures.ndjson").read_text()
    assert main([*erase, "--tenant", "beta"]) == 1
    assert "does not replace this kind by pseudonyms" in capsys.readouterr().err
    assert main(["erase", "--yes", "--tenant", "acme", "--kind", "EMAIL"]) == 2


def test_a_letter_with_other_logs_is_kept_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A dead letter with other logs is kept and counted. If it is redriven, its other logs are stored."""
    path = tmp_path / "data"
    with DataFolder(path) as folder, closing(queue_of(folder)) as queue:
        queue.bury(Envelope((entry("one", log_id="one"), entry("two", log_id="two")), "request-1"), "item_refused")
        queue.bury_unread("no json", "acme", "not_json")
    assert main(["erase", "--tenant", "acme", "--log-id", "one", "--yes", "--json", "--data", str(path)]) == 0
    receipt = json.loads(capsys.readouterr().out)
    assert (receipt["deleted"]["dead_letters"], receipt["dead_letters_left"]) == (0, 2)
    with DataFolder(path) as folder, closing(SqliteDeadLetters(folder.queue)) as dead_letters:
        assert dead_letters.count() == 2


def test_a_letter_is_erased_by_the_receipt_of_its_logs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A letter is deleted by the receipt of its logs, even if it was dead-lettered after the erasure was marked."""
    path = tmp_path / "data"
    now = datetime.now(UTC)
    soon = ManualClock(now + timedelta(minutes=1))
    with (
        DataFolder(path) as folder,
        closing(SqliteLogQueue(folder.queue, clock=soon, visibility_timeout_seconds=60, max_receive_count=8)) as queue,
    ):
        queue.bury(Envelope((entry("before", log_id="before"),), "request-1"), "item_refused")
        later = entry("later", log_id="later", received_at=now + timedelta(minutes=1))
        queue.bury(Envelope((later,), "request-1"), "item_refused")
    assert main(["erase", "--tenant", "acme", "--yes", "--json", "--data", str(path)]) == 0
    receipt = json.loads(capsys.readouterr().out)
    assert (receipt["deleted"]["dead_letters"], receipt["dead_letters_left"]) == (1, 0)


def test_nothing_is_erased_without_confirmation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`erase` says how many logs it would delete. Without a terminal to ask on, it deletes nothing."""
    path = tmp_path / "data"
    fill(path)
    assert main(["erase", "--tenant", "acme", "--data", str(path)]) == 1
    told = capsys.readouterr().err
    assert "300 stored logs of acme" in told
    assert "--yes" in told
    assert len(stored_ids(path, "acme")) == 300
    assert main(["erase", "--tenant", "acme", "--yes", "--data", str(tmp_path / "none")]) == 1
    assert main(["erase", "--tenant", "acme", "--since", "1h", "--until", "2h", "--yes", "--data", str(path)]) == 1
    assert "must be before" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main(["erase", "--tenant", "acme", "--log-id", "no id!", "--data", str(path)])


def test_restore_repeats_erasures_since_the_backup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the receipts, `restore` repeats the erasures since the backup on the restored folder."""
    path = tmp_path / "data"
    fill(path)
    assert main(["backup", str(tmp_path / "backup"), "--data", str(path)]) == 0
    assert main(["erase", "--tenant", "acme", "--yes", "--data", str(path)]) == 0
    restore = ["restore", str(tmp_path / "backup"), "--data", str(tmp_path / "new")]
    assert main([*restore, "--receipts", str(path / "erasures.ndjson")]) == 0
    *_, restored, erased = capsys.readouterr().out.splitlines()
    assert "new holds" in restored
    assert "1 erasures were applied again" in erased
    assert stored_ids(tmp_path / "new", "acme") == []
    assert occurrences(tmp_path / "new", WORDS) == 0
    assert len(stored_ids(tmp_path / "new", "beta")) == 300


def test_queued_logs_are_dropped_and_later_ones_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """While the server runs, logs received before the erasure are never stored; the same record sent later is.

    Tested in the data folder, and over HTTP with an administrator's key.
    """
    # A little longer than a worker caches a tenant.
    monkeypatch.setattr("application.erase_logs.WAIT", timedelta(seconds=31))
    assert main(["tenants", "create-admin-key", "--data", str(tmp_path / "data")]) == 0
    environment = {**os.environ, "LOG_PROCESSOR_KEY": capsys.readouterr().out.strip()}
    with LocalServer(tmp_path, seconds_per_character=0.5) as server:
        client = Client(server.endpoint)

        def send(tenant_id: str, log_id: str, text: str) -> None:
            client.post_json({"tenant_id": tenant_id, "log_id": log_id, "text": text})

        def stored(tenant_id: str, log_id: str) -> bool | None:
            return client.get(f"/tenants/{tenant_id}/logs/{log_id}").status == 200 or None

        for tenant_id in ("acme", "gamma"):
            send(tenant_id, "long", f"{WORDS} {'x' * 48}")
            send(tenant_id, "short", "x")
        send("beta", "other", "x" * 82)
        assert poll(lambda: stored("acme", "short") and stored("gamma", "short"), 60)
        assert client.request("DELETE", "/tenants/gamma/logs").status == 401
        over_http = [sys.executable, "-m", "entrypoints.cli", "erase", "--url", server.endpoint]
        over_http += ["--tenant", "gamma", "--yes", "--json"]
        process = subprocess.Popen(over_http, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
        # Before the tenant is marked, a log that is sent later would be erased too.
        with closing(SqliteTenantRegistry(server.data / "tenants.sqlite3")) as registry:
            assert poll(lambda: bool(registry.read("gamma")) or None, 30)
        assert main(["erase", "--tenant", "acme", "--yes", "--data", str(server.data)]) == 0
        assert client.get("/tenants/acme/logs/short").status == 404
        send("acme", "short", "x")
        assert poll(lambda: stored("acme", "short"), 60)
        send("gamma", "later", "y")
        receipt = json.loads(process.communicate(timeout=120)[0])
        assert (receipt["complete"], receipt["deleted"]["logs"]) == (True, 1)
        assert poll(lambda: stored("gamma", "later") and stored("beta", "other"), 120)
        for tenant_id, log_id in (("acme", "long"), ("gamma", "long"), ("gamma", "short")):
            assert client.get(f"/tenants/{tenant_id}/logs/{log_id}").status == 404
        # Before the server stops, because it overwrites deleted data in its files when it stops.
        assert poll(lambda: occurrences(server.data, WORDS) == 0 or None, 30)
    kept = [json.loads(line)["tenant_id"] for line in (server.data / "erasures.ndjson").read_text().splitlines()]
    assert sorted(kept) == ["acme", "gamma"]
