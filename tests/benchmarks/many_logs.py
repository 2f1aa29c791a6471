"""Many logs in one request compared with the same logs one by one: the time, and SQS's bill."""

import http.client
import json
import math
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from application.envelope import Envelope, pack
from domain.log_entry import LogEntry
from infrastructure.system.clock import SystemClock
from tests.acceptance.local_server import LocalServer

_LOGS = 1_000
_BYTES = 200
_CONNECTIONS = 4
_SECONDS = 2.0
_ROUNDS = 5
# So long that no log's work ends during the run. On AWS the worker takes no time of the function that accepts logs, but
# here it would slow down whichever is being measured.
_SECONDS_PER_CHARACTER = 0.5
# https://aws.amazon.com/sqs/pricing: each 64 KB of a request counts as a request.
_BILLED_BYTES = 64 * 1024


def print_many_logs() -> None:
    """Measure both on one server, in turns, and print the ratios."""
    text = "User data here. ".ljust(_BYTES, "x")
    single = json.dumps({"tenant_id": "acme", "text": text}).encode()
    batch = b"\n".join([json.dumps({"text": text}).encode()] * _LOGS)
    with tempfile.TemporaryDirectory() as folder, LocalServer(Path(folder), _SECONDS_PER_CHARACTER) as server:
        pairs = [
            (
                _requests_a_second(server.endpoint, "/ingest/batch", batch) * _LOGS,
                _requests_a_second(server.endpoint, "/ingest", single),
            )
            for _ in range(_ROUNDS)
        ]
    batches, singles = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(many / one for many, one in pairs)
    print(f"\n{_LOGS:,} logs of {_BYTES} B in one request, {_CONNECTIONS} connections kept alive")
    print(f"  {batches:10,.0f} logs a second   {singles:8,.0f} one by one   ratio {ratio:.0f}")
    now = SystemClock().now()
    entries = [
        LogEntry(tenant_id="acme", log_id=f"{number:032}", text=text, source="batch", received_at=now)
        for number in range(_LOGS)
    ]
    alone = _billed([Envelope((entry,), "request") for entry in entries])
    together = _billed(pack(entries, "request", None))
    print(
        f"  {together:10,} billed SQS sends {alone:8,} one by one   ratio 1/{alone / together:.0f}, and so of receives"
    )


def _billed(envelopes: Sequence[Envelope]) -> int:
    """Return the units of 64 KB, for each message alone. Together in a SendMessageBatch they cost the same or less."""
    return sum(math.ceil(len(envelope.encode()) / _BILLED_BYTES) for envelope in envelopes)


def _requests_a_second(endpoint: str, path: str, body: bytes) -> float:
    address = urlsplit(endpoint)
    headers = {"Content-Type": "application/json", "X-Tenant-ID": "acme"}
    end = time.monotonic() + _SECONDS

    def send() -> int:
        connection = http.client.HTTPConnection(address.hostname or "", address.port)
        sent = 0
        while time.monotonic() < end:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            assert answer.status == 202, answer.read()
            answer.read()
            sent += 1
        connection.close()
        return sent

    start = time.monotonic()
    with ThreadPoolExecutor(_CONNECTIONS) as senders:
        sent = sum(sender.result() for sender in [senders.submit(send) for _ in range(_CONNECTIONS)])
    return sent / (time.monotonic() - start)
