"""The embedded run without HTTP."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from application.envelope import Envelope
from domain.errors import PassingError
from domain.log_entry import LogEntry
from entrypoints.containers.embedded import EmbeddedContainer
from entrypoints.handlers.worker import worker_handler
from entrypoints.local.poller import Poller
from entrypoints.local.storage_health import StorageHealth
from infrastructure.embedded.data_folder import DataFolder
from tests.support.logs import entry


class EmbeddedWorker:
    """Queue, worker and store in a data folder. Nothing is processed before `poller.start()`."""

    def __init__(self, folder: DataFolder, *, workers: int, seconds_per_character: float = 0.0) -> None:
        self.folder = folder
        self.container = EmbeddedContainer(data_folder=folder, seconds_per_character=seconds_per_character)
        self.queue, self.repository = self.container.queue(), self.container.repository()
        self.poller = Poller(
            queue=self.queue,
            handler=self._handle,
            names=[f"worker-{number}" for number in range(workers)],
            workers=workers,
            health=StorageHealth([self.queue, self.repository, self.container.tenants()]),
            clock=self.container.clock(),
        )
        self.handler = worker_handler(self.container.local().application.process_messages())
        self._numbers = count()

    def _handle(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        return self.handler(event, context)

    def send(self, tenant_id: str, *texts: str) -> list[LogEntry]:
        """Send logs in one message; return the accepted ones, as a client would learn."""
        logs = [entry(text, tenant_id=tenant_id, log_id=f"log-{next(self._numbers)}") for text in texts]
        try:
            self.queue.send([Envelope(tuple(logs), "request-1")])
        except PassingError:
            return []
        return logs

    def has_stored(self, log: LogEntry) -> bool:
        """Return whether the log can be read."""
        return self.repository.find(log.tenant_id, log.log_id) is not None

    def close(self) -> None:
        """Stop the worker, and close all files."""
        self.poller.stop(5)
        self.container.local().storing().stop()
        for database in (self.queue, self.repository, self.container.tenants(), self.container.usage()):
            database.close()
