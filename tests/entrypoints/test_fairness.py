"""A tenant's expensive logs delay only that tenant."""

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from domain.log_entry import LogEntry
from domain.processed_log import ProcessedLog
from domain.redact_log import LogRedactor
from infrastructure.embedded.data_folder import DataFolder
from tests.acceptance.polling import poll
from tests.support.embedded_worker import EmbeddedWorker

# The maximum delay. Without fair sharing it would be minutes.
SOON_SECONDS = 5
WORKERS = 8


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[DataFolder]:
    """Return an empty data folder."""
    with DataFolder(tmp_path / "data") as folder:
        yield folder


@pytest.mark.parametrize("loud", [1, 3])
def test_costly_redaction_delays_no_other_tenant(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, loud: int
) -> None:
    """While other tenants' logs take a second each to redact, a tenant's log is stored soon."""
    redact, stopped = LogRedactor.redact, threading.Event()

    def costly(self: LogRedactor, entries: Sequence[LogEntry], **named: Any) -> Iterator[ProcessedLog]:
        for log in redact(self, entries, **named):
            if log.tenant_id.startswith("loud"):
                stopped.wait(1)
            yield log

    monkeypatch.setattr(LogRedactor, "redact", costly)
    worker = EmbeddedWorker(folder, workers=WORKERS)
    try:
        for number in range(1_200):
            worker.send(f"loud-{number % loud}", *["x"] * 20)
        worker.poller.start()
        assert poll(lambda: worker.repository.count() or None, 30)
        assert all(is_stored_soon(worker) for _ in range(3))
    finally:
        stopped.set()
        worker.close()


@pytest.mark.parametrize("loud", [1, 3])
def test_long_work_delays_no_other_tenant(folder: DataFolder, loud: int) -> None:
    """While logs of other tenants take hours of work, a tenant's log is stored soon, however often it sends one.

    This also holds if its earlier logs are in batches with the others', and if the others' logs arrive one by one, so
    that each could occupy a worker.
    """
    worker = EmbeddedWorker(folder, workers=WORKERS, seconds_per_character=0.1)
    try:
        worker.poller.start()
        for _ in range(2 * WORKERS):
            for tenant in range(loud):
                worker.send(f"loud-{tenant}", "x" * 100_000)
            worker.send("quiet", "x")
            time.sleep(0.3)  # as long as it takes a worker to find them; nothing is waited for
        assert all(is_stored_soon(worker) for _ in range(3))
    finally:
        worker.close()


def is_stored_soon(worker: EmbeddedWorker) -> bool:
    """Send a one-word log of a tenant that sends few, and wait for it."""
    (log,) = worker.send("quiet", "x")
    return poll(lambda: worker.has_stored(log) or None, SOON_SECONDS) is not None
