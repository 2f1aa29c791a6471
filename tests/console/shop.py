"""Sample logs of a shop, and addresses of the console."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll

SOON_SECONDS = 30


def address(server: LocalServer, tenant_id: str, view: str = "logs", **parameters: str) -> str:
    """Return the address of a view of the console."""
    return f"{server.endpoint}/console#/{view}?{urlencode({'tenant': tenant_id, **parameters})}"


def send(client: Client, tenant_id: str, records: Iterable[Mapping[str, Any]], *, waits: bool = True) -> None:
    """Send records and wait until they are stored; records without a time get times one second apart."""
    now = datetime.now(UTC)
    logs = [
        {"timestamp": (now - timedelta(seconds=10 + index)).isoformat(), **record}
        for index, record in enumerate(records)
    ]
    before = len(texts(client, tenant_id))
    answer = client.request(
        "POST",
        "/ingest/batch",
        body=json.dumps(logs),
        headers={"X-Tenant-ID": tenant_id, "Content-Type": "application/json"},
    )
    answer.expect_status(202)
    if waits:
        assert poll(lambda: len(texts(client, tenant_id)) >= before + len(logs) or None, SOON_SECONDS)


def texts(client: Client, tenant_id: str) -> list[str]:
    """Return the texts of up to 1,000 stored logs."""
    return [log["text"] for log in client.get(f"/tenants/{tenant_id}/logs?limit=1000").json_object()["logs"]]


SHOP = (
    {"log_id": "paid", "level": "info", "service": "checkout", "message": "order 7 paid", "http": {"status": 200}},
    {"log_id": "slow", "level": "warn", "service": "web", "message": "slow answer of /cart", "http": {"status": 200}},
    {
        "log_id": "declined",
        "level": "error",
        "service": "payments",
        "message": "card declined",
        "http": {"status": 402},
    },
    {
        "log_id": "timeout",
        "level": "error",
        "service": "checkout",
        "message": "timeout after 3000 ms",
        "http": {"status": 504},
    },
    {"log_id": "cache", "level": "debug", "service": "web", "message": "cache miss", "http": {"status": 200}},
)
