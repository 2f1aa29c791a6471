"""One sender against a server of its own, which is killed in mid-stream."""

import os
import re
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll
from tests.shippers.senders import ROOT, Sender

_NUMBER = re.compile(r"number=(\d+)\.")
_QUEUE_IS_EMPTY = re.compile(rb"^\w*queued_messages 0(\.0)?$", re.MULTILINE)
_SENDING_SECONDS = 90
_DRAIN_SECONDS = 60


@dataclass(frozen=True)
class Row:
    """What became of a sender's logs: `stored` by number, and how many of them still held the phone number."""

    sender: Sender
    sent: int
    stored: Counter[int]
    unredacted: int
    failure: str = ""

    @property
    def lost(self) -> int:
        """Sent and not stored."""
        return self.sent - len(self.stored)

    @property
    def doubled(self) -> int:
        """Stored more than once."""
        return sum(times > 1 for times in self.stored.values())

    @property
    def good(self) -> bool:
        """Every log is stored once, and redacted."""
        return not (self.lost or self.doubled or self.unredacted or self.failure)


def run(sender: Sender, count: int = 400) -> Row:
    """Send so many logs; when half of them are sent the server is ended by kill -9 and started again."""
    with tempfile.TemporaryDirectory(prefix="shipper-") as name:
        folder = Path(name)
        server = LocalServer(folder, seconds_per_character=0)
        with server:
            command = sender.command(server.endpoint, count, "0" if sender.retries else "1", folder)
            with (folder / "errors").open("w+") as errors:
                failure = _send(server, command, errors_to=errors.fileno())
                errors.seek(0)
                failure = f"{failure}: {errors.read()[-500:]}" if failure else ""
            texts = _settled(Client(server.endpoint), count)
    numbers = Counter(int(match[1]) for text in texts if (match := _NUMBER.search(text)))
    return Row(sender, count, numbers, sum("555 2671" in text or "[PHONE]" not in text for text in texts), failure)


def _send(server: LocalServer, command: object, *, errors_to: int) -> str:
    """What went wrong, or nothing."""
    assert isinstance(command, tuple)
    with subprocess.Popen(  # noqa: S603 - our own commands
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors_to,
        text=True,
        env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin"},
    ) as process:
        assert process.stdin
        assert process.stdout
        half = process.stdout.readline()
        if half.strip() != "half":
            process.kill()
            return f"it printed {half!r} in the place of half"
        server.kill()
        server.__enter__()
        try:
            process.stdin.write("\n")
            process.stdin.flush()
            process.wait(_SENDING_SECONDS)
        except (subprocess.TimeoutExpired, BrokenPipeError):
            process.kill()
            return f"it was not done within {_SENDING_SECONDS} s"
        return f"exit code {process.returncode}" if process.returncode else ""


def _settled(client: Client, count: int) -> list[str]:
    """The texts of all logs, once as many are stored or no more come."""

    def all_stored() -> list[str] | None:
        texts = _texts(client)
        return texts if len(texts) >= count and _QUEUE_IS_EMPTY.search(client.get("/metrics").body) else None

    return poll(all_stored, _DRAIN_SECONDS) or _texts(client)


def _texts(client: Client) -> list[str]:
    texts: list[str] = []
    cursor = ""
    while True:
        page = client.get(f"/tenants/acme/logs?limit=100{cursor}").json_object()
        texts += [log["text"] for log in page["logs"]]
        if page["next_cursor"] is None:
            return texts
        cursor = f"&cursor={page['next_cursor']}"
