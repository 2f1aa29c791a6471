"""Single logs over many connections while the workers drain a backlog, compared with bare synced commits."""

import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from infrastructure.embedded.database import Database
from infrastructure.embedded.schemas import Schema
from tests.acceptance.client import Client
from tests.acceptance.gauges import queued_messages
from tests.acceptance.local_server import LocalServer

_CONNECTIONS = 32
_SECONDS = 10.0
_BYTES = 200
_BACKLOG_BATCHES, _BATCH_LOGS = 150, 1_000
_COMMITS = 500


def print_singles() -> None:
    """Measure both in one folder, with commits before and after, and print rates and latencies."""
    with tempfile.TemporaryDirectory() as folder:
        before = _commits_a_second(Path(folder))
        with LocalServer(Path(folder), seconds_per_character=0) as server:
            client = Client(server.endpoint)
            body = (json.dumps({"text": "User data here. ".ljust(256, "x")}) + "\n") * _BATCH_LOGS
            for number in range(_BACKLOG_BATCHES):
                tenant = {"X-Tenant-ID": f"tenant-{number % 4}"}
                client.request("POST", "/ingest/batch", body=body, headers=tenant).expect_status(202)
            start = time.monotonic()
            latencies = asyncio.run(send_one_by_one(server.endpoint, _SECONDS))
            seconds = time.monotonic() - start
            left = queued_messages(client)
            server.kill()
        commits = statistics.mean((before, _commits_a_second(Path(folder))))
    rate = len(latencies) / seconds
    p50, p99 = (statistics.quantiles(latencies, n=100)[each - 1] * 1_000 for each in (50, 99))
    print(f"\nLogs of {_BYTES} B one by one from {_CONNECTIONS} connections, while the workers drain a backlog")
    print(f"  {rate:8,.0f} a second   p50 {p50:.0f} ms   p99 {p99:.0f} ms   {left:,} messages queued at the end")
    print(f"  {commits:8,.0f} bare synced commits a second, one after another   ratio {rate / commits:.2f}")


def _commits_a_second(folder: Path) -> float:
    database = Database(folder / "yardstick.sqlite3", Schema("yardstick", 1, "CREATE TABLE rows (body TEXT)"))
    start = time.monotonic()
    for _ in range(_COMMITS):
        with database.transaction() as connection:
            connection.execute("INSERT INTO rows VALUES (?)", ("x" * 2 * _BYTES,))
    seconds = time.monotonic() - start
    database.close()
    return _COMMITS / seconds


async def send_one_by_one(endpoint: str, seconds: float) -> list[float]:
    """Send for this time; return the seconds that each request waited for its answer."""
    address = urlsplit(endpoint)
    body = json.dumps({"tenant_id": "acme", "text": "User data here. ".ljust(_BYTES, "x")}).encode()
    head = f"POST /ingest HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
    request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    end = time.monotonic() + seconds
    latencies: list[float] = []

    async def send_until_end() -> None:
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        while (start := time.monotonic()) < end:
            writer.write(request)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 202"), answer
            length = answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length))
            latencies.append(time.monotonic() - start)
        writer.close()

    await asyncio.gather(*(send_until_end() for _ in range(_CONNECTIONS)))
    return latencies


if __name__ == "__main__":
    print_singles()
