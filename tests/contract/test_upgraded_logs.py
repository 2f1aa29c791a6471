"""Logs of earlier versions have all fields of current ones, and queued ones are stored as before."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from domain.json_value import JsonValue
from domain.level import Level
from domain.processed_log import ProcessedLog
from domain.query.log_query import LogQuery, Order
from domain.timestamps import format_nanoseconds
from entrypoints.containers.embedded import EmbeddedContainer
from entrypoints.handlers.worker import worker_handler
from entrypoints.local.events import sqs_event
from infrastructure.embedded.data_folder import DataFolder
from infrastructure.embedded.log_repository import SqliteLogRepository
from tests.contract.released import RELEASES, make_released_folder
from tests.fakes.clock import ManualClock

RECEIVED = "2026-11-23T12:00:00.000123Z"
# The releases of before version 5 of the logs.
WITHOUT_TIMES = [release for release in RELEASES if release["logs"] < 5]
TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"


def upgraded(folder: Path, release: Mapping[str, int], logs: Mapping[str, tuple[str, JsonValue]]) -> list[ProcessedLog]:
    """Logs with these texts and attributes, stored under these ids by an earlier version; oldest first."""
    make_released_folder(folder, release)
    with closing(sqlite3.connect(folder / "logs.sqlite3")) as connection, connection:
        connection.executemany(
            "INSERT INTO logs VALUES ('old', ?, ?, 'batch', ?, ?, ?, '{}', 'default-1', ?, NULL, NULL)",
            [
                (log_id, text, json.dumps(attributes), RECEIVED, RECEIVED, "0" * 64)
                for log_id, (text, attributes) in logs.items()
            ],
        )
    with DataFolder(folder) as opened, closing(SqliteLogRepository(opened.logs, clock=ManualClock())) as repository:
        return [*repository.page(LogQuery("old", order=Order.OLDEST_FIRST), 100).logs]


@pytest.mark.parametrize("release", WITHOUT_TIMES, ids=str)
def test_old_logs_get_their_fields_from_what_is_stored(tmp_path: Path, release: Mapping[str, int]) -> None:
    """Time, level, service and ids are read from stored text and attributes, which keep them."""
    attributes: dict[str, JsonValue] = {
        "timestamp": "2026-11-23T11:00:00.123456789Z",
        "severity": "WARNING",
        "service": {"name": "checkout"},
        "trace_id": TRACE_ID,
        "span_id": "00f067aa0ba902b7",
    }
    inside = '{"ts":1763900000.5,"level":30,"phone":[PHONE],"service":"billing"}'

    first, second = upgraded(tmp_path / "data", release, {"a": ("x", attributes), "b": (inside, {})})

    assert (first.log_id, format_nanoseconds(first.time)) == ("b", "2025-11-23T12:13:20.5Z")
    assert (first.level, first.service, first.text) == (Level.INFO, "billing", inside)
    assert format_nanoseconds(second.time) == "2026-11-23T11:00:00.123456789Z"
    assert (second.level, second.service) == (Level.WARN, "checkout")
    assert (second.trace_id, second.span_id) == (TRACE_ID, "00f067aa0ba902b7")
    assert second.attributes == attributes


@pytest.mark.parametrize("release", WITHOUT_TIMES, ids=str)
def test_old_logs_without_a_time_keep_their_order(tmp_path: Path, release: Mapping[str, int]) -> None:
    """Logs without a time keep their place by the time of receipt, and no two have the same time."""
    far_ahead: JsonValue = {"timestamp": "2099-01-01T00:00:00Z"}

    logs = upgraded(tmp_path / "data", release, {"b": ("x", {}), "c": ("y", far_ahead), "a": ("z", {})})

    assert [(log.log_id, log.ordinal, format_nanoseconds(log.time)) for log in logs] == [
        ("a", 0, "2026-11-23T12:00:00.000123Z"),
        ("b", 1, "2026-11-23T12:00:00.000123001Z"),
        ("c", 2, "2026-11-23T12:00:00.000123002Z"),
    ]


@pytest.mark.parametrize("release", RELEASES, ids=str)
def test_what_was_queued_before_an_upgrade_is_no_conflict(tmp_path: Path, release: Mapping[str, int]) -> None:
    """A record that was stored before an upgrade is recognized when it comes again, and the others keep their order."""
    make_released_folder(tmp_path / "data", release)
    with DataFolder(tmp_path / "data") as folder:
        container = EmbeddedContainer(data_folder=folder, seconds_per_character=0.0)
        queue, repository = container.queue(), container.repository()
        with closing(queue), closing(repository), closing(container.tenants()), closing(container.usage()):
            handler = worker_handler(container.local().application.process_messages())
            queue.release()
            messages = queue.receive(10)
            assert len(messages) == 4
            # The same twice: an upgrade may come between two deliveries as well.
            for _ in range(2):
                assert handler(sqs_event(messages), None) == {"batchItemFailures": []}
            of_acme = repository.page(LogQuery("acme"), 100).logs
            assert sorted(log.log_id for log in of_acme if log.log_id != "kept") == ["stored", "waiting"]
            assert all(log.conflicts_with is None for log in of_acme)
            of_beta = repository.page(LogQuery("beta", order=Order.OLDEST_FIRST), 100).logs
            waiting = [(log.log_id, log.ordinal) for log in of_beta if log.log_id in ("waiting", "second")]
            assert waiting == [("waiting", 0), ("second", 1)]
            # A derived id is what the release before would have made of the same record.
            (derived,) = [log.log_id for log in of_beta if log.text == "id to be derived"]
            assert derived == "92691b99ea8b66e8d8069135bca21a83"
