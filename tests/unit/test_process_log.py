import json
import logging
import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from application.ports.log_repository import AddAnswer
from application.ports.workload import FinishedWork
from application.process_log import Attempt, Failure
from application.store_once import StoreResult
from domain.errors import FinalError, FinalReason, PassingError
from domain.json_value import JsonValue
from domain.level import Level
from domain.limits import ITEM_RESERVE_BYTES, MAX_ITEM_BYTES
from domain.log_entry import LogEntry
from domain.processed_log import ProcessedLog
from domain.redact_log import LogRedactor
from domain.redaction import CustomKind, RedactionPolicy
from domain.redaction.policy import DEFAULT_POLICY
from domain.timestamps import nanoseconds
from tests.fakes.workload import ImmediateWorkload
from tests.support.logs import NOON, entry
from tests.support.worker import Worker


def test_a_log_is_stored_redacted() -> None:
    """Text and attributes are redacted, the redactions are counted together, and all other fields stay."""
    worker = Worker()
    worker.clock.advance(30)
    raw = entry("call 555-0199", attributes={"caller": "+1 415 555 2671", "level": "info"})
    assert worker.process_log.process([Attempt(raw, 1)]) == [StoreResult.STORED]
    (log,) = worker.repository.logs
    assert (log.tenant_id, log.log_id, log.source, log.received_at) == ("acme", "123", "json", NOON)
    assert log.text == "call [PHONE]"
    assert log.attributes == {"caller": "[PHONE]", "level": "info"}
    assert log.redactions == {"PHONE": 2}
    assert log.processed_at == worker.clock.now()
    assert log.policy_version == "default-2"
    assert len(log.content_tag) == 64
    assert log.conflicts_with is None


def processed(raw: LogEntry, policy: RedactionPolicy = DEFAULT_POLICY) -> ProcessedLog:
    """Return the log as it is stored."""
    worker = Worker(policies={raw.tenant_id: policy})
    assert worker.process_log.process([Attempt(raw, 1)]) == [StoreResult.STORED]
    (log,) = worker.repository.logs
    return log


AN_HOUR_BEFORE = nanoseconds(NOON - timedelta(hours=1))
TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
FIELDS: dict[str, JsonValue] = {
    "ts": "2026-11-23T11:00:00.000000001Z",
    "severity": "WARNING",
    "service": "checkout",
    "trace_id": TRACE_ID,
    "span_id": "00f067aa0ba902b7",
}


@pytest.mark.parametrize(
    "raw",
    [
        entry("x", attributes=FIELDS),
        entry(json.dumps(FIELDS)),
        entry(" ".join(f"{name}={value}" for name, value in FIELDS.items())),
    ],
    ids=["attributes", "json", "logfmt"],
)
def test_fields_are_read_from_the_record(raw: LogEntry) -> None:
    """Time, level, service and ids are read from attributes or text, where they stay as they were written."""
    log = processed(raw)
    assert (log.time, log.level, log.service) == (AN_HOUR_BEFORE + 1, Level.WARN, "checkout")
    assert (log.trace_id, log.span_id) == (TRACE_ID, "00f067aa0ba902b7")
    assert (log.text, log.attributes) == (raw.text, raw.attributes)


def test_a_log_without_fields_has_none() -> None:
    """Without a timestamp, a log has the time of its receipt, in the order of its request."""
    log = processed(entry("x", ordinal=3))
    assert (log.time, log.ordinal) == (nanoseconds(NOON) + 3, 3)
    assert (log.level, log.service, log.trace_id, log.span_id) == (None, None, None, None)


def test_the_time_that_was_accepted_keeps_its_digits() -> None:
    """A number with more digits than a float can hold was read when the log was accepted."""
    time = AN_HOUR_BEFORE + 123_456_789
    assert processed(entry("x", attributes={"ts": time / 10**9}, time=time)).time == time


def test_fields_are_read_beside_personal_data() -> None:
    """Time and level are read from the raw record, and service and ids from the redacted record."""
    record = {"phone": "555-0199", "ts": "2026-11-23T11:00:00Z", "level": "warn", "service": "call 555-0199"}
    log = processed(entry(json.dumps(record)))
    assert "555" not in log.text
    assert (log.time, log.level, log.service) == (AN_HOUR_BEFORE, Level.WARN, "call [PHONE]")


def test_time_and_level_survive_redaction() -> None:
    """Time and level are read even if a tenant's own kind masks their fields, because they reveal nothing."""
    policy = RedactionPolicy(version="1", actions={}, custom=(CustomKind("LONG", r"\d{10,}|warn"),))
    for raw in (
        entry("x", attributes={"ts": 1_795_431_600_000, "level": "warn"}),
        entry("ts=1795431600000 level=warn"),
    ):
        log = processed(raw, policy)
        assert (log.time, log.level) == (AN_HOUR_BEFORE, Level.WARN)
        assert log.redactions == {"LONG": 2}


def test_a_line_with_invalid_json_after_redaction_is_read() -> None:
    """Time, level and service are read even if a masked number makes the JSON invalid."""
    log = processed(entry('{"phone":4155552671,"service":"checkout","level":"error","ts":"2026-11-23T11:00:00Z"}'))
    assert log.text.startswith('{"phone":[PHONE],')
    assert (log.time, log.level, log.service) == (AN_HOUR_BEFORE, Level.ERROR, "checkout")


def test_each_tenant_has_its_own_policy() -> None:
    """A tenant whose policy keeps everything keeps its texts, and the policy's version is stored with each log."""
    worker = Worker(policies={"beta": RedactionPolicy(version="beta-7", actions={})})
    worker.process_log.process([Attempt(entry("555-0199", tenant_id=tenant), 1) for tenant in ("acme", "beta")])
    assert {(log.tenant_id, log.text, log.policy_version) for log in worker.repository.logs} == {
        ("acme", "[PHONE]", "default-2"),
        ("beta", "555-0199", "beta-7"),
    }


def test_results_have_the_order_of_the_logs() -> None:
    """The results have the order of the logs, whatever the order in which their work ends, and failures stay apart."""
    worker = Worker(work_failures={"bad": RuntimeError("watermark")})
    worker.repository.refused["refused"] = FinalError(FinalReason.ITEM_REFUSED)
    entries = [entry("x" * 9, log_id="long"), entry("y", log_id="bad"), entry("zz", log_id="refused"), entry("short")]
    assert worker.process_log.process([Attempt(one, 1) for one in entries]) == [
        StoreResult.STORED,
        Failure("unexpected", final=False),
        Failure("item_refused", final=True),
        StoreResult.STORED,
    ]
    assert worker.stored_ids() == ["123", "long"]


@pytest.mark.parametrize("broken", ["tenants", "master_secret", "repository"])
def test_a_log_fails_without_policy_secret_or_store(broken: str) -> None:
    """Without policy, secret or store nothing is stored, and the log is retried; a weaker default is never used."""
    worker = Worker()
    getattr(worker, broken).failure = PassingError()
    assert worker.process_log.process([Attempt(entry(), 1)]) == [Failure("unavailable", final=False)]
    assert worker.repository.logs == []


def test_a_failed_workload_fails_only_unfinished_logs() -> None:
    """If the workload fails midway, the logs whose work had ended are stored, and the others are retried."""

    class BreakingOff(ImmediateWorkload):
        def perform(self, entries: Sequence[LogEntry]) -> Iterator[FinishedWork]:
            yield next(super().perform(entries))
            raise RuntimeError("watermark")

    worker = Worker(workload=BreakingOff())
    entries = [entry("long", log_id="long"), entry("x", log_id="short")]
    assert worker.process_log.process([Attempt(one, 1) for one in entries]) == [
        Failure("unexpected", final=False),
        StoreResult.STORED,
    ]


def test_logs_that_end_together_are_stored_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenant's logs whose work ends together are stored in as few calls as the repository allows."""
    worker = Worker(most_stored_together=3)
    add, added = worker.repository.add, []

    def noting(logs: Sequence[ProcessedLog]) -> Sequence[AddAnswer]:
        added.append([(log.tenant_id, log.log_id) for log in logs])
        return add(logs)

    monkeypatch.setattr(worker.repository, "add", noting)
    entries = [entry("x", tenant_id=tenant, log_id=str(number)) for number in range(5) for tenant in ("acme", "beta")]
    entries.append(entry("longer", log_id="longer"))
    assert worker.process_log.process([Attempt(one, 1) for one in entries]) == [StoreResult.STORED] * 11
    assert sorted(added) == [
        [("acme", "0"), ("acme", "1"), ("acme", "2")],
        [("acme", "3"), ("acme", "4")],
        [("acme", "longer")],
        [("beta", "0"), ("beta", "1"), ("beta", "2")],
        [("beta", "3"), ("beta", "4")],
    ]


def test_costly_logs_of_a_tenant_take_turns_with_other_tenants(monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs that take long to redact are stored after each turn, so another tenant's log waits for one turn only."""
    submitted = threading.Event()

    class Ending(ImmediateWorkload):
        def perform(self, entries: Sequence[LogEntry]) -> Iterator[FinishedWork]:
            yield from super().perform(entries)
            submitted.set()

    worker = Worker(workload=Ending())
    redact = LogRedactor.redact

    def costly(self: LogRedactor, raw: Sequence[LogEntry], **named: Any) -> Iterator[ProcessedLog]:
        for log in redact(self, raw, **named):
            submitted.wait(10)
            worker.clock.advance(0.06)
            yield log

    monkeypatch.setattr(LogRedactor, "redact", costly)
    entries = [entry("x", log_id=str(number)) for number in range(6)]
    entries.append(entry("x", tenant_id="beta", log_id="other"))
    assert worker.process_log.process([Attempt(one, 1) for one in entries]) == [StoreResult.STORED] * 7
    assert worker.stored_ids() == ["0", "1", "other", "2", "3", "4", "5"]


def test_a_log_that_makes_its_group_fail_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """If one log makes redacting or adding raise an error for a group, the other logs are stored nevertheless."""
    worker = Worker()
    redact = LogRedactor.redact

    def breaking(self: LogRedactor, raw: Sequence[LogEntry], **named: Any) -> Iterator[ProcessedLog]:
        for log in redact(self, raw, **named):
            worker.clock.advance(0.06)
            if log.log_id == "bad":
                raise RecursionError("watermark")
            yield log

    monkeypatch.setattr(LogRedactor, "redact", breaking)
    entries = [entry("x", log_id=log_id) for log_id in ("a", "bad", "b", "refused", "c")]
    entries[3] = entry("\ud800", log_id="refused")
    assert worker.process_log.process([Attempt(one, 1) for one in entries]) == [
        StoreResult.STORED,
        Failure("unexpected", final=False),
        StoreResult.STORED,
        Failure("item_refused", final=True),
        StoreResult.STORED,
    ]
    assert worker.stored_ids() == ["a", "b", "c"]


@pytest.mark.parametrize(("role", "method"), [("repository", "add"), ("tenants", "get"), ("master_secret", "read")])
def test_a_temporary_error_is_not_repeated_for_each_log(
    monkeypatch: pytest.MonkeyPatch, role: str, method: str
) -> None:
    """After a temporary error the logs of the group are not tried one by one, because none of them is the cause."""
    worker = Worker()
    asked = []

    def throttled(*arguments: Any) -> Any:
        asked.append(arguments)
        raise PassingError("throttled")

    monkeypatch.setattr(getattr(worker, role), method, throttled)
    attempts = [Attempt(entry("x", log_id=str(number)), 1) for number in range(3)]
    assert worker.process_log.process(attempts) == [Failure("throttled", final=False)] * 3
    assert len(asked) == 1


def test_a_stored_log_is_one_line_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    """A log line names tenant, log, attempt and result; for a failure it has the error's class but not its message."""
    caplog.set_level(logging.DEBUG)
    worker = Worker(work_failures={"bad": RuntimeError("watermark")})
    attempts = [Attempt(entry("watermark 555-0199"), 1), Attempt(entry("watermark", log_id="bad"), 3)]
    worker.process_log.process(attempts)
    stored, failed = sorted((record.__dict__ for record in caplog.records), key=lambda record: record["levelno"])
    assert (stored["msg"], stored["tenant"], stored["log_id"], stored["attempt"]) == ("stored", "acme", "123", 1)
    assert (stored["logs"], stored["characters"], stored["redactions"]) == (1, 18, {"PHONE": 1})
    assert (failed["msg"], failed["log_id"], failed["attempt"], failed["error"]) == ("failed", "bad", 3, "RuntimeError")
    assert "watermark" not in f"{stored} {failed}"


def test_logs_that_are_stored_together_share_a_line_per_result(caplog: pytest.LogCaptureFixture) -> None:
    """A line for each result counts the logs, characters and redactions of a group.

    Each failed log has its own line.
    """
    caplog.set_level(logging.DEBUG)
    worker = Worker(work_failures={"bad": RuntimeError("watermark")})
    entries = [entry("call 555-0199", log_id=log_id) for log_id in ("a", "b", "c", "a", "bad")]
    entries[2] = entry("call 555-0100", log_id="a")
    worker.process_log.process([Attempt(one, 1) for one in entries])
    lines = [
        (line["msg"], line["tenant"], line.get("logs"), line.get("log_id"), line.get("redactions"))
        for line in (record.__dict__ for record in caplog.records)
    ]
    assert sorted(lines, key=str) == [
        ("already_stored", "acme", 1, "a", {"PHONE": 1}),
        ("conflict", "acme", 1, "a", {"PHONE": 1}),
        ("failed", "acme", None, "bad", None),
        ("stored", "acme", 2, None, {"PHONE": 2}),
    ]
    assert "watermark" not in repr(lines)


def test_placeholders_that_would_make_an_item_too_large_are_shortened() -> None:
    """Long placeholders for many short findings are shortened to `[x]`, so that the item fits into the store."""
    policy = RedactionPolicy(version="long-1", actions={}, custom=(CustomKind("A_NAME_OF_24_CHARACTERS_", "abc"),))
    worker = Worker(policies={"acme": policy})
    number = 25_000
    assert worker.process_log.process([Attempt(entry("abc " * number), 1)]) == [StoreResult.STORED]
    (log,) = worker.repository.logs
    assert log.text == "[x] " * number
    assert log.redactions == {"A_NAME_OF_24_CHARACTERS_": number}
    assert log.content_bytes <= MAX_ITEM_BYTES - ITEM_RESERVE_BYTES
