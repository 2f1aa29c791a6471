"""The server's answers to bytes on a socket."""

import time

import pytest

from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll
from tests.http.cases import HEALTH, PATHS, SEQUENCES, SIZES, SMUGGLING, TARGETS, Case
from tests.http.wire import Reply, wire_to

CASES = SMUGGLING | TARGETS | SIZES | SEQUENCES | PATHS
# A million headers took 40 s when each was joined to the previous ones.
MOST_SECONDS = 10


@pytest.mark.parametrize("name", CASES)
def test_every_shape_has_its_answer(server: LocalServer, name: str) -> None:
    """Statuses and code are those of the table, and the connection is closed or accepts the next request."""
    case = CASES[name]
    start = time.monotonic()
    answers = exchange(server, case)
    assert tuple(answer.status for answer in answers) == case.statuses
    assert (answers[-1].code if answers else "") == case.code
    assert time.monotonic() - start < MOST_SECONDS


def exchange(server: LocalServer, case: Case) -> list[Reply]:
    """Return the answers to a case, after checking the state of the connection."""
    with wire_to(server) as wire:
        wire.send(case.data)
        if case.finishes:
            wire.finish()
        if not case.stays:
            return wire.replies()
        answers = [answer for _ in case.statuses if (answer := wire.reply())]
        wire.send(HEALTH)
        another = wire.reply()
        assert another
        assert another.status == 200
        return answers


def test_trailers_are_not_read_as_headers(server: LocalServer) -> None:
    """Tenant, log id and request id are not read from the trailers after a body."""
    head = (
        b"POST /ingest HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n%sTransfer-Encoding: chunked\r\n\r\n"
    )
    body = b"1\r\na\r\n0\r\nX-Tenant-ID: trailer\r\nX-Log-ID: trailer\r\nX-Request-Id: trailer\r\n\r\n"
    with wire_to(server) as wire:
        wire.send(head % b"" + body)
        refused = wire.reply()
        wire.send(head % b"X-Tenant-ID: header\r\n" + body)
        accepted = wire.reply()
    assert refused
    assert accepted
    assert (refused.status, refused.code) == (400, "missing_tenant_id")
    assert accepted.status == 202
    assert accepted.json()["tenant_id"] == "header"
    assert "trailer" not in (accepted.json()["log_id"], accepted.headers["x-request-id"])


def test_a_refused_request_leaves_nothing(server: LocalServer) -> None:
    """No log of an invalid body is queued."""
    lines = b'{"text": "a"}\n' * 100
    head = (
        b"POST /ingest/batch HTTP/1.1\r\nHost: localhost\r\nX-Tenant-ID: broken\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    with wire_to(server) as wire:
        wire.send(head + b"%x\r\n" % len(lines) + lines + b"\r\nnonsense\r\n")
        assert [reply.status for reply in wire.replies()] == [400]
    client = Client(server.endpoint)
    accepted = client.post_text("marker", "broken")
    log_id = accepted.json_object()["log_id"]
    assert poll(lambda: client.get(f"/tenants/broken/logs/{log_id}").status == 200 or None, 30)
    assert len(client.get("/tenants/broken/logs").json_object()["logs"]) == 1


@pytest.mark.parametrize(
    ("request_", "code"),
    [(b"GARBAGE\r\n\r\n", "malformed_request"), (HEALTH.replace(b"localhost", b"evil.example"), "foreign_host")],
)
def test_refused_requests_are_counted(server: LocalServer, request_: bytes, code: str) -> None:
    """The metrics count refusals by code, including those before any route is found."""
    with wire_to(server) as wire:
        wire.send(request_)
        assert wire.reply()
    page = Client(server.endpoint).get("/metrics").body.decode()
    assert f'log_processor_refused_total{{reason="{code}"}}' in page


def test_a_client_that_continues_to_send_gets_its_answer(server: LocalServer) -> None:
    """A client that continues to send gets the refusal instead of a reset connection."""
    with wire_to(server) as wire:
        wire.send(b"GET /healthz HTTP/1.1\r\nX: " + b"x" * 30_000_000)
        replies = wire.replies()
    assert [reply.status for reply in replies] == [431]
