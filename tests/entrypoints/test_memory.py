"""The memory that the largest requests take."""

import gzip
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from domain.limits import MAX_REQUEST_BYTES, MIB
from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll

ABOVE_IDLE_BYTES = 100_000_000
MOST_BYTES = 300_000_000
ACME = {"X-Tenant-ID": "acme"}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_large_requests_and_bombs_take_limited_memory(tmp_path: Path) -> None:
    """A body of 4 MiB is accepted, one that inflates to 200 MiB is refused, and neither takes 100 MB more than idle."""
    line = json.dumps({"text": "User data here. ".ljust(400, "x")}) + "\n"
    largest = (line * (MAX_REQUEST_BYTES // len(line))).encode()
    bomb = gzip.compress(bytes(200 * MIB))
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        client = Client(server.endpoint)
        warm = client.request("POST", "/ingest/batch", body=line, headers=ACME)
        assert warm.status == 202
        idle = server.peak_bytes()
        refused = client.request("POST", "/ingest/batch", body=bomb, headers=ACME | {"Content-Encoding": "gzip"})
        assert refused.status == 413
        too_large = client.request("POST", "/ingest/batch", body=largest + largest, headers=ACME)
        assert too_large.status == 413
        taken = client.request("POST", "/ingest/batch", body=largest, headers=ACME)
        assert taken.status == 202
        assert taken.json_object()["rejected"] == 0
        assert server.peak_bytes() - idle < ABOVE_IDLE_BYTES


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_backlog_of_tiny_logs_takes_no_memory(tmp_path: Path) -> None:
    """Of 200,000 queued logs, only those that workers process are in memory, however small each is."""
    body = '{"text":"x"}\n' * 50_000
    with LocalServer(tmp_path, seconds_per_character=60) as server:
        client = Client(server.endpoint)
        for number in range(4):
            tenant = {"X-Tenant-ID": f"tenant-{number}"}
            assert client.request("POST", "/ingest/batch", body=body, headers=tenant).status == 202
        with closing(sqlite3.connect(tmp_path / "data" / "queue.sqlite3")) as queue:
            in_work = "SELECT count(*) FROM messages WHERE visible_at > 0"
            assert poll(lambda: queue.execute(in_work).fetchone()[0] >= 40 or None, 60)
        assert server.peak_bytes_of_all() < MOST_BYTES
        server.kill()
