"""The embedded run over another backend than SQLite, chosen by one setting."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.client import Client
from tests.acceptance.gauges import queued_messages
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll

SOON_SECONDS = 30
LOGS = 50


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    """A server with its worker processes, whose state is in the server's memory."""
    with LocalServer(tmp_path, seconds_per_character=0, program="tests.support.in_memory_backend") as server:
        yield server


def test_the_embedded_run_serves_from_another_queue_and_store(server: LocalServer) -> None:
    """What is sent is worked by worker processes, redacted, stored and found; no database is made."""
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


def test_a_run_over_another_backend_stops_as_it_should(server: LocalServer) -> None:
    """It drains, and tells how many messages are left."""
    server.stop()
    assert "0 messages wait for the next start" in server.output.read_text()
