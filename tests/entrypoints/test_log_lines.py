"""The lines of the embedded run about processed logs: one for each log, or their number."""

import json
import logging
import os
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from application.ports.metrics import Metric
from entrypoints.local.log_lines import JsonHandler, TextHandler
from entrypoints.local.log_records import Thinning, about, from_document, to_document
from entrypoints.local.reports import Reporter, receive_reports
from infrastructure.system.metrics import PrometheusMetrics
from tests.acceptance.client import Client
from tests.acceptance.gauges import queued_messages
from tests.acceptance.local_server import LocalServer
from tests.acceptance.polling import poll

MOST = 20
SOON_SECONDS = 30


def stored(logs: int = 1, event: str = "stored", **details: object) -> logging.LogRecord:
    """Return a record about stored logs."""
    return logging.makeLogRecord(
        {"msg": event, "levelno": logging.INFO, "levelname": "INFO", "tenant": "acme", "logs": logs, **details}
    )


def failed() -> logging.LogRecord:
    """Return a record about a failed log."""
    return logging.makeLogRecord({"msg": "failed", "levelno": logging.WARNING, "levelname": "WARNING", "log_id": "1"})


def sums(records: Sequence[logging.LogRecord]) -> list[tuple[str, object]]:
    """Return the number of logs for each record."""
    return [(record.getMessage(), about(record)["logs"]) for record in records]


def test_few_logs_have_a_line_each() -> None:
    """Up to 20 logs a second have a line each, second after second."""
    thinning = Thinning(MOST)
    for _ in range(3):
        assert all(thinning.admit(stored()) for _ in range(MOST))
        assert thinning.end_span() == []


def test_many_logs_are_added_up() -> None:
    """Above that, one line has the number of logs by event, with their redactions."""
    thinning = Thinning(MOST)
    admitted = sum(thinning.admit(stored(redactions={"PHONE": 2}, characters=5)) for _ in range(MOST + 5))
    thinning.admit(stored(500, redactions={"EMAIL": 1}))
    thinning.admit(stored(3, "conflict"))
    records = thinning.end_span()

    assert admitted == MOST
    assert sums(records) == [("stored", 505), ("conflict", 3)]
    assert about(records[0])["redactions"] == {"EMAIL": 1, "PHONE": 10}
    assert "tenant" not in about(records[0])


def test_many_logs_have_one_line_a_second() -> None:
    """After a second with many logs, single lines are not shown until a second has few logs."""
    thinning = Thinning(MOST)
    thinning.admit(stored(MOST + 1))
    thinning.end_span()
    assert not thinning.admit(stored())
    assert sums(thinning.end_span()) == [("stored", 1)]
    assert thinning.admit(stored())


def test_failures_are_always_shown() -> None:
    """Each failure has a line, however many logs are processed."""
    thinning = Thinning(MOST)
    thinning.admit(stored(10_000))
    assert all(thinning.admit(failed()) for _ in range(100))


def test_the_console_shows_sums(capsys: pytest.CaptureFixture[str]) -> None:
    """At the end of the second, one line shows the sum."""
    handler = TextHandler()
    for _ in range(MOST):
        handler.handle(stored(log_id="1"))
    handler.handle(stored(12_345, characters=7))
    handler.end_span()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == MOST + 1
    assert "acme/1" in lines[0]
    assert "logs=" not in lines[0]
    assert re.fullmatch(r"[0-9:]+  stored +logs=12345 characters=7", lines[-1])


def test_a_line_for_machines_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    """A JSON line has the time, level, event and fields of a record, whatever it contains."""
    handler = JsonHandler()
    for record in (stored(3, redactions={"PHONE": 1}), failed(), stored(event="a\nb\x1b", reason="\u2028\x9b")):
        handler.handle(record)
    first, second, third = capsys.readouterr().out.split("\n")[:-1]
    assert (
        json.loads(first).items()
        >= {
            "level": "info",
            "event": "stored",
            "tenant": "acme",
            "logs": 3,
            "redactions": {"PHONE": 1},
        }.items()
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", json.loads(first)["time"])
    assert (json.loads(second)["level"], json.loads(second)["event"]) == ("warning", "failed")
    assert (json.loads(third)["event"], json.loads(third)["reason"]) == ("a\nb\x1b", "\u2028\x9b")
    assert third.isascii()


def test_a_record_is_the_same_in_another_process() -> None:
    """Sending a record through a pipe does not change its line."""
    record = stored(redactions={"PHONE": 1}, log_id="1")
    again = from_document(json.loads(json.dumps(to_document(record))))
    assert (again.getMessage(), again.levelno, again.levelname, again.created, about(again)) == (
        record.getMessage(),
        record.levelno,
        record.levelname,
        record.created,
        about(record),
    )


def test_reports_add_up_in_the_server(caplog: pytest.LogCaptureFixture) -> None:
    """The counts of processes are added to those of the server, and a report that was cut off by a kill is skipped."""
    counted = PrometheusMetrics()
    counted.count(Metric.STORED, 5)
    reading, writing = os.pipe()
    for number in (1, 2):
        own = PrometheusMetrics()
        reporter = Reporter(writing, own)
        reporter.start()
        own.count(Metric.STORED, number)
        own.count(Metric.FAILED, label="unavailable")
        own.stored_after(2.0)
        reporter.handle(failed())
        reporter.stop()
        taken = own.take()
        assert (taken.counts, taken.ages.logs, taken.ages.seconds) == ([], 0, 0.0), "Each count is reported once."
    os.write(writing, b'{"counts": [["STO')
    os.close(writing)
    caplog.set_level(logging.INFO, logger="entrypoints.local.reports")
    with os.fdopen(reading) as reports:
        receive_reports(reports, counted)

    page = counted.page()
    assert "log_processor_stored_total 8\n" in page
    assert 'log_processor_failed_total{reason="unavailable"} 2\n' in page
    assert "log_processor_age_seconds_sum 4.000\nlog_processor_age_seconds_count 2\n" in page
    assert [record.getMessage() for record in caplog.records] == ["failed", "failed"]


def test_a_report_of_many_logs_is_small() -> None:
    """A report is small, however many logs were processed."""
    reading, writing = os.pipe()
    reporter = Reporter(writing, PrometheusMetrics())
    records: list[logging.LogRecord] = []
    for _ in range(1_000):
        reporter.handle(stored())
    reporter.start()
    reporter.stop()
    os.close(writing)
    with os.fdopen(reading) as reports:
        for line in reports:
            records += [from_document(document) for document in json.loads(line)["records"]]
    assert len(records) == MOST + 1
    assert sum(about(record)["logs"] for record in records) == 1_000


def test_the_server_reports_many_logs_as_sums(tmp_path: Path) -> None:
    """A few lines report thousands of logs, and no log is missing in them."""
    with LocalServer(tmp_path, seconds_per_character=0) as server:
        client = Client(server.endpoint)
        for _ in range(3):
            body = '{"text":"call 555-0199"}\n' * 1_000
            assert client.request("POST", "/ingest/batch", body=body, headers={"X-Tenant-ID": "acme"}).status == 202
        assert poll(lambda: queued_messages(client) == 0 or None, SOON_SECONDS)
        server.stop()
        lines = [line for line in server.output.read_text().splitlines() if "  stored  " in line]
        # The line of a single log has no number.
        numbers = [re.search("logs=([0-9]+)", line) for line in lines]
        assert sum(int(number[1]) if number else 1 for number in numbers) == 3_000
        assert len(lines) < 50


def test_the_server_writes_lines_for_machines(tmp_path: Path) -> None:
    """With LOG_FORMAT=json each line is JSON: the address, every processed log, and the end."""
    with LocalServer(tmp_path, seconds_per_character=0, environment={"LOG_FORMAT": "json"}) as server:
        client = Client(server.endpoint)
        for number in range(100):
            assert client.post_text("x", "acme", log_id=f"{number}").status == 202
        assert poll(lambda: queued_messages(client) == 0 or None, SOON_SECONDS)
        url = server.endpoint.replace("127.0.0.1", "localhost")
        server.stop()
    told = [json.loads(line) for line in server.output.read_text().splitlines()]
    events = Counter(line["event"] for line in told)
    assert [line["url"] for line in told if line["event"] == "listening"] == [url]
    assert sum(line["logs"] for line in told if line["event"] == "stored") == 100
    assert [line["queued_messages"] for line in told if line["event"] == "stopped"] == [0]
    assert events.keys() <= {"listening", "stored", "stopping", "stopped"}


def test_sums_are_shown_when_the_server_stops(capsys: pytest.CaptureFixture[str]) -> None:
    """When the server stops, it shows the sums that were not shown yet."""
    handler = TextHandler()
    handler.handle(stored(500))
    handler.close()
    assert "logs=500" in capsys.readouterr().out
