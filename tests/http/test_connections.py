"""Clients that keep the server busy or waiting, and their effect on other clients."""

import json
import select
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from domain.limits import MAX_REQUEST_BYTES
from entrypoints.local.http_server import MAX_BODIES_BYTES
from entrypoints.local.unread_answers import MAX_UNREAD_BYTES
from infrastructure.embedded.data_folder import DataFolder
from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll
from tests.benchmarks.stored_logs import fill as store
from tests.http.cases import HEALTH
from tests.http.wire import Reply, Wire, wire_to

PAGE = b"GET /tenants/acme/logs?limit=100 HTTP/1.1\r\nHost: localhost\r\n\r\n"
LOG = (
    b"POST /ingest HTTP/1.1\r\nHost: localhost\r\nX-Tenant-ID: acme\r\n"
    b"Content-Type: text/plain\r\nContent-Length: 1\r\n\r\na"
)
READY = HEALTH.replace(b"healthz", b"readyz")

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@contextmanager
def locked(server: LocalServer) -> Iterator[None]:
    """Lock the queue's file like another process would."""
    with closing(sqlite3.connect(server.data / "queue.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


def answered(wire: Wire) -> bool:
    """Return whether there are bytes to read."""
    return bool(select.select([wire.socket], [], [], 0)[0])


def ask(server: LocalServer, request: bytes) -> Reply:
    """Return one answer on a connection of its own."""
    with wire_to(server) as wire:
        wire.send(request)
        reply = wire.reply()
        assert reply
        return reply


def test_health_checks_do_not_wait_for_requests(server: LocalServer) -> None:
    """While a log waits for a locked file, the server is alive, and its readiness check does not wait for the log."""
    with locked(server), wire_to(server) as waiting:
        waiting.send(LOG * 2)
        assert ask(server, HEALTH).status == 200
        assert not answered(waiting)
        assert ask(server, READY).status == 503
        waiting.finish()
        assert {reply.status for reply in waiting.replies()} == {503}


def test_idle_connections_make_room_for_new_ones(tmp_path: Path) -> None:
    """Connections without a request keep nobody out, even if they send a head byte by byte."""
    with LocalServer(tmp_path, seconds_per_character=0, open_files=320) as server, ExitStack() as stack:
        wires = [stack.enter_context(wire_to(server)) for _ in range(500)]
        for wire in wires[::2]:
            wire.send(b"GET /he")
        assert ask(server, HEALTH).status == 200
        assert ask(server, LOG).status == 202
        assert wires[0].is_closed()
        # The newest of them is still served.
        wires[-1].send(HEALTH)
        reply = wires[-1].reply()
        assert reply
        assert reply.status == 200
        assert poll(lambda: "connections_cut" in server.output.read_text() or None, 10)


def fill(server: LocalServer) -> None:
    """Store logs whose page is an answer of 4 MB."""
    client = Client(server.endpoint)
    text = "word " * 7_900
    for half in range(2):
        lines = "\n".join(json.dumps({"log_id": f"log-{half}-{number}", "text": text}) for number in range(50))
        answer = client.request("POST", "/ingest/batch", body=lines, headers={"X-Tenant-ID": "acme"})
        assert answer.status == 202
    found = poll(lambda: len(client.get("/tenants/acme/logs?limit=100").body) > 3_900_000 or None, 60)
    assert found


@linux_only
def test_unread_answers_take_limited_memory(tmp_path: Path) -> None:
    """Forty clients that never read take no more memory than the limit and four requests; others are answered.

    When they end, by themselves or by the server's stop, the server prints a line and no traceback.
    """
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        fill(server)
        before = server.peak_bytes()
        with ExitStack() as stack:
            wires = [stack.enter_context(wire_to(server, receive_buffer=4096)) for _ in range(40)]
            for wire in wires:
                wire.send(PAGE * 3)
            assert ask(server, PAGE).status == 200
            assert ask(server, HEALTH).status == 200
            for wire in wires[::2]:
                wire.close()
            assert ask(server, PAGE).status == 200
            assert server.peak_bytes() - before < MAX_UNREAD_BYTES + 4 * 25_000_000
            printed = len(server.output.read_text())
            server.stop()
        output = server.output.read_text()
        assert "Traceback" not in output
        assert "connections_cut" in output
        assert len(output) - printed < 2_000


@linux_only
def test_bodies_that_never_end_have_a_bound(tmp_path: Path) -> None:
    """Of many concurrent large requests, those for which there is no memory get 503 with Retry-After."""
    with LocalServer(tmp_path, seconds_per_character=0) as server, ExitStack() as stack:
        assert ask(server, LOG).status == 202
        before = server.peak_bytes()
        head = b"POST /ingest/batch HTTP/1.1\r\nHost: localhost\r\nX-Tenant-ID: acme\r\nContent-Length: %d\r\n\r\n"
        wires = [stack.enter_context(wire_to(server)) for _ in range(2 * MAX_BODIES_BYTES // MAX_REQUEST_BYTES)]
        for wire in wires:
            wire.send(head % MAX_REQUEST_BYTES + b" " * (MAX_REQUEST_BYTES - 1))
        refused = [reply for wire in wires if answered(wire) and (reply := wire.reply())]
        assert {(reply.status, reply.code) for reply in refused} == {(503, "too_many_requests_at_once")}
        assert all("retry-after" in reply.headers for reply in refused)
        assert server.peak_bytes() - before < MAX_BODIES_BYTES * 1.5
        for wire in wires:
            wire.close()
        assert poll(lambda: ask(server, LOG).status == 202 or None, 30)


def test_a_search_ends_when_its_client_has_left(tmp_path: Path) -> None:
    """A search is cancelled when its client has closed the connection."""
    with DataFolder(tmp_path / "data") as data:
        store(data.logs, 100_000)
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        with wire_to(server) as wire:
            wire.send(b"GET /tenants/acme/logs?q=nobodywritesthis HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert poll(lambda: "client_has_left" in server.output.read_text() or None, 20)
        assert ask(server, PAGE).status == 200
