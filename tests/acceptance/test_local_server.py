"""The server that verifications start."""

import socket
import sys
from pathlib import Path

import pytest

from tests.acceptance.local_server import LocalServer


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere two processes cannot be bound to one port")
def test_the_port_is_reserved_while_the_server_does_not_run(tmp_path: Path) -> None:
    """The port of a server is reserved before the server is started."""
    server = LocalServer(tmp_path, seconds_per_character=0)
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", int(server.endpoint.rpartition(":")[2])))
