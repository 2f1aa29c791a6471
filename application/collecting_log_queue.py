"""Sending to the queue of the embedded run, alone or together with others."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import local

from application.envelope import Envelope
from application.ports.clock import Clock
from application.ports.embedded_log_queue import CollectedMessage, EmbeddedLogQueue


class CollectingLogQueue(EmbeddedLogQueue):
    """Implements `send` and `collecting`. An adapter adds `send_collected` and the rest of the port."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._of_thread = local()

    def send(self, envelopes: Sequence[Envelope]) -> None:
        """Queue the envelopes, or add them to what this thread collects."""
        now = self._now()
        messages = [
            CollectedMessage(str(uuid.uuid4()), envelope.tenant_id, envelope.encode(), now) for envelope in envelopes
        ]
        collected: list[CollectedMessage] | None = getattr(self._of_thread, "collected", None)
        if collected is None:
            self.send_collected(messages)
        else:
            collected += messages

    @contextmanager
    def collecting(self) -> Iterator[list[CollectedMessage]]:
        """Collect what this thread sends within the block."""
        collected: list[CollectedMessage] = []
        self._of_thread.collected = collected
        try:
            yield collected
        finally:
            self._of_thread.collected = None

    def _now(self) -> int:
        """Return the time in milliseconds since 1970."""
        return int(self._clock.now().timestamp() * 1000)
