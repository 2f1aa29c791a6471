"""Reading the queue's figures from `/metrics` of the embedded run."""

import re

from tests.acceptance.client import Client
from tests.acceptance.expectation import expect


def queued_messages(client: Client) -> int:
    """Return the number of messages queued or in work. Raises CheckFailed, or NotAvailable if a retry may help."""
    return _gauge(client, "queued_messages")


def kept_dead_letters(client: Client) -> int:
    """Return the number of dead letters. Raises like `queued_messages`."""
    return _gauge(client, "kept_dead_letters")


def _gauge(client: Client, name: str) -> int:
    answer = client.get("/metrics")
    answer.expect_status(200)
    found = re.search(rf"^log_processor_{name} (\d+)(\.0)?$", answer.body.decode(), re.MULTILINE)
    expect(found is not None, f"/metrics does not tell {name}")
    return int(found[1]) if found else 0
