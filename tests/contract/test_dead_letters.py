"""The contract of DeadLetters."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from application.envelope import Envelope
from application.ports.dead_letter_queue import DeadLetterQueue
from application.ports.dead_letters import DeadLetters
from infrastructure.aws.dead_letter_queue import SqsDeadLetterQueue
from infrastructure.aws.dead_letters import SqsDeadLetters
from infrastructure.embedded.dead_letters import SqliteDeadLetters
from infrastructure.embedded.log_queue import SqliteLogQueue
from infrastructure.system.clock import SystemClock
from tests.contract.aws import create_queues, intercept
from tests.fakes.clock import ManualClock
from tests.fakes.embedded_log_queue import InMemoryEmbeddedLogQueue
from tests.support.logs import entry

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class UnderTest(NamedTuple):
    """Dead letters, where they come from, and what their redrive has queued: tenant and body."""

    letters: DeadLetters
    queue: DeadLetterQueue
    queued: Callable[[], Sequence[tuple[str, str]]]


@pytest.fixture
def sqlite_letters(tmp_path: Path) -> Iterator[UnderTest]:
    """Beside a queue that is open, as it is while the server runs."""
    path = tmp_path / "queue.sqlite3"
    clock = SystemClock()
    with (
        closing(SqliteLogQueue(path, clock=clock, visibility_timeout_seconds=60, max_receive_count=8)) as queue,
        closing(SqliteDeadLetters(path)) as letters,
    ):
        yield UnderTest(letters, queue, lambda: [(one.group_id, one.body) for one in queue.receive(100)])


@pytest.fixture
def sqs_letters(sqs: "SQSClient") -> UnderTest:
    """The deployed queues in moto."""
    url, dead = create_queues(sqs)
    letters = SqsDeadLetters(sqs, dead_letter_queue_url=dead, queue_url=url, clock=SystemClock())

    def queued() -> Sequence[tuple[str, str]]:
        answer = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["MessageGroupId"]
        )
        return [
            (one.get("Attributes", {}).get("MessageGroupId", ""), one["Body"]) for one in answer.get("Messages", [])
        ]

    return UnderTest(letters, SqsDeadLetterQueue(sqs, queue_url=dead), queued)


@pytest.fixture
def in_memory_letters() -> UnderTest:
    """The fake queue's."""
    queue = InMemoryEmbeddedLogQueue(clock=SystemClock())
    return UnderTest(queue.dead_letters, queue, lambda: [(one.group_id, one.body) for one in queue.receive(100)])


@pytest.fixture(params=["in_memory", "sqlite", "sqs"])
def under_test(request: pytest.FixtureRequest) -> UnderTest:
    """Each adapter."""
    made: UnderTest = request.getfixturevalue(f"{request.param}_letters")
    return made


def envelope(tenant_id: str = "acme", log_id: str = "1") -> Envelope:
    """One log of a tenant."""
    return Envelope((entry("call 555-0199", tenant_id=tenant_id, log_id=log_id),), "request-1")


def bury(under_test: UnderTest, *envelopes: Envelope) -> None:
    """As the worker does, and long enough ago that a redrive which begins now is later."""
    for one in envelopes:
        under_test.queue.bury(one, "item_refused")
    deadline = time.monotonic() + 1
    last = max(letter.sent_at for letter in under_test.letters.sample(10))
    while SystemClock().now() <= last and time.monotonic() < deadline:
        pass


def test_a_sample_shows_what_was_given_up_and_leaves_it(under_test: UnderTest) -> None:
    """A sample shows tenant, reason and body of each dead letter and changes nothing; no repr shows the body."""
    assert (under_test.letters.sample(10), under_test.letters.count()) == ([], 0)
    bury(under_test, envelope())
    under_test.queue.bury_unread("not json", None, "not_json")
    for _ in range(2):
        letters = under_test.letters.sample(10)
        assert {(letter.tenant_id, letter.reason, letter.body) for letter in letters} == {
            ("acme", "item_refused", envelope().encode()),
            (None, "not_json", "not json"),
        }
        assert "555-01" not in repr(letters)
    assert len(under_test.letters.sample(1)) == 1
    assert under_test.letters.count() == 2


def test_a_letter_is_found_by_its_id_and_stays(under_test: UnderTest) -> None:
    """A dead letter is found by its id, an unknown id is reported, and all dead letters stay."""
    bury(under_test, *(envelope(log_id=str(number)) for number in range(15)))
    letters = under_test.letters.sample(100)
    assert len(letters) == 15
    assert under_test.letters.find(letters[-1].message_id, int) == letters[-1]
    assert under_test.letters.find("no-such-message", int) is None
    assert {letter.message_id for letter in under_test.letters.sample(100)} == {one.message_id for one in letters}


def test_a_redrive_sends_all_home(under_test: UnderTest) -> None:
    """A redrive queues each dead letter again under its tenant, unchanged, and removes it from the dead letters."""
    sent = [envelope(tenant, str(number)) for number, tenant in enumerate(["acme", "beta", "acme"])]
    bury(under_test, *sent)
    under_test.queue.bury_unread("not json", None, "not_json")
    time_told: list[int] = []
    assert under_test.letters.redrive(None, time_told.append) >= 3
    assert time_told[-1] >= 3
    queued = under_test.queued()
    assert {(one.tenant_id, one.encode()) for one in sent} <= set(queued)
    assert len(queued) == len(set(queued))


def test_a_redrive_of_one_tenant_leaves_the_others(under_test: UnderTest) -> None:
    """A redrive of one tenant leaves the dead letters of the others available immediately."""
    bury(under_test, envelope("acme"), envelope("beta"), envelope("acme", "2"))
    assert under_test.letters.redrive("acme", int) == 2
    assert [tenant for tenant, _ in under_test.queued()] == ["acme", "acme"]
    assert [letter.tenant_id for letter in under_test.letters.sample(10)] == ["beta"]


@pytest.fixture
def reappearing(sqs_letters: UnderTest, monkeypatch: pytest.MonkeyPatch) -> UnderTest:
    """Letters that are seen again at once, as they are when looking takes longer than they are hidden."""
    monkeypatch.setattr("infrastructure.aws.dead_letters._HIDDEN_SECONDS", 0)
    return sqs_letters


def test_letters_that_reappear_are_not_looked_at_for_ever(reappearing: UnderTest) -> None:
    """Dead letters that reappear during a read are shown once, and a redrive of one tenant keeps those of others."""
    bury(reappearing, *(envelope("beta", str(number)) for number in range(7)), envelope("acme"))
    assert len(reappearing.letters.sample(100)) == 8
    assert reappearing.letters.find("no-such-message", int) is None
    assert reappearing.letters.redrive("acme", int) == 1
    assert len(reappearing.letters.sample(100)) == 7


def test_letters_that_keep_coming_do_not_keep_a_redrive_from_its_end(
    sqs_letters: UnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dead letters that arrive during a redrive wait for the next one."""
    monkeypatch.setattr("infrastructure.aws.dead_letters._FRUITLESS_RECEIVES", 2)
    bury(sqs_letters, envelope("acme"))

    def again(number: int) -> None:
        for each in range(40):
            sqs_letters.queue.bury(envelope("acme", f"{number}-{each}"), "item_refused")

    assert sqs_letters.letters.redrive(None, again) == 1
    assert sqs_letters.letters.count() == 40


def test_letters_are_hidden_for_as_long_as_others_are_moved(sqs: "SQSClient") -> None:
    """Dead letters stay hidden while others are moved, and those that were hidden for too long are skipped."""
    url, dead = create_queues(sqs)
    clock = ManualClock()
    letters = SqsDeadLetters(sqs, dead_letter_queue_url=dead, queue_url=url, clock=clock)
    queue = SqsDeadLetterQueue(sqs, queue_url=dead)
    for number in range(12):
        queue.bury(envelope("acme", str(number)), "item_refused")
    renewed = intercept(sqs, operation="ChangeMessageVisibilityBatch")

    def late(number: int) -> None:
        if number == 11:
            clock.advance(301)

    assert letters.find("no-such-message", late) is None
    hidden = [entry["VisibilityTimeout"] for request in renewed.requests for entry in request["Entries"]]
    assert hidden == [600] * 12 + [0] * 12
