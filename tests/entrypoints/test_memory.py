"""What the largest requests cost the server."""

import gzip
import json
import re
import sys
from pathlib import Path

import pytest

from domain.limits import MAX_REQUEST_BYTES, MIB
from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer

ABOVE_IDLE_BYTES = 100_000_000
ACME = {"X-Tenant-ID": "acme"}


def peak_bytes(server: LocalServer) -> int:
    """The most memory that the server has had so far (proc(5), VmHWM)."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{server.pid}/status").read_text())
    assert found
    return int(found[1]) * 1024


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_large_requests_and_bombs_stay_within_bounds(tmp_path: Path) -> None:
    """A body of 4 MiB is taken, one that becomes 200 MiB is refused, and neither costs 100 MB above idle."""
    line = json.dumps({"text": "User data here. ".ljust(400, "x")}) + "\n"
    largest = (line * (MAX_REQUEST_BYTES // len(line))).encode()
    bomb = gzip.compress(bytes(200 * MIB))
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        client = Client(server.endpoint)
        warm = client.request("POST", "/ingest/batch", body=line, headers=ACME)
        assert warm.status == 202
        idle = peak_bytes(server)
        refused = client.request("POST", "/ingest/batch", body=bomb, headers=ACME | {"Content-Encoding": "gzip"})
        assert refused.status == 413
        too_large = client.request("POST", "/ingest/batch", body=largest + largest, headers=ACME)
        assert too_large.status == 413
        taken = client.request("POST", "/ingest/batch", body=largest, headers=ACME)
        assert taken.status == 202
        assert taken.json_object()["rejected"] == 0
        assert peak_bytes(server) - idle < ABOVE_IDLE_BYTES
