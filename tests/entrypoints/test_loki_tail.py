"""Loki's live tail, with an independent WebSocket client."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from entrypoints.cli import main
from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll

PATH = "/loki/api/v1/tail"
SECONDS = 60
ASKED = {"query": '{source="json"}'}
# The service restarts (https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number).
GOING_AWAY = 1012


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """Return a server for all tests. Each test has a tenant of its own."""
    with LocalServer(tmp_path_factory.mktemp("tail"), seconds_per_character=0) as started:
        yield started


class Tail:
    """The lines that a client has received so far."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.messages: list[dict[str, Any]] = []

    @property
    def lines(self) -> list[str]:
        """Return the lines of all streams, message by message."""
        streams = [stream for message in self.messages for stream in message["streams"]]
        return [value[1] for stream in streams for value in stream["values"]]

    def read_until(self, line: str) -> None:
        """Read messages until this line arrives."""
        while line not in self.lines:
            self.messages.append(json.loads(self._socket.recv(SECONDS)))


def open_socket(
    server: LocalServer, tenant_id: str, query: dict[str, str], headers: dict[str, str] | None = None
) -> AbstractContextManager[ClientConnection]:
    """Open a WebSocket as Grafana's proxy and logcli do."""
    address = f"{server.endpoint.replace('http', 'ws', 1)}{PATH}?{urlencode(query)}"
    return connect(address, additional_headers={"X-Scope-OrgID": tenant_id, **(headers or {})}, proxy=None)


def send(server: LocalServer, tenant_id: str, *texts: str) -> None:
    """Send logs, and wait until they are stored."""
    client = Client(server.endpoint)
    for text in texts:
        client.post_json({"tenant_id": tenant_id, "log_id": text, "text": f"line {text}", "level": "info"})
        assert poll(partial(is_stored, client, tenant_id, text), SECONDS)


def is_stored(client: Client, tenant_id: str, log_id: str) -> bool | None:
    """Return True if the log can be read, otherwise None."""
    return client.get(f"/tenants/{tenant_id}/logs/{log_id}").status == 200 or None


def test_stored_lines_come_first_and_then_new_ones(server: LocalServer) -> None:
    """Stored lines come first, oldest first, each line once, and only lines that the query selects."""
    send(server, "acme", "one", "two", "other")
    with open_socket(server, "acme", {"query": '{source="json"} != "other"'}) as socket:
        tail = Tail(socket)
        tail.read_until("line two")
        send(server, "acme", "three", "other-2", "four")
        send(server, "beta", "foreign")
        tail.read_until("line four")
    assert tail.lines == ["line one", "line two", "line three", "line four"]
    (first, *_) = [stream for message in tail.messages for stream in message["streams"]]
    assert first["stream"]["source"] == "json"
    assert all(value[0].isdecimal() for value in first["values"])


def test_limit_and_start_select_stored_lines(server: LocalServer) -> None:
    """The newest lines since `start`, up to `limit`, come first; with a later `start`, only new lines come."""
    send(server, "limited", "one", "two", "three")
    for more, expected in (
        ({"limit": "2", "delay_for": "0"}, ["line two", "line three", "line next-0"]),
        ({"start": "4102444800000000000"}, ["line next-1"]),
    ):
        with open_socket(server, "limited", ASKED | more) as socket:
            tail = Tail(socket)
            send(server, "limited", expected[-1].removeprefix("line "))
            tail.read_until(expected[-1])
        assert tail.lines == expected


def test_labels_have_categories_if_the_client_asks(server: LocalServer) -> None:
    """Grafana requests this format for its live view."""
    send(server, "labels", "one")
    flags = {"X-Loki-Response-Encoding-Flags": "categorize-labels"}
    with open_socket(server, "labels", ASKED, flags) as socket:
        message = json.loads(socket.recv(SECONDS))
    assert message["encodingFlags"] == ["categorize-labels"]
    (stream,) = message["streams"]
    assert stream["values"][0][2].keys() == {"structuredMetadata", "parsed"}


@pytest.mark.parametrize(
    ("query", "headers", "status", "told"),
    [
        ({"query": "{"}, {}, 400, ""),
        ({"query": 'rate({source="json"}[1m])'}, {}, 400, "query: live tail shows logs"),
        ({"query": '{source="json"}', "start": "soon"}, {}, 400, "start:"),
        ({"query": '{source="json"}'}, {"X-Scope-OrgID": "a#b"}, 400, ""),
        ({"query": '{source="json"}'}, {"Origin": "https://example.com"}, 403, ""),
    ],
)
def test_an_invalid_tail_is_refused_before_it_begins(
    server: LocalServer, query: dict[str, str], headers: dict[str, str], status: int, told: str
) -> None:
    """Invalid requests get an HTTP error, and so do those of foreign pages, which browsers do not prevent."""
    with pytest.raises(InvalidStatus) as refused, open_socket(server, "acme", query, headers):
        pass
    assert refused.value.response.status_code == status
    assert told in (refused.value.response.body or b"").decode()


def test_a_request_without_a_websocket_is_refused(server: LocalServer) -> None:
    """A request without a WebSocket gets plain text, as on all of Loki's paths. Other routes ignore such headers."""
    answer = Client(server.endpoint).request("GET", f"{PATH}?query=%7B%7D", headers={"X-Scope-OrgID": "acme"})
    assert (answer.status, answer.content_type) == (400, "text/plain")
    assert b"WebSocket" in answer.body
    elsewhere = f"{server.endpoint.replace('http', 'ws', 1)}/healthz"
    with pytest.raises(InvalidStatus) as refused, connect(elsewhere, proxy=None):
        pass
    assert refused.value.response.status_code == 200


def test_messages_from_the_client_are_ignored(server: LocalServer) -> None:
    """Messages from the client are ignored, however many there are."""
    with open_socket(server, "talking", ASKED) as socket:
        socket.send("x" * 17_000_000)
        send(server, "talking", "one")
        Tail(socket).read_until("line one")


def test_the_key_determines_the_tenant_of_a_tail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With AUTH_MODE=key a tail needs a key, as a bearer or in Grafana's form.

    A stopping server closes the WebSocket.
    """
    assert main(["tenants", "create", "acme", "--data", str(tmp_path / "data")]) == 0
    key = capsys.readouterr().out.strip()
    with LocalServer(tmp_path, seconds_per_character=0, environment={"AUTH_MODE": "key"}) as server:
        for tenant_id, headers, status in (
            ("acme", {}, 401),
            ("acme", {"Authorization": f"Bearer {key}x"}, 401),
            ("beta", {"Authorization": f"Bearer {key}"}, 403),
        ):
            with pytest.raises(InvalidStatus) as refused, open_socket(server, tenant_id, ASKED, headers):
                pass
            assert refused.value.response.status_code == status
        with open_socket(server, "acme", ASKED, {"Authorization": f"Bearer {key}"}) as socket:
            server.stop()
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(SECONDS)
        assert closed.value.rcvd
        assert closed.value.rcvd.code == GOING_AWAY
    assert "Traceback" not in server.output.read_text()
