"""Clients that send marked logs, alone and in batches, and record which logs the server has accepted.

Another client reads the lists meanwhile.
"""

import json
import string
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import cycle
from threading import Event, Lock
from types import TracebackType
from typing import NamedTuple, Self

from tests.acceptance.client import JSON, Client
from tests.acceptance.expectation import NotAvailable, expect
from tests.acceptance.marked_text import MarkedText, marked_text

_SENDERS = 4
_TENANTS = tuple(f"tenant-{letter}" for letter in string.ascii_lowercase[:5])
_CHARACTERS = 100
_BATCH = 20
_ATTEMPTS = 3
_RETRY_SECONDS = 0.2
_READ_SECONDS = 0.1


class Log(NamedTuple):
    """A log, whose fields all follow from its number."""

    number: int

    @property
    def tenant_id(self) -> str:
        """The tenants take turns."""
        return _TENANTS[self.number % len(_TENANTS)]

    @property
    def log_id(self) -> str:
        """An id that is unique in the run."""
        return f"log-{self.number}"

    @property
    def text(self) -> MarkedText:
        """A text that begins with the tenant's id."""
        return marked_text(self.tenant_id, self.number, _CHARACTERS)

    def document(self) -> dict[str, str]:
        """The log as it is sent."""
        return {"tenant_id": self.tenant_id, "log_id": self.log_id, "text": self.text.original}


def tenants() -> Sequence[str]:
    """Return the tenants that send."""
    return _TENANTS


class Traffic:
    """Senders that send until they are stopped, every other request as a batch, and a reader.

    A request that gets 503 or no answer is sent again up to twice. Leaving the block raises CheckFailed if a sender got
    any answer except 202 and 503, or the reader any except 200 and 503. `promised` has, for each log that got a 202,
    what `moment` returned right afterwards. `end` is one more than the number of the last sent log, accepted or not.
    """

    def __init__(
        self,
        client: Callable[[], Client],
        *,
        first: int = 0,
        pause_seconds: float,
        moment: Callable[[], int] = lambda: 0,
    ) -> None:
        self.promised: dict[Log, int] = {}
        self.unavailable = 0
        self._client = client
        self.end = first
        self._numbering = Lock()
        self._pause_seconds = pause_seconds
        self._moment = moment
        self._stopping = Event()
        self._threads = ThreadPoolExecutor(_SENDERS + 1)
        self._running: list[Future[None]] = []

    def __enter__(self) -> Self:
        """Begin to send."""
        self._running = [self._threads.submit(self._send_until_stopped) for _ in range(_SENDERS)]
        self._running.append(self._threads.submit(self._read_until_stopped))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for outstanding answers. Raises CheckFailed for an answer that no client should get."""
        self._stopping.set()
        self._threads.shutdown()
        if error is None:
            for each in self._running:
                each.result()

    def _send_until_stopped(self) -> None:
        client = self._client()
        batch = False
        while not self._stopping.wait(self._pause_seconds):
            with self._numbering:
                numbers = range(self.end, self.end + (_BATCH if batch else 1))
                self.end = numbers.stop
            self._send(client, [Log(number) for number in numbers])
            batch = not batch

    def _read_until_stopped(self) -> None:
        client = self._client()
        for tenant_id in cycle(_TENANTS):
            if self._stopping.wait(_READ_SECONDS):
                return
            with suppress(NotAvailable):
                client.get(f"/tenants/{tenant_id}/logs?limit=100").expect_status(200)

    def _send(self, client: Client, logs: Sequence[Log]) -> None:
        for _ in range(_ATTEMPTS):
            if self._is_promised(client, logs):
                moment = self._moment()
                self.promised.update(dict.fromkeys(logs, moment))
                return
            self.unavailable += 1
            if self._stopping.wait(_RETRY_SECONDS):
                return

    @staticmethod
    def _is_promised(client: Client, logs: Sequence[Log]) -> bool:
        path = "/ingest" if len(logs) == 1 else "/ingest/batch"
        body = "\n".join(json.dumps(log.document()) for log in logs)
        try:
            answer = client.request("POST", path, body=body, headers={"Content-Type": JSON})
        except NotAvailable:
            return False
        if answer.status == 503:
            return False
        answer.expect_status(202)
        expect(
            len(logs) == 1 or answer.json_object()["accepted"] == len(logs),
            f"{answer.sent} answered 202 and accepted only some of its logs",
        )
        return True


def wait(seconds: float) -> None:
    """Let the traffic continue for this time, because the test is about the time itself."""
    time.sleep(seconds)
