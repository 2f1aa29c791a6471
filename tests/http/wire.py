"""HTTP byte by byte, without a client that would correct it."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from tests.acceptance.local_server import LocalServer

_PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Reply:
    """An answer as received."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The code of its problem document; empty if it is not one."""
        if self.headers.get("content-type") != "application/problem+json":
            return ""
        return str(json.loads(self.body)["code"])

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Wire:
    """A connection to a server on this machine."""

    def __init__(self, server: LocalServer, *, receive_buffer: int | None = None) -> None:
        self.socket = socket.socket()
        self.socket.settimeout(_PATIENCE_SECONDS)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.connect(("127.0.0.1", int(server.endpoint.rpartition(":")[2])))
        self._received = b""

    def send(self, data: bytes) -> None:
        """Send as much as the server accepts before it closes."""
        with suppress(ConnectionError):
            self.socket.sendall(data)

    def finish(self) -> None:
        """Close the sending side. The other side can still be read."""
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)

    def reply(self, *, to_head: bool = False) -> Reply | None:
        """Return the next answer, or None if the server closes without one."""
        while b"\r\n\r\n" not in self._received:
            if not self._receive():
                assert not self._received, "The server closed in the middle of an answer."
                return None
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        size = 0 if to_head else int(headers["content-length"])
        while len(self._received) < size:
            assert self._receive(), "The server closed in the middle of a body."
        body, self._received = self._received[:size], self._received[size:]
        return Reply(int(first.split()[1]), headers, body)

    def replies(self) -> list[Reply]:
        """Return all answers until the server closes."""
        return list(iter(self.reply, None))

    def is_closed(self) -> bool:
        """Return whether the server closes the connection without another byte."""
        return not self._received and not self._receive()

    def close(self) -> None:
        """Close both sides."""
        self.socket.close()

    def _receive(self) -> bool:
        try:
            piece = self.socket.recv(65_536)
        except ConnectionError:
            return False
        self._received += piece
        return bool(piece)


@contextmanager
def wire_to(server: LocalServer, *, receive_buffer: int | None = None) -> Iterator[Wire]:
    """Open a connection for the block."""
    wire = Wire(server, receive_buffer=receive_buffer)
    try:
        yield wire
    finally:
        wire.close()
