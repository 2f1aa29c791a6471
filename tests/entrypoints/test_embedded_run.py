"""The embedded server in a process of its own, over HTTP."""

import http.client
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from domain.limits import MAX_REQUEST_BYTES
from tests.acceptance import kill_run
from tests.acceptance.client import Client
from tests.acceptance.gauges import queued_messages
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll
from tests.contract.released import RELEASES, make_released_folder

ROOT = Path(__file__).parents[2]
WORK_SECONDS = 60


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """A server whose work takes no time, for the tests that leave nothing behind that another could notice."""
    with LocalServer(tmp_path_factory.mktemp("server"), seconds_per_character=0) as server:
        yield server


def log(number: int, text: str = "") -> dict[str, str]:
    """Return one of a series of logs."""
    return {"tenant_id": f"tenant-{number % 7}", "log_id": f"log-{number}", "text": text or f"number {number}"}


def stored(client: Client, tenant_id: str) -> list[dict[str, Any]]:
    """Return all logs of a tenant, read page by page."""
    logs: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = client.get(f"/tenants/{tenant_id}/logs?limit=100{cursor}").json_object()
        logs += page["logs"]
        if page["next_cursor"] is None:
            return logs
        cursor = f"&cursor={page['next_cursor']}"


def all_stored(client: Client) -> list[str]:
    """Return the ids of the stored logs of the series. A log that is stored twice occurs twice."""
    return [log["log_id"] for tenant in range(7) for log in stored(client, f"tenant-{tenant}")]


def test_kill_9_loses_nothing_that_was_accepted(tmp_path: Path) -> None:
    """Every log that got a 202 before or between kills is stored once. `make test-kill` kills twenty times."""
    tally = kill_run.run(tmp_path, kills=1, seed=1)
    assert tally.good, tally


def test_after_ctrl_c_unfinished_logs_are_processed_by_the_next_run(tmp_path: Path) -> None:
    """The server ends within its drain time with exit code 0, and the next one continues where it stopped."""
    with LocalServer(tmp_path, seconds_per_character=1) as server:
        client = Client(server.endpoint)
        client.post_json(log(1, "x" * 800))
        client.post_json(log(2, "x"))
        assert poll(lambda: all_stored(client) == ["log-2"] or None, WORK_SECONDS)
        server.stop()
    # One or two logs, depending on whether both were in one batch: messages are deleted when their batch ends.
    assert re.search("[12] messages? left for the next start", server.output.read_text())
    with closing(sqlite3.connect(tmp_path / "data" / "queue.sqlite3")) as queue:
        assert queue.execute("SELECT max(visible_at) FROM messages").fetchone()[0] <= time.time() * 1000
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        client = Client(server.endpoint)
        assert poll(lambda: sorted(all_stored(client)) == ["log-1", "log-2"] or None, WORK_SECONDS)


def test_a_stop_does_not_wait_for_all_the_logs_of_large_batches(tmp_path: Path) -> None:
    """The server ends in time, however many logs are in work, and no log fails because of that."""
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        client = Client(server.endpoint)
        for _ in range(2):
            answer = client.request(
                "POST", "/ingest/batch", body='{"text":"x"}\n' * 100_000, headers={"X-Tenant-ID": "acme"}
            )
            assert answer.status == 202
        server.stop()
        assert "  failed  " not in server.output.read_text()


def test_short_logs_do_not_wait_for_a_long_one(tmp_path: Path) -> None:
    """A log of a batch is readable when its own work is done, not when that of the batch is."""
    with LocalServer(tmp_path, seconds_per_character=0.05) as server:
        client = Client(server.endpoint)
        client.post_json(log(0, "x" * 1_000))
        for number in range(1, 10):
            client.post_json(log(number, "x" * 10))
        assert poll(lambda: len(all_stored(client)) == 9 or None, 10)
        assert client.get("/tenants/tenant-0/logs/log-0").status == 404
        server.kill()


def test_concurrent_requests_never_mix(server: LocalServer) -> None:
    """Every answer has the tenant, log id and request id of its own request."""
    client = Client(server.endpoint, connections=16)

    def mixed(number: int) -> bool:
        own = log(number)
        answer = client.request(
            "POST",
            "/ingest",
            body=json.dumps(own),
            headers={"Content-Type": "application/json", "X-Request-Id": f"request-{number}"},
        )
        body = answer.json_object()
        return (body["tenant_id"], body["log_id"], body["request_id"], answer.headers["X-Request-Id"]) != (
            own["tenant_id"],
            own["log_id"],
            f"request-{number}",
            f"request-{number}",
        )

    with ThreadPoolExecutor(16) as senders:
        assert not any(senders.map(mixed, range(1_000)))


def test_no_raw_text_remains_after_draining(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file of the data folder, no temporary file and no output of the server contains the redacted number.

    This holds after logs and attributes were stored, repeated, in conflict and refused, after a kill in the middle, and
    after the server has stopped.
    """
    (tmp_path / "temporary").mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(tmp_path / "temporary"))
    raw = "call +44 20 7946 0123 now"

    def send(client: Client) -> None:
        for number in range(50):
            client.post_json(log(number, raw) | {"caller": raw})
            client.post_json(log(number, raw) | {"caller": raw})
            client.post_json(log(number, f"{raw} {number}"))
            client.post_text(raw, f"tenant-{number % 7}", log_id=raw)
            client.request("POST", f"/{raw.replace(' ', '%20')}", body=raw, headers={"X-Request-Id": raw})

    def traces() -> list[Path]:
        return [path for path in tmp_path.rglob("*") if path.is_file() and b"7946 0123" in path.read_bytes()]

    with LocalServer(tmp_path, seconds_per_character=0.05) as server:
        send(Client(server.endpoint))
        assert traces(), "It is in the queue, so the search finds what is there."
        server.kill()
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        client = Client(server.endpoint)
        send(client)
        assert poll(lambda: len(all_stored(client)) == 100 or None, WORK_SECONDS)
        assert poll(lambda: not traces() or None, WORK_SECONDS), traces()
        assert all("[PHONE]" in log["text"] for log in stored(client, "tenant-1"))
    assert not traces()


def test_an_accepted_log_is_committed_before_its_answer(tmp_path: Path) -> None:
    """Another process sees the message in the queue's file as soon as the 202 arrives."""
    with LocalServer(tmp_path, seconds_per_character=1) as server:
        assert Client(server.endpoint).post_json(log(1, "x" * 700)).status == 202
        with closing(sqlite3.connect(f"file:{tmp_path / 'data' / 'queue.sqlite3'}?mode=ro", uri=True)) as queue:
            assert queue.execute("SELECT count(*) FROM messages").fetchone() == (1,)
        server.kill()


def test_a_body_over_the_limit_is_refused_and_not_read(server: LocalServer) -> None:
    """The server answers 413 when it has read as many bytes as the limit, whether the length was announced or not."""
    endpoint = server.endpoint.removeprefix("http://")
    for chunked in (False, True):
        connection = http.client.HTTPConnection(endpoint, timeout=30)
        connection.putrequest("POST", "/ingest")
        connection.putheader("Content-Type", "application/json")
        connection.putheader(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(10**9))))
        connection.endheaders()
        for _ in range(MAX_REQUEST_BYTES // 65_536 + 1):
            connection.send(b"10000\r\n" + b" " * 65_536 + b"\r\n" if chunked else b" " * 65_536)
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())["code"]) == (413, "request_too_large")
        connection.close()
    assert Client(server.endpoint).get("/healthz").status == 200


def test_a_body_with_a_too_large_content_length_is_not_read(server: LocalServer) -> None:
    """The server answers 413 before any byte of the body is sent."""
    connection = http.client.HTTPConnection(server.endpoint.removeprefix("http://"), timeout=30)
    connection.putrequest("POST", "/ingest")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(MAX_REQUEST_BYTES + 1))
    connection.endheaders()
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["code"]) == (413, "request_too_large")
    connection.close()


def test_head_answers_without_a_body(server: LocalServer) -> None:
    """Health checks that send HEAD get exactly 200."""
    answer = Client(server.endpoint).request("HEAD", "/healthz")
    assert (answer.status, answer.body) == (200, b"")


def test_the_metrics_page_has_all_counts(tmp_path: Path) -> None:
    """`/metrics` has accepted, stored, redacted and refused logs, and the length of the queue, but no tenant."""
    expected = {
        "log_processor_accepted_total 5",
        'log_processor_refused_total{reason="empty_text"} 1',
        "log_processor_stored_total 3",
        "log_processor_conflicts_total 1",
        "log_processor_already_stored_total 1",
        'log_processor_redacted_total{kind="PHONE"} 3',
        "log_processor_queued_messages 0",
        "log_processor_kept_dead_letters 0",
        "log_processor_deletion_paused 0",
    }

    with LocalServer(tmp_path, seconds_per_character=0) as server:
        client = Client(server.endpoint)

        def page() -> str:
            answer = client.get("/metrics")
            assert (answer.status, answer.content_type) == (200, "text/plain")
            return answer.body.decode()

        for number in range(3):
            client.post_json(log(number, "call +44 20 7946 0123 now"))
        client.post_json(log(0, "another"))
        client.post_json(log(0, "call +44 20 7946 0123 now"))
        client.post_text("", "acme")

        assert poll(lambda: expected <= set(page().splitlines()) or None, WORK_SECONDS), page()
        assert not re.search(r"tenant-\d", page())
        assert client.request("POST", "/metrics").status == 405


def test_readiness_needs_queue_and_store(server: LocalServer) -> None:
    """The server is ready while queue and store answer. If the queue refuses writes, it is alive but not ready."""
    client = Client(server.endpoint)
    assert client.get("/readyz").status == 200
    assert client.request("HEAD", "/readyz").status == 200
    assert [client.request(method, "/ready").status for method in ("GET", "HEAD")] == [200, 200]
    with closing(sqlite3.connect(server.data / "queue.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = client.request("HEAD", "/readyz")
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert client.post_json(log(1)).status == 503
        assert client.get("/healthz").status == 200
    # After the refused post, the server is not ready for some seconds.
    assert poll(lambda: client.request("HEAD", "/readyz").status == 200 or None, WORK_SECONDS)


def test_a_server_whose_folder_is_gone_accepts_nothing(tmp_path: Path) -> None:
    """After the data folder is deleted, no log gets a 202 and the server is not ready, but the process continues."""
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        client = Client(server.endpoint)
        assert client.post_json(log(1)).status == 202
        shutil.rmtree(tmp_path / "data")

        assert client.post_json(log(2)).status == 503
        assert client.request("HEAD", "/readyz").status == 503
        assert client.get("/healthz").status == 200
        server.kill()


def test_a_folder_of_an_earlier_version_is_served(tmp_path: Path) -> None:
    """Its logs are read, its queue is processed, no log is stored twice, and a clean stop deletes the copy."""
    make_released_folder(tmp_path / "data", RELEASES[0], killed=True)
    copy = tmp_path / "data" / f"logs.sqlite3.schema-{RELEASES[0]['logs']}"
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        client = Client(server.endpoint)
        # Use the tenant whose logs are kept permanently, because the test may run on any day.
        assert poll(lambda: len(stored(client, "beta")) == 4 or None, WORK_SECONDS)
        assert {log["text"] for log in stored(client, "beta")} == {"Grüße", "hello", "hello again", "id to be derived"}
        assert poll(lambda: queued_messages(client) == 0 or None, WORK_SECONDS)
        expected = {"log_processor_stored_total 4", "log_processor_conflicts_total 0"}
        # A worker process reports its counts to the server every tenth of a second.
        assert poll(lambda: expected <= set(client.get("/metrics").body.decode().splitlines()) or None, WORK_SECONDS)
        server.kill()
    assert copy.exists()
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        assert len(stored(Client(server.endpoint), "beta")) == 4
    assert not copy.exists()


def test_bodies_arrive_as_from_api_gateway(server: LocalServer) -> None:
    """Bodies that are not UTF-8, and media types that API Gateway sends as base64, get specific answers."""
    client = Client(server.endpoint)
    bad = client.request(
        "POST", "/ingest", body=b"\xff\xfe", headers={"Content-Type": "text/plain", "X-Tenant-ID": "a"}
    )
    assert (bad.status, bad.json_object()["code"]) == (400, "malformed_utf8")
    form = client.request("POST", "/ingest", body=b"x", headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert (form.status, form.json_object()["code"]) == (415, "unsupported_content_type")


def tenants(folder: Path, *arguments: str) -> str:
    """Return the output of `tenants`, run in a process of its own."""
    command = [sys.executable, "-m", "entrypoints.cli", "tenants", *arguments, "--data", str(folder / "data")]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout  # noqa: S603 - our own program


def test_tenants_are_managed_while_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With AUTH_MODE=key, a tenant that is created while the server runs can send and read, within its quota."""
    monkeypatch.setenv("AUTH_MODE", "key")
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        client = Client(server.endpoint)
        assert client.post_json(log(1)).status == 401
        key = tenants(tmp_path, "create", "tenant-8", "--requests-per-minute", "1000000").strip()
        bearer = {"Authorization": f"Bearer {key}", "Content-Type": "text/plain"}
        accepted = client.request("POST", "/ingest", body=b"call 555-0199", headers=bearer)
        assert (accepted.status, accepted.json_object()["tenant_id"]) == (202, "tenant-8")
        assert accepted.headers["RateLimit-Policy"] == '"requests";q=1000000;w=60'

        def own_logs() -> list[Any]:
            found: list[Any] = client.request("GET", "/tenants/tenant-8/logs", headers=bearer).json_object()["logs"]
            return found

        assert poll(lambda: own_logs() or None, WORK_SECONDS)
        assert own_logs()[0]["text"] == "call [PHONE]"
        assert client.get("/tenants/tenant-8/logs").status == 401
        assert client.request("GET", "/tenants/tenant-9/logs", headers=bearer).status == 403
        assert "tenant-8" in tenants(tmp_path, "list")
    assert key not in server.output.read_text()
