import logging
from collections.abc import Iterator, Sequence

import pytest

from application.ports.workload import FinishedWork
from application.process_log import Attempt, Failure
from application.store_once import StoreResult
from domain.errors import FinalError, PassingError
from domain.limits import ITEM_RESERVE_BYTES, MAX_ITEM_BYTES
from domain.log_entry import LogEntry
from domain.redaction import CustomKind, RedactionPolicy
from tests.fakes.workload import ImmediateWorkload
from tests.support.logs import NOON, entry
from tests.support.worker import Worker


def test_a_log_is_stored_redacted_and_never_as_it_was() -> None:
    """Text and attributes are redacted, the findings counted together, and everything else kept."""
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
    assert log.policy_version == "default-1"
    assert len(log.content_tag) == 64
    assert log.conflicts_with is None


def test_each_tenant_has_its_own_policy() -> None:
    """A tenant that wants nothing taken out keeps its text, and its version is stored with it."""
    worker = Worker(policies={"beta": RedactionPolicy(version="beta-7", actions={})})
    worker.process_log.process([Attempt(entry("555-0199", tenant_id=tenant), 1) for tenant in ("acme", "beta")])
    assert {(log.tenant_id, log.text, log.policy_version) for log in worker.repository.logs} == {
        ("acme", "[PHONE]", "default-1"),
        ("beta", "555-0199", "beta-7"),
    }


def test_results_stand_in_the_order_of_the_logs() -> None:
    """One log's failure is its own, whatever the order in which the work ends."""
    worker = Worker(work_failures={"bad": RuntimeError("watermark")})
    worker.repository.refusals["refused"] = FinalError("item_refused")
    entries = [entry("x" * 9, log_id="long"), entry("y", log_id="bad"), entry("zz", log_id="refused"), entry("short")]
    assert worker.process_log.process([Attempt(one, 1) for one in entries]) == [
        StoreResult.STORED,
        Failure("unexpected", final=False),
        Failure("item_refused", final=True),
        StoreResult.STORED,
    ]
    assert worker.stored_ids() == ["123", "long"]


@pytest.mark.parametrize("broken", ["tenants", "master_secret", "repository"])
def test_what_a_log_needs_and_cannot_have_fails_it(broken: str) -> None:
    """Without policy, secret or store nothing is stored, and the log may be tried again: never a weaker default."""
    worker = Worker()
    getattr(worker, broken).failure = PassingError()
    assert worker.process_log.process([Attempt(entry(), 1)]) == [Failure("unavailable", final=False)]
    assert worker.repository.logs == []


def test_a_workload_that_breaks_off_fails_only_what_it_left() -> None:
    """Logs whose work had ended are stored, and the others may be tried again."""

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


def test_each_log_is_one_line_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    """A line names tenant, log, attempt and outcome; a failure's names the error's class and not its words."""
    caplog.set_level(logging.DEBUG)
    worker = Worker(work_failures={"bad": RuntimeError("watermark")})
    attempts = [Attempt(entry("watermark 555-0199"), 1), Attempt(entry("watermark", log_id="bad"), 3)]
    worker.process_log.process(attempts)
    stored, failed = sorted((record.__dict__ for record in caplog.records), key=lambda record: record["levelno"])
    assert (stored["msg"], stored["tenant"], stored["log_id"], stored["attempt"]) == ("stored", "acme", "123", 1)
    assert stored["redactions"] == {"PHONE": 1}
    assert (failed["msg"], failed["log_id"], failed["attempt"], failed["error"]) == ("failed", "bad", 3, "RuntimeError")
    assert "watermark" not in f"{stored} {failed}"


def test_placeholders_that_would_make_an_item_too_large_are_shortened() -> None:
    """A text of short findings whose names are long is stored with `[x]` for each, within what a store takes."""
    policy = RedactionPolicy(version="long-1", actions={}, custom=(CustomKind("A_NAME_OF_24_CHARACTERS_", "abc"),))
    worker = Worker(policies={"acme": policy})
    number = 25_000
    assert worker.process_log.process([Attempt(entry("abc " * number), 1)]) == [StoreResult.STORED]
    (log,) = worker.repository.logs
    assert log.text == "[x] " * number
    assert log.redactions == {"A_NAME_OF_24_CHARACTERS_": number}
    assert log.content_bytes <= MAX_ITEM_BYTES - ITEM_RESERVE_BYTES
