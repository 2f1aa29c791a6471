"""`tail`, on a terminal and without one, and across restarts of the server."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest

from entrypoints.cli import main
from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll

PATIENCE = 60
_numbers = count(1)


class Tailed:
    """A server, and the logs that are sent to it."""

    def __init__(self, server: LocalServer, tenant_id: str) -> None:
        self.server = server
        self._tenant_id = tenant_id
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "NO_COLOR"},
            "LOG_PROCESSOR_URL": server.endpoint,
            "LOG_PROCESSOR_TENANT": tenant_id,
            "TERM": "xterm",
        }

    def send(self, *log_ids: str, level: str = "error", text: str = "call 555-0199") -> None:
        """Send logs under these ids. Their texts begin with the ids."""
        lines = [
            json.dumps({"log_id": each, "text": f"{each} {text}", "level": level, "service": "shop"})
            for each in log_ids
        ]
        headers = {"X-Tenant-ID": self._tenant_id, "Content-Type": "application/x-ndjson"}
        answer = Client(self.server.endpoint).request("POST", "/ingest/batch", body="\n".join(lines), headers=headers)
        assert answer.status == 202

    def wait_for(self, log_id: str) -> None:
        """Wait until it is stored."""
        client = Client(self.server.endpoint)
        assert poll(lambda: client.get(f"/tenants/{self._tenant_id}/logs/{log_id}").status == 200 or None, PATIENCE)

    @contextmanager
    def following(self, output: Path) -> Iterator[subprocess.Popen[bytes]]:
        """Run `tail -f` in a process of its own, with its output in a file."""
        with output.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "entrypoints.cli", "tail", "-f", "-n", "100", "-o", "json"],
                stdout=file,
                stderr=subprocess.DEVNULL,
                env=self.environment,
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def on_terminal(self, *arguments: str, until: bytes, **environment: str) -> tuple[bytes, int]:
        """Return the output on a terminal until this text is written, and the exit code after Ctrl-C."""
        terminal, other_side = pty.openpty()
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "entrypoints.cli", "tail", *arguments],
            stdin=other_side,
            stdout=other_side,
            stderr=other_side,
            env=self.environment | environment,
            start_new_session=True,
        )
        os.close(other_side)
        written = b""
        with suppress(OSError):
            while until not in written and (piece := os.read(terminal, 4096)):
                written += piece
        process.send_signal(signal.SIGINT)
        # A process blocks if nobody reads the terminal to which it writes.
        with suppress(OSError):
            while piece := os.read(terminal, 4096):
                written += piece
        os.close(terminal)
        return written, process.wait(PATIENCE)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """Return a server without simulated work."""
    with LocalServer(tmp_path_factory.mktemp("server"), seconds_per_character=0) as server:
        yield server


@pytest.fixture
def tailed(server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> Tailed:
    """Return the server, with a tenant of the test's own."""
    tenant_id = f"tenant-{next(_numbers)}"
    monkeypatch.setenv("LOG_PROCESSOR_URL", server.endpoint)
    monkeypatch.setenv("LOG_PROCESSOR_TENANT", tenant_id)
    return Tailed(server, tenant_id)


def test_the_newest_logs_are_at_the_bottom(tailed: Tailed, capsys: pytest.CaptureFixture[str]) -> None:
    """Without -f, the last logs are shown, newest last, in the requested format and without colours."""
    tailed.send("one", "two", "three")
    tailed.send("quiet", level="debug")
    for each in ("three", "quiet"):
        tailed.wait_for(each)

    assert main(["tail", "-n", "3", "--min-level", "warn", "-o", "raw"]) == 0
    assert capsys.readouterr().out.splitlines() == [f"{each} call [PHONE]" for each in ("one", "two", "three")]
    assert main(["tail", "-n", "1"]) == 0
    assert re.fullmatch(r"\S+Z  debug  shop  quiet call \[PHONE\]\n", capsys.readouterr().out)
    assert main(["tail", "-n", "2", "-o", "json"]) == 0
    assert [json.loads(line)["log_id"] for line in capsys.readouterr().out.splitlines()] == ["three", "quiet"]
    assert main(["tail", "--since", "1h", "--until", "30m"]) == 0
    assert capsys.readouterr().out == ""


def test_a_terminal_gets_colours_and_ctrl_c_ends(tailed: Tailed) -> None:
    """Levels and placeholders are coloured, terminal commands in logs are escaped, and Ctrl-C ends with 130."""
    tailed.send("hostile", text="\x1b]0;owned\x07")
    tailed.send("first")
    for each in ("hostile", "first"):
        tailed.wait_for(each)

    written, code = tailed.on_terminal("-f", until=b"first")

    assert code == 130
    assert b"\x1b[31merror" in written
    assert b"\x1b[36m[PHONE]\x1b[0m" in written
    assert b"\x1b]0;" not in written


def test_no_color_is_heeded(tailed: Tailed) -> None:
    """With NO_COLOR, a terminal gets plain text."""
    tailed.send("first")
    tailed.wait_for("first")

    written, code = tailed.on_terminal("-f", until=b"first", NO_COLOR="1")

    assert code == 130
    assert b"\x1b" not in written


def test_a_closed_output_ends_the_command(tailed: Tailed) -> None:
    """`tail -f | head -1` ends without an error when the next log arrives."""
    tailed.send("first")
    tailed.wait_for("first")
    process = subprocess.Popen(
        [sys.executable, "-m", "entrypoints.cli", "tail", "-f", "-o", "raw"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=tailed.environment,
    )
    assert process.stdout
    assert process.stderr
    assert process.stdout.readline() == b"first call [PHONE]\n"
    process.stdout.close()
    tailed.send("second", "third")

    assert process.wait(PATIENCE) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


def test_following_sees_each_log_once(tmp_path: Path) -> None:
    """Across restarts of the server, by a stop or by `kill -9`, each log is shown exactly once."""
    server = LocalServer(tmp_path, seconds_per_character=0)
    tailed = Tailed(server, "acme")
    output = tmp_path / "shown"
    sent: list[str] = []

    def send(round_: int) -> None:
        ids = [f"log-{round_}-{number}" for number in range(30)]
        tailed.send(*ids)
        sent.extend(ids)

    def shown() -> list[str]:
        return [json.loads(line)["log_id"] for line in output.read_text().splitlines(keepends=True) if line[-1] == "\n"]

    with server:
        send(0)
        tailed.wait_for("log-0-29")
    with tailed.following(output) as process:
        for round_ in range(1, 3):
            with server:
                if round_ == 1:
                    assert poll(lambda: "log-0-0" in shown() or None, PATIENCE)
                send(round_)
                if round_ % 2:
                    server.kill()
        with server:
            send(3)
            assert poll(lambda: len(shown()) >= len(sent) or None, PATIENCE)
            assert process.poll() is None

    assert sorted(shown()) == sorted(sent)
