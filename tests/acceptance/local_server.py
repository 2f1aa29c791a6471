"""A server of the embedded run for one verification."""

import os
import re
import signal
import socket
import subprocess
import sys
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from entrypoints.settings import EmbeddedSettings
from tests.acceptance.client import Client
from tests.acceptance.expectation import CheckFailed
from tests.acceptance.polling import poll

_REPOSITORY = Path(__file__).resolve().parents[2]
# Libraries of the server import these where they are installed, and they are only for development.
_NOT_INSTALLED = Path(__file__).with_name("not_installed")
# Starting takes a second on an idle machine.
_START_SECONDS = 60
# Draining takes at most 10 s.
_STOP_SECONDS = 15
_SHOWN_LINES = 15


class ServerFailed(CheckFailed):
    """The server did not start or stop properly. The message has its last output."""


class LocalServer:
    """Runs `aws-log-processor serve` on a port of its own, with all files in `folder`.

    Entering the block waits until the server is healthy; leaving it stops the server, also after an error. After `kill`
    it can be entered again on the same port. `environment` is added to that of this process. `open_files` limits the
    open files. `flags` are added to the command, which is that of the module `program`.
    """

    def __init__(  # noqa: PLR0913 - one argument for each setting
        self,
        folder: Path,
        seconds_per_character: float,
        environment: Mapping[str, str] | None = None,
        open_files: int | None = None,
        *,
        workers: int = EmbeddedSettings.workers,
        flags: Sequence[str] = (),
        program: str = "entrypoints.cli",
    ) -> None:
        self._folder = folder
        self._flags = flags
        self._program = program
        self._workers = workers
        bound = _bind_free_port()
        self._port = int(bound.getsockname()[1])
        if sys.platform == "linux":
            weakref.finalize(self, os.close, bound.detach())
        else:
            # On other systems two sockets cannot be bound to one port.
            bound.close()
        self._seconds_per_character = seconds_per_character
        self._environment = dict(environment or {})
        self._open_files = open_files
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """The id of the process while it runs."""
        assert self._process
        return self._process.pid

    def worker_pids(self) -> set[int]:
        """Return the ids of the worker processes (Linux)."""
        children: set[int] = set()
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            # A thread may have ended in the meantime.
            with suppress(OSError):
                children.update(map(int, (task / "children").read_text().split()))
        # A process that was just forked has not started its program yet.
        return {pid for pid in children if _is_of_workers(pid)}

    def peak_bytes(self) -> int:
        """Return the peak memory of the process that serves HTTP (Linux)."""
        return _peak_bytes(self.pid)

    def peak_bytes_of_all(self) -> int:
        """Return the sum of the peak memory of all processes (Linux)."""
        return sum(map(_peak_bytes, (self.pid, *self.worker_pids())))

    @property
    def data(self) -> Path:
        """The data folder."""
        return self._folder / "data"

    @property
    def output(self) -> Path:
        """The file with the server's output, which contains no log text."""
        return self._folder / "server.log"

    def __enter__(self) -> Self:
        """Start the server. Raises ServerFailed if it does not become healthy in time."""
        command = [sys.executable, "-m", self._program, "serve", "--port", str(self._port)]
        command += ["--data", str(self.data)]
        command += ["--seconds-per-character", str(self._seconds_per_character)]
        command += ["--workers", str(self._workers), *self._flags]
        if self._open_files is not None:
            command = ["/bin/sh", "-c", f'ulimit -n {self._open_files} && exec "$@"', "sh", *command]
        with self.output.open("wb") as output:
            # A session of its own, so that Ctrl-C does not reach the server in the middle of a check: it is stopped
            # afterwards.
            self._process = subprocess.Popen(  # noqa: S603 - our own program, and no shell
                command,
                cwd=_REPOSITORY,
                env={**os.environ, "PYTHONPATH": _before(os.environ.get("PYTHONPATH")), **self._environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._await_healthy(self._process)
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the server like `stop`, but let an error that was raised before continue."""
        try:
            self.stop()
        except ServerFailed:
            if error is None:
                raise

    def stop(self) -> None:
        """Interrupt the server like Ctrl-C. Raises ServerFailed unless it ends within 15 s with exit code 0.

        Stopping it again does nothing.
        """
        process, self._process = self._process, None
        if process is None:
            return
        if (code := process.poll()) is not None:
            raise self._failed(f"The server had ended before, with exit code {code}")
        process.send_signal(signal.SIGINT)
        try:
            code = process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise self._failed(f"The server was still running {_STOP_SECONDS} s after SIGINT") from None
        if code != 0:
            raise self._failed(f"The server ended with exit code {code} after SIGINT")

    def kill(self) -> None:
        """Kill the process without a chance to clean up."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def _await_healthy(self, process: subprocess.Popen[bytes]) -> None:
        client = Client(self.endpoint)

        def healthy_or_over() -> bool | None:
            if process.poll() is not None:
                return False
            return client.get("/healthz").status == 200 or None

        if not poll(healthy_or_over, _START_SECONDS):
            code = process.poll()
            raise self._failed(
                f"The server was not healthy within {_START_SECONDS} s"
                if code is None
                else f"The server ended with exit code {code} instead of starting"
            )

    def _failed(self, what: str) -> ServerFailed:
        lines = self.output.read_text(errors="replace").splitlines()[-_SHOWN_LINES:]
        printed = "\n".join(f"    {line}" for line in lines) or "    (nothing)"
        return ServerFailed(f"{what}. Its last output ({self.output}):\n{printed}")


def _before(python_path: str | None) -> str:
    return os.pathsep.join(filter(None, (str(_NOT_INSTALLED), python_path)))


def _is_of_workers(pid: int) -> bool:
    with suppress(OSError):
        return b"worker_process" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def _peak_bytes(pid: int) -> int:
    """proc(5), VmHWM."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) * 1024


def _bind_free_port() -> socket.socket:
    """Return a socket that is bound to a free port and does not listen.

    While the socket is open, Linux reserves the port. The server may listen on it, because both set SO_REUSEADDR, and
    no other process gets the port, even before the server listens and while it is down.
    """
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", 0))
    return bound
