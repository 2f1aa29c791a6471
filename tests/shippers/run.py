"""Running one sender with a server of its own, which is killed in the middle."""

import os
import re
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance.client import Client
from tests.acceptance.gauges import queued_messages
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll
from tests.shippers.senders import ROOT, Sender

_NUMBER = re.compile(r"number=(\d+)\.")
_AWAY_SECONDS = 1.0
_STORED_SECONDS = 150
_END_SECONDS = 60


@dataclass(frozen=True)
class Row:
    """The result of a sender. `stored` counts by the number of the log; `unredacted` logs have a phone number."""

    sender: Sender
    sent: int
    stored: Counter[int]
    unredacted: int
    failure: str = ""

    @property
    def lost(self) -> int:
        """The logs that were sent but not stored."""
        return self.sent - len(self.stored)

    @property
    def doubled(self) -> int:
        """The logs that were stored more than once."""
        return sum(times > 1 for times in self.stored.values())

    @property
    def good(self) -> bool:
        """Return whether every log is stored once, and redacted."""
        return not (self.lost or self.doubled or self.unredacted or self.failure)


def run(sender: Sender, count: int = 400) -> Row:
    """Send this number of logs; after half of them, kill the server with kill -9 and start it again."""
    with tempfile.TemporaryDirectory(prefix="shipper-") as name:
        folder = Path(name)
        with LocalServer(folder, seconds_per_character=0) as server, (folder / "errors").open("w+") as errors:
            with _started(sender, server, count, folder, errors.fileno()) as process:
                failure = _send(sender, process, server, count)
            texts = _texts(Client(server.endpoint))
            if failure or len(texts) != count:
                errors.seek(0)
                failure = f"{failure or 'its last output'}: {errors.read()[-500:]}"
    numbers = Counter(int(match[1]) for text in texts if (match := _NUMBER.search(text)))
    return Row(sender, count, numbers, sum("555 2671" in text or "[PHONE]" not in text for text in texts), failure)


@contextmanager
def _started(
    sender: Sender, server: LocalServer, count: int, folder: Path, errors_to: int
) -> Iterator[subprocess.Popen[str]]:
    """Start the sender's process in a session of its own, with all processes that it starts."""
    with subprocess.Popen(  # noqa: S603 - our own commands
        sender.command(server.endpoint, count, "0" if sender.retries else "1", folder),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors_to,
        text=True,
        env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin"},
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            # No process of the session may remain, whatever went wrong.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _send(sender: Sender, process: subprocess.Popen[str], server: LocalServer, count: int) -> str:
    """Kill the server in the middle, and wait until all logs are stored. Return the problem, or an empty text.

    No step assumes that a sender or a server finishes within a time that only suffices on an idle machine: the
    deadlines only make sure that a failure ends.
    """
    assert process.stdin
    assert process.stdout
    client = Client(server.endpoint)
    half = process.stdout.readline()
    if half.strip() != "half":
        return f"it printed {half!r} instead of half"
    if not sender.retries and not _await_stored(process, client, count // 2):
        return "the first half of the logs was not stored"
    server.kill()
    with _held(process) if sender.retries else nullcontext():
        server.__enter__()
    with suppress(BrokenPipeError):
        process.stdin.write("\n")
        process.stdin.flush()
    _await_stored(process, client, count)
    try:
        # The sender ends when its input ends.
        process.communicate(timeout=_END_SECONDS)
    except subprocess.TimeoutExpired:
        return f"it did not end within {_END_SECONDS} s"
    return f"exit code {process.returncode}" if process.returncode else ""


@contextmanager
def _held(process: subprocess.Popen[str]) -> Iterator[None]:
    """Let a sender meet a missing server, then suspend it for as long as the server takes to start.

    That time depends on the machine, and can be longer than a sender keeps trying.
    """
    time.sleep(_AWAY_SECONDS)
    os.killpg(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGCONT)


def _await_stored(process: subprocess.Popen[str], client: Client, count: int) -> bool:
    """Return whether all logs are stored and none are queued, before the sender ends or the time is over."""

    def settled() -> bool | None:
        ended = process.poll() is not None
        if queued_messages(client) == 0 and (ended or len(_texts(client)) >= count):
            return not ended
        return None

    return bool(poll(settled, _STORED_SECONDS))


def _texts(client: Client) -> list[str]:
    texts: list[str] = []
    cursor = ""
    while True:
        answer = client.get(f"/tenants/acme/logs?limit=100{cursor}")
        answer.expect_status(200)
        page = answer.json_object()
        texts += [log["text"] for log in page["logs"]]
        if page["next_cursor"] is None:
            return texts
        cursor = f"&cursor={page['next_cursor']}"
