"""What `/metrics` of the embedded run tells of its queue."""

import re

from tests.acceptance.client import Client
from tests.acceptance.expectation import expect


def queued_messages(client: Client) -> int:
    """How many messages are queued or in work. Raises CheckFailed, or NotAvailable where asking later may help."""
    return _gauge(client, "queued_messages")


def kept_dead_letters(client: Client) -> int:
    """How many dead letters there are. Raises as `queued_messages` does."""
    return _gauge(client, "kept_dead_letters")


def _gauge(client: Client, name: str) -> int:
    answer = client.get("/metrics")
    answer.expect_status(200)
    found = re.search(rf"^log_processor_{name} (\d+)(\.0)?$", answer.body.decode(), re.MULTILINE)
    expect(found is not None, f"/metrics does not tell {name}")
    return int(found[1]) if found else 0
