"""The SQS adapter's handling of failures and answers that moto never gives."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from domain.errors import PassingError
from tests.contract.aws import PASSING_FAULTS, Answer, answered, document, intercept, refused
from tests.contract.conftest import Clients
from tests.contract.queues import QueueUnderTest
from tests.contract.records import entry, envelope, envelopes

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

SEND = "SendMessageBatch"


@pytest.fixture
def behind(aws: Clients) -> "SQSClient":
    """Another client, through which a request gets to the service although its answer does not come from there."""
    return aws.sqs()


@pytest.mark.parametrize("fault", PASSING_FAULTS.values(), ids=PASSING_FAULTS)
def test_failed_call_is_a_passing_error(sqs_queue: QueueUnderTest, sqs: "SQSClient", fault: Answer) -> None:
    """Every failure of SQS is a passing error."""
    intercept(sqs, always=fault)

    for number in (1, 2):
        with pytest.raises(PassingError):
            sqs_queue.queue.send(envelopes(number))
    with pytest.raises(PassingError):
        sqs_queue.dead_letter_queue.bury(envelope(), "item_refused")


@pytest.mark.parametrize(
    "fault", [refused("InternalServerError", 500), refused("RequestThrottled")], ids=["internal error", "throttled"]
)
def test_fault_that_passes_is_not_seen(sqs_queue: QueueUnderTest, sqs: "SQSClient", fault: Answer) -> None:
    """A call that fails twice and then succeeds is a success."""
    for number in (1, 2):
        intercept(sqs, fault, fault)
        sqs_queue.queue.send(envelopes(number))

    assert len(sqs_queue.receive()) == 3


def test_only_failed_entries_are_sent_again(sqs_queue: QueueUnderTest, sqs: "SQSClient", behind: "SQSClient") -> None:
    """If SQS accepts a part of a batch, only the failed entries are sent again."""
    interception = intercept(sqs, taking(behind, "1", "4"), taking(behind, "0"), operation=SEND)

    sqs_queue.queue.send(envelopes(6))

    assert [entry_ids(request) for request in interception.requests] == [
        ["0", "1", "2", "3", "4", "5"],
        ["0", "2", "3", "5"],
        ["2", "3", "5"],
    ]
    bodies = [message.body for message in sqs_queue.receive()]
    assert sorted(bodies) == sorted(each.encode() for each in envelopes(6))


def test_entry_that_always_fails_is_a_passing_error(
    sqs_queue: QueueUnderTest, sqs: "SQSClient", behind: "SQSClient"
) -> None:
    """If an entry fails at every attempt, the send fails, although other entries are queued."""
    interception = intercept(sqs, always=taking(behind, "0", "2"), operation=SEND)

    with pytest.raises(PassingError):
        sqs_queue.queue.send(envelopes(3))
    first, *others = [entry_ids(request) for request in interception.requests]
    assert first == ["0", "1", "2"]
    assert others == [["1"]] * len(others)
    assert len(others) >= 3
    assert len(sqs_queue.receive()) == 2


def test_failed_entries_are_left_some_time(
    sqs_queue: QueueUnderTest, sqs: "SQSClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Retries of failed entries wait longer each time, within the caller's timeout."""
    clock = PassingTime(monkeypatch)
    intercept(sqs, always=answered(200, {"Successful": [], "Failed": []}), operation=SEND)

    with pytest.raises(PassingError):
        sqs_queue.queue.send(envelopes(2))

    assert clock.pauses == sorted(set(clock.pauses))
    assert 2 < sum(clock.pauses) <= 4


@pytest.mark.parametrize("number", [2, 1_000])
def test_no_call_begins_after_the_deadline(
    sqs_queue: QueueUnderTest, sqs: "SQSClient", monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """However slow and many the calls are, the last one begins early enough to be answered."""
    clock = PassingTime(monkeypatch)

    def slow(request: AWSPreparedRequest) -> AWSResponse | None:
        clock.now += 1.5
        confirmed = [{"Id": entry_id} for entry_id in entry_ids(document(request))] if number > 2 else []
        return answered(200, {"Successful": confirmed})(request)

    interception = intercept(sqs, always=slow, operation=SEND)
    with pytest.raises(PassingError):
        sqs_queue.queue.send(envelopes(number))
    assert len(interception.requests) == 3


def test_only_what_is_confirmed_counts(sqs_queue: QueueUnderTest, sqs: "SQSClient") -> None:
    """An entry that the answer does not name as successful is not confirmed."""
    intercept(sqs, always=answered(200, {}), operation=SEND)

    with pytest.raises(PassingError):
        sqs_queue.queue.send(envelopes(2))


@pytest.mark.parametrize("number", [11, 12])
def test_any_call_that_fails_fails_the_send(sqs_queue: QueueUnderTest, sqs: "SQSClient", number: int) -> None:
    """A send fails if any of its calls fails, although earlier calls succeeded."""
    interception = intercept(sqs, let_through, always=refused("InternalServerError", 500))

    with pytest.raises(PassingError):
        sqs_queue.queue.send(envelopes(number))

    interception.always = None
    assert len(sqs_queue.receive()) == 10


def test_batches_keep_sqs_limits(sqs_queue: QueueUnderTest, sqs: "SQSClient") -> None:
    """No call has more than ten entries, more than 256 KiB, or an id twice."""
    interception = intercept(sqs, operation=SEND)

    sqs_queue.queue.send([*envelopes(23), *envelopes(7, text="x" * 80_000), *envelopes(3)])

    assert len(sqs_queue.receive()) == 33
    assert interception.requests
    for request in interception.requests:
        assert 1 <= len(request["Entries"]) <= 10
        assert sum(len(each["MessageBody"].encode()) for each in request["Entries"]) <= 262_144
        assert len(set(entry_ids(request))) == len(request["Entries"])


def test_tenant_is_the_message_group(sqs_queue: QueueUnderTest, sqs: "SQSClient") -> None:
    """Every message has its tenant as its message group, as fair queueing requires."""
    interception = intercept(sqs)

    sqs_queue.queue.send([envelope(entry(tenant_id="acme")), envelope(entry(tenant_id="umbra"))])
    sqs_queue.queue.send([envelope(entry(tenant_id="umbra"))])
    sqs_queue.dead_letter_queue.bury(envelope(entry(tenant_id="acme")), "item_refused")

    messages = [each for request in interception.requests for each in request.get("Entries", [request])]
    assert [each["MessageGroupId"] for each in messages] == ["acme", "umbra", "umbra", "acme"]


def test_delays_go_ten_to_a_call(sqs_queue: QueueUnderTest, sqs: "SQSClient") -> None:
    """If one call fails, the other calls' messages are delayed, and it is a passing error."""
    sqs_queue.queue.send(envelopes(23))
    received = sqs_queue.receive()
    interception = intercept(sqs, refused("AccessDeniedException"), operation="ChangeMessageVisibilityBatch")

    with pytest.raises(PassingError, match="AccessDenied"):
        sqs_queue.queue.delay({message.receipt: 30 for message in received})

    assert [len(request["Entries"]) for request in interception.requests] == [10, 10, 3]
    sqs_queue.let_pass(30)
    assert len(sqs_queue.receive()) == 13


def test_delay_that_sqs_refuses_once_is_asked_for_again(
    sqs_queue: QueueUnderTest, sqs: "SQSClient", behind: "SQSClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    """A delay that SQS refuses is tried again, unless the request itself is invalid."""
    PassingTime(monkeypatch)
    sqs_queue.queue.send(envelopes(3))
    received = sqs_queue.receive()

    def in_part(request: AWSPreparedRequest) -> AWSResponse | None:
        asked = document(request)
        behind.change_message_visibility_batch(QueueUrl=asked["QueueUrl"], Entries=asked["Entries"][:1])
        failed = [
            {"Id": "1", "Code": "InternalError", "SenderFault": False},
            {"Id": "2", "Code": "ReceiptHandleIsInvalid", "SenderFault": True},
        ]
        return answered(200, {"Successful": [{"Id": "0"}], "Failed": failed})(request)

    interception = intercept(sqs, in_part, operation="ChangeMessageVisibilityBatch")
    with pytest.raises(PassingError, match="partly_refused"):
        sqs_queue.queue.delay({message.receipt: 30 for message in received})

    assert [entry_ids(request) for request in interception.requests] == [["0", "1", "2"], ["1"]]
    sqs_queue.let_pass(30)
    assert len(sqs_queue.receive()) == 2


def test_delay_that_sqs_does_not_confirm_is_a_passing_error(sqs_queue: QueueUnderTest, sqs: "SQSClient") -> None:
    """A delay that the answer does not confirm is a passing error, and the visibility timeout may stay."""
    sqs_queue.queue.send(envelopes(2))
    received = sqs_queue.receive()
    intercept(sqs, always=answered(200, {"Successful": [{"Id": "0"}]}), operation="ChangeMessageVisibilityBatch")

    with pytest.raises(PassingError, match="partly_refused"):
        sqs_queue.queue.delay({message.receipt: 30 for message in received})


class PassingTime:
    """Time that passes only while the queue's adapter waits, or when a test says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_000.0
        self.pauses: list[float] = []
        own = SimpleNamespace(monotonic=lambda: self.now, sleep=self._sleep)
        monkeypatch.setattr("infrastructure.aws.log_queue.time", own)

    def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


def taking(behind: "SQSClient", *taken: str) -> Answer:
    """Take these entries of a batch, and name the others as failed."""

    def answer(request: AWSPreparedRequest) -> AWSResponse | None:
        asked = document(request)
        good = [each for each in asked["Entries"] if each["Id"] in taken]
        confirmed: Any = (
            behind.send_message_batch(QueueUrl=asked["QueueUrl"], Entries=good)["Successful"] if good else []
        )
        failed = [
            {"Id": each["Id"], "Code": "InternalError", "SenderFault": False}
            for each in asked["Entries"]
            if each["Id"] not in taken
        ]
        return answered(200, {"Successful": confirmed, "Failed": failed})(request)

    return answer


def let_through(_request: AWSPreparedRequest) -> AWSResponse | None:
    """Leave the answer to the service."""
    return None


def entry_ids(request: dict[str, Any]) -> list[str]:
    """Name a batch's entries."""
    return [each["Id"] for each in request["Entries"]]
