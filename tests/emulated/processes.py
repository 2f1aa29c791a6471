"""Ports and processes on the loopback interface."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

_DEADLINE_SECONDS = 60.0
_PAUSE_SECONDS = 0.05


def free_port() -> int:
    """Return a port on which no process listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(ready: Callable[[], bool], what: str, seconds: float = _DEADLINE_SECONDS) -> None:
    """Wait until the condition is true. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        time.sleep(_PAUSE_SECONDS)


def listens(port: int) -> bool:
    """Return whether a process accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def started(command: list[str], *, cwd: str, env: dict[str, str], output: IO[str]) -> Iterator[subprocess.Popen[str]]:
    """Start the process, which ends with the block."""
    with subprocess.Popen(  # noqa: S603 - our own commands
        command, cwd=cwd, env=env, stdout=output, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
