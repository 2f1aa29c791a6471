"""`make test-http`: checks that take as long as the server's timeouts, or need thousands of connections."""

import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest

from entrypoints.local.connections import MOST_CONNECTIONS, OTHER_FILES, READER_SECONDS
from entrypoints.local.http_connection import BODY_SECONDS, HEAD_SECONDS, IDLE_SECONDS
from tests.acceptance.local_server import LocalServer
from tests.http.cases import HEALTH
from tests.http.test_connections import LOG, PAGE, ask, fill
from tests.http.wire import Reply, Wire, wire_to

IDLE_CONNECTIONS = 2_000
# The time between two checks of all connections, on a busy machine.
GRACE_SECONDS = 15
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """Return a server with as few open files as a shell usually allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1_024, hard), hard))
    try:
        server = LocalServer(tmp_path_factory.mktemp("server"), seconds_per_character=0)
        server.__enter__()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    yield server
    server.stop()


@contextmanager
def many_files(number: int) -> Iterator[None]:
    """Raise this process's own limit of open files as far as needed. Skip the test if that is not allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < number:
        pytest.skip(f"needs {number:,} open files, and {hard:,} are allowed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, number), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("number", [IDLE_CONNECTIONS, MOST_CONNECTIONS + 500])
def test_idle_connections_do_not_block_new_ones(server: LocalServer, number: int) -> None:
    """However many connections are open, another one is answered immediately, and those within the limit stay open."""
    with many_files(MOST_CONNECTIONS + 500 + OTHER_FILES), ExitStack() as stack:
        wires = [stack.enter_context(wire_to(server)) for _ in range(number)]
        assert ask(server, HEALTH).status == 200
        assert ask(server, LOG).status == 202
        for wire in wires[-IDLE_CONNECTIONS:]:
            wire.send(HEALTH)
        replies = [wire.reply() for wire in wires[-IDLE_CONNECTIONS:]]
        assert [reply.status for reply in replies if reply] == [200] * IDLE_CONNECTIONS


def drip(wire: Wire, data: bytes, seconds: float) -> tuple[list[Reply], float]:
    """Send a byte every half second until the server answers or closes; return the answers and the duration."""
    start = time.monotonic()
    wire.socket.settimeout(0.5)
    for byte in data:
        wire.send(bytes([byte]))
        try:
            replies = wire.replies()
        except TimeoutError:
            assert time.monotonic() - start < seconds + GRACE_SECONDS
            continue
        return replies, time.monotonic() - start
    pytest.fail("The server has waited for all of it.")


def slow_head(server: LocalServer) -> None:
    """A head that arrives byte by byte gets 408 after the timeout for heads."""
    with wire_to(server) as wire:
        replies, seconds = drip(wire, b"GET /healthz HTTP/1.1\r\nX: " + b"x" * 1_000, HEAD_SECONDS)
        assert [(reply.status, reply.code) for reply in replies] == [(408, "request_timeout")]
        assert seconds >= HEAD_SECONDS - 1


def slow_body(server: LocalServer) -> None:
    """A body that arrives byte by byte gets 408 after the timeout for bodies."""
    with wire_to(server) as wire:
        wire.send(LOG.replace(b"Content-Length: 1\r\n\r\na", b"Content-Length: 10000\r\n\r\n"))
        replies, seconds = drip(wire, b"x" * 10_000, BODY_SECONDS)
        assert [(reply.status, reply.code) for reply in replies] == [(408, "request_timeout")]
        assert seconds >= BODY_SECONDS - 1


def silent(server: LocalServer) -> None:
    """A connection that never sends anything is closed without an answer."""
    start = time.monotonic()
    with wire_to(server) as wire:
        wire.socket.settimeout(IDLE_SECONDS + GRACE_SECONDS)
        assert wire.is_closed()
    assert time.monotonic() - start >= IDLE_SECONDS - 1


def silent_after_a_request(server: LocalServer) -> None:
    """A connection that was used once is kept as long, and then closed."""
    with wire_to(server) as wire:
        wire.send(HEALTH)
        assert wire.reply()
        start = time.monotonic()
        wire.socket.settimeout(IDLE_SECONDS + GRACE_SECONDS)
        assert wire.is_closed()
    assert time.monotonic() - start >= IDLE_SECONDS - 1


def slow_reader(server: LocalServer) -> None:
    """A client that reads nothing is disconnected; one that always reads a little is not."""
    with wire_to(server, receive_buffer=4096) as stuck, wire_to(server, receive_buffer=4096) as slow:
        for wire in (stuck, slow):
            wire.send(PAGE)
        start = time.monotonic()
        while time.monotonic() - start < READER_SECONDS + GRACE_SECONDS:
            assert slow.socket.recv(65_536)
            time.sleep(0.1)
        # The received bytes are read; then the connection ends, long before the end of the answer.
        size = 0
        try:
            while piece := stuck.socket.recv(1 << 20):
                size += len(piece)
        except ConnectionError:
            pass
        assert size < 2_000_000


CHECKS = (slow_head, slow_body, silent, silent_after_a_request, slow_reader)


def test_slow_connections_end_after_their_timeout(server: LocalServer) -> None:
    """Slow heads, slow bodies, silent connections and clients that do not read are each ended after their timeout."""
    fill(server)
    with ThreadPoolExecutor(len(CHECKS)) as threads:
        checks: list[Callable[[LocalServer], None]] = list(CHECKS)
        for done in [threads.submit(check, server) for check in checks]:
            done.result()
    assert "Traceback" not in server.output.read_text()
