"""Accepted ids in URLs."""

import json
import string
from itertools import product

import pytest
import urllib3

from entrypoints.handlers.read import read_handler
from entrypoints.http.access import anyone
from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.entrypoints.aws_events import http_event
from tests.fakes.log_queue import InMemoryLogQueue
from tests.support.ingest_api import IngestApi
from tests.support.logs import entry
from tests.support.reading import reading_of
from tests.support.worker import Worker

SIGNS = "._:-~%/\\?#&=+ \t\n\0é٣"
IDS = ["".join(each) for length in (1, 2, 3) for each in product(SIGNS + "a0", repeat=length)]
IDS += [each * 128 for each in "._:-a0"]
IDS += [*string.printable, "logs", "con", "..a", "a..", ".well-known"]


def test_an_accepted_log_can_be_read_back() -> None:
    """An accepted id is found by the URL that clients build from it, in which they resolve path segments of dots."""
    worker = Worker()
    ingest = IngestApi(InMemoryLogQueue()).handler
    read = read_handler(
        reading_of(worker.repository, worker.clock),
        authenticate=anyone,
    )
    accepted = 0
    for log_id in IDS:
        body = json.dumps({"tenant_id": "acme", "log_id": log_id, "text": "x"})
        headers = {"content-type": "application/json"}
        if ingest(http_event("POST", "/ingest", headers=headers, body=body), None)["statusCode"] != 202:
            continue
        accepted += 1
        worker.deliver(entry("x", log_id=log_id))
        path = urllib3.util.parse_url(f"http://localhost/tenants/acme/logs/{log_id}").path
        assert path
        answer = read(http_event("GET", path), None)
        assert (answer["statusCode"], json.loads(answer["body"])["log_id"]) == (200, log_id)
    assert accepted > 200


@pytest.mark.parametrize("log_id", [".", ".."])
def test_ids_of_dots_are_refused(server: LocalServer, log_id: str) -> None:
    """The ids `.` and `..` could not be read back, so they are refused in each format."""
    client = Client(server.endpoint)
    answers = [
        client.post_json({"tenant_id": "acme", "log_id": log_id, "text": "x"}),
        client.post_text("x", "acme", log_id=log_id),
    ]
    assert [(answer.status, answer.json_object()["code"]) for answer in answers] == [(400, "bad_log_id")] * 2
