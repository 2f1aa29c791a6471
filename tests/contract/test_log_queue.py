"""The contract of LogQueue and DeadLetterQueue."""

import re
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from application.envelope import Envelope, decode_envelope
from application.ports.log_queue import MAX_DELAY_SECONDS
from domain.errors import LimitExceeded, PassingError
from domain.limits import MAX_ENVELOPE_BYTES
from tests.contract.queues import MAX_RECEIVE_COUNT, VISIBILITY_TIMEOUT_SECONDS, QueueUnderTest
from tests.contract.records import HARD_ATTRIBUTES, HARD_TEXT, entry, envelope, envelope_of, envelopes
from tests.fakes.log_queue import ReceivedMessage

# SQS takes no other characters in a body, and MessageGroupId takes these.
SQS_BODY = re.compile(r"[\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")
SQS_GROUP_ID = re.compile(r"[A-Za-z0-9!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]{1,128}")

HARD_ENTRY = replace(entry(text=HARD_TEXT), attributes=HARD_ATTRIBUTES)
ENVELOPES = {
    "plain": envelope(),
    "hard text": envelope(HARD_ENTRY),
    "several logs": envelope(*(entry(str(number), text=f"text {number}") for number in range(50))),
    "longest ids": envelope(entry("i" * 128, tenant_id="t" * 63)),
    "every id character": envelope(entry("aZ09._:-", tenant_id="aZ09._-")),
    "microseconds": envelope(replace(entry(), received_at=entry().received_at + timedelta(microseconds=1))),
    "plain text": envelope(replace(entry(), source="text")),
    "traced": replace(envelope(), traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    "largest": envelope_of(MAX_ENVELOPE_BYTES),
}


@pytest.mark.parametrize("sent", ENVELOPES.values(), ids=ENVELOPES)
def test_sent_envelope_is_received_as_it_was(queue: QueueUnderTest, sent: Envelope) -> None:
    """An envelope is received with every field unchanged, in its tenant's group, with a receive count of 1."""
    queue.queue.send([sent])

    (message,) = queue.receive()

    assert decode_envelope(message.body) == sent
    assert message.group_id == sent.tenant_id
    assert message.receive_count == 1


@pytest.mark.parametrize("sent", ENVELOPES.values(), ids=ENVELOPES)
def test_body_is_what_every_queue_takes(queue: QueueUnderTest, sent: Envelope) -> None:
    """Body and group consist of ASCII characters that SQS accepts."""
    queue.queue.send([sent])

    (message,) = queue.receive()

    assert message.body.isascii()
    assert SQS_BODY.fullmatch(message.body)
    assert SQS_GROUP_ID.fullmatch(message.group_id)


def test_sending_nothing_is_harmless(queue: QueueUnderTest) -> None:
    """Sending no envelopes queues nothing."""
    queue.queue.send([])

    assert queue.receive() == []


@pytest.mark.parametrize("number", [1, 10, 11, 25])
def test_every_envelope_of_a_send_arrives(queue: QueueUnderTest, number: int) -> None:
    """All envelopes of a send arrive, each as a message of its own."""
    queue.queue.send(envelopes(number))

    messages = queue.receive()

    assert sorted(log_ids(messages), key=int) == [str(index) for index in range(number)]
    assert len({message.message_id for message in messages}) == number


def test_every_envelope_of_a_large_send_arrives(queue: QueueUnderTest) -> None:
    """All envelopes of a send arrive, however large they are together."""
    sent = [envelope_of(MAX_ENVELOPE_BYTES), *envelopes(4, text="x" * 100_000), envelope_of(MAX_ENVELOPE_BYTES)]
    queue.queue.send(sent)

    assert Counter(message.body for message in queue.receive()) == Counter(each.encode() for each in sent)


def test_envelopes_of_several_tenants_arrive_under_their_own(queue: QueueUnderTest) -> None:
    """In a send for several tenants, each envelope is in the group of its own tenant."""
    tenants = ["acme", "umbra", "ACME", "acme-1"]
    queue.queue.send([envelope(entry(tenant_id=tenant)) for tenant in tenants])

    messages = queue.receive()

    assert sorted(message.group_id for message in messages) == sorted(tenants)
    assert all(decode_envelope(message.body).tenant_id == message.group_id for message in messages)


def test_receiving_takes_no_more_than_asked(queue: QueueUnderTest) -> None:
    """No more messages are received than requested; the rest stay for the next receive."""
    queue.queue.send(envelopes(5))

    first, second, third = queue.receive(2), queue.receive(2), queue.receive(2)

    assert [len(first), len(second), len(third)] == [2, 2, 1]
    assert sorted(log_ids([*first, *second, *third])) == ["0", "1", "2", "3", "4"]


def test_message_in_flight_is_not_delivered(queue: QueueUnderTest) -> None:
    """A received message is not delivered again before its visibility timeout ends."""
    queue.queue.send(envelopes(3))
    queue.receive()

    assert queue.receive() == []


def test_message_not_deleted_comes_again(queue: QueueUnderTest) -> None:
    """A message that is not deleted is delivered again, unchanged, with a receive count one higher."""
    queue.queue.send(envelopes(3))
    done, *left = queue.receive()
    queue.delete([done])
    queue.end_visibility_timeout()

    again = queue.receive()

    assert by_id(again) == {message.message_id: (message.body, 2) for message in left}


def test_deleted_message_never_comes_back(queue: QueueUnderTest) -> None:
    """A deleted message is never delivered again and does not become a dead letter."""
    queue.queue.send(envelopes(12))
    queue.delete(queue.receive())

    for _ in range(MAX_RECEIVE_COUNT + 1):
        queue.end_visibility_timeout()
        assert queue.receive() == []
    assert queue.dead_letters() == []


def test_message_received_too_often_is_a_dead_letter(queue: QueueUnderTest) -> None:
    """A message becomes a dead letter, unchanged, after the number of receives in template.yaml."""
    sent = envelope(HARD_ENTRY)
    queue.queue.send([sent])

    counts = []
    while messages := queue.receive():
        counts += [message.receive_count for message in messages]
        queue.end_visibility_timeout()

    assert counts == list(range(1, MAX_RECEIVE_COUNT + 1))
    (letter,) = queue.dead_letters()
    assert letter.envelope == sent
    assert letter.group_id == sent.tenant_id
    queue.end_visibility_timeout()
    assert queue.receive() == []


def test_dead_letter_costs_its_neighbours_nothing(queue: QueueUnderTest) -> None:
    """Other messages are delivered while one becomes a dead letter."""
    queue.queue.send([envelope(entry("poison"))])
    for _ in range(MAX_RECEIVE_COUNT):
        queue.receive()
        queue.end_visibility_timeout()
    queue.queue.send([envelope(entry("good"))])

    assert log_ids([*queue.receive(), *queue.receive()]) == ["good"]
    assert [letter.envelope for letter in queue.dead_letters()] == [envelope(entry("poison"))]


@pytest.mark.parametrize("sent", ENVELOPES.values(), ids=ENVELOPES)
def test_buried_envelope_is_kept_with_its_reason(queue: QueueUnderTest, sent: Envelope) -> None:
    """A buried envelope is immediately a dead letter, unchanged, with tenant and reason, and is never delivered."""
    queue.dead_letter_queue.bury(sent, "item_refused")

    (letter,) = queue.dead_letters()
    assert letter.envelope == sent
    assert (letter.group_id, letter.reason) == (sent.tenant_id, "item_refused")
    assert queue.receive() == []


def test_each_buried_envelope_is_kept(queue: QueueUnderTest) -> None:
    """An envelope that is buried twice, with two reasons, is two dead letters."""
    for reason in ("first", "second"):
        queue.dead_letter_queue.bury(envelope(), reason)

    assert sorted(str(letter.reason) for letter in queue.dead_letters()) == ["first", "second"]


@pytest.mark.parametrize("group", ["acme", None])
@pytest.mark.parametrize("body", ["not json", '{"schema":"another"}', "é", "x" * MAX_ENVELOPE_BYTES])
def test_unread_message_is_buried_as_it_came(queue: QueueUnderTest, body: str, group: str | None) -> None:
    """A message that is not an envelope becomes a dead letter with its exact text, reason and group."""
    queue.dead_letter_queue.bury_unread(body, group, "not_json")

    (letter,) = queue.dead_letters()
    assert (letter.body, letter.group_id, letter.reason) == (body, group or "", "not_json")
    assert queue.receive() == []


def test_too_large_envelope_queues_nothing(queue: QueueUnderTest) -> None:
    """If one envelope of a send is a byte too large, LimitExceeded is raised and none is queued."""
    too_large = envelope_of(MAX_ENVELOPE_BYTES)
    (only,) = too_large.entries
    too_large = envelope(replace(only, text=only.text + "x"))

    with pytest.raises(LimitExceeded, match="envelope_too_large"):
        queue.queue.send([*envelopes(12), too_large, envelope()])
    assert queue.receive() == []


def test_queue_that_cannot_answer_is_a_passing_error(queue: QueueUnderTest) -> None:
    """Sending and burying raise PassingError if the queue cannot confirm."""
    queue.break_down()

    with pytest.raises(PassingError):
        queue.queue.send([envelope()])
    with pytest.raises(PassingError):
        queue.dead_letter_queue.bury(envelope(), "item_refused")
    with pytest.raises(PassingError):
        queue.dead_letter_queue.bury_unread("not json", "acme", "not_json")


def test_delayed_message_comes_again_after_its_delay(queue: QueueUnderTest) -> None:
    """Each delayed message comes again after its own delay, unchanged, with a higher receive count."""
    queue.queue.send(envelopes(25))
    received = {int(log_ids([message])[0]): message for message in queue.receive()}
    queue.queue.delay({message.receipt: 30 * (number + 1) for number, message in received.items()})

    queue.let_pass(29)
    assert queue.receive() == []
    for number in range(25):
        queue.let_pass(1)
        (message,) = queue.receive()
        assert (message.body, message.receive_count) == (received[number].body, 2)
        assert message.message_id == received[number].message_id
        queue.delete([message])
        queue.let_pass(29)


def test_message_delayed_by_nothing_comes_again_at_once(queue: QueueUnderTest) -> None:
    """A message with a delay of 0 seconds comes again at once."""
    queue.queue.send([envelope()])
    (message,) = queue.receive()

    queue.queue.delay({message.receipt: 0})
    queue.let_pass(0)

    assert [again.message_id for again in queue.receive()] == [message.message_id]


def test_message_may_be_delayed_beyond_its_visibility_timeout(queue: QueueUnderTest) -> None:
    """A delay replaces the visibility timeout, also if it is longer."""
    queue.queue.send([envelope()])
    (message,) = queue.receive()

    queue.queue.delay({message.receipt: MAX_DELAY_SECONDS})

    queue.let_pass(MAX_DELAY_SECONDS - 1)
    assert queue.receive() == []
    queue.let_pass(1)
    assert len(queue.receive()) == 1


def test_message_that_is_not_delayed_keeps_its_visibility_timeout(queue: QueueUnderTest) -> None:
    """A delay affects only the named messages, and delaying no message has no effect."""
    queue.queue.send(envelopes(2))
    delayed, other = queue.receive()
    queue.queue.delay({delayed.receipt: 30})
    queue.queue.delay({})

    queue.let_pass(31)
    assert [message.message_id for message in queue.receive()] == [delayed.message_id]
    queue.let_pass(VISIBILITY_TIMEOUT_SECONDS - 31)
    assert [message.message_id for message in queue.receive()] == [other.message_id]


def test_delay_is_no_receive(queue: QueueUnderTest) -> None:
    """Delays do not change how often a message is received before it becomes a dead letter."""
    queue.queue.send([envelope()])

    counts = []
    while messages := queue.receive():
        counts += [message.receive_count for message in messages]
        queue.queue.delay({message.receipt: 30 for message in messages})
        queue.let_pass(30)

    assert counts == list(range(1, MAX_RECEIVE_COUNT + 1))
    assert len(queue.dead_letters()) == 1


def test_delaying_a_deleted_message_brings_nothing_back(queue: QueueUnderTest) -> None:
    """Delaying a deleted message does not restore it, and the others are delayed."""
    queue.queue.send(envelopes(12))
    deleted, *others = queue.receive()
    queue.delete([deleted])

    with suppress(PassingError):
        queue.queue.delay({message.receipt: 30 for message in (deleted, *others)})

    queue.let_pass(30)
    assert {message.message_id for message in queue.receive()} == {message.message_id for message in others}


def test_check_is_quiet_while_the_queue_answers(queue: QueueUnderTest) -> None:
    """A check of a working queue succeeds, empty or not, and changes no message."""
    queue.queue.check()
    queue.queue.send(envelopes(2))
    queue.queue.check()

    assert [message.receive_count for message in queue.receive()] == [1, 1]


def test_check_fails_where_a_send_would(queue: QueueUnderTest) -> None:
    """A check raises PassingError if the queue is unavailable."""
    queue.break_down()

    with pytest.raises(PassingError):
        queue.queue.check()


def test_queue_that_cannot_delay_keeps_the_message(queue: QueueUnderTest) -> None:
    """If the queue cannot delay messages, it raises PassingError."""
    queue.queue.send([envelope()])
    (message,) = queue.receive()
    queue.break_down()

    with pytest.raises(PassingError):
        queue.queue.delay({message.receipt: 30})


def test_loud_tenant_delays_no_other(queue_in_process: QueueUnderTest) -> None:
    """Three messages of one tenant do not wait behind 500 of another for more than a batch."""
    queue_in_process.queue.send(envelopes(500, tenant_id="loud"))
    queue_in_process.queue.send(envelopes(3, tenant_id="quiet"))

    groups = Counter(message.group_id for message in queue_in_process.receive(10))

    assert groups == {"loud": 7, "quiet": 3}


def test_every_tenant_gets_its_turn(queue_in_process: QueueUnderTest) -> None:
    """If more tenants wait than fit into a batch, each is served before any is served again."""
    tenants = [f"tenant-{number}" for number in range(7)]
    for tenant in tenants:
        queue_in_process.queue.send(envelopes(3, tenant_id=tenant))

    served = [message.group_id for _ in range(7) for message in queue_in_process.receive(3)]

    assert [set(served[start : start + 7]) for start in (0, 7, 14)] == [set(tenants)] * 3


def test_message_goes_to_one_of_many_consumers(queue_in_process: QueueUnderTest) -> None:
    """Several consumers never receive the same message at the same time, and together they receive all."""
    queue_in_process.queue.send(envelopes(200))

    with ThreadPoolExecutor(max_workers=4) as threads:
        batches = list(threads.map(lambda _: queue_in_process.receive(10), range(20)))

    received = [message for batch in batches for message in batch]
    assert sorted(log_ids(received), key=int) == [str(index) for index in range(200)]


def log_ids(messages: Sequence[ReceivedMessage]) -> list[str]:
    """Name the logs."""
    return [each.log_id for message in messages for each in decode_envelope(message.body).entries]


def by_id(messages: Sequence[ReceivedMessage]) -> dict[str, tuple[str, int]]:
    """Bodies and receive counts, whatever the order."""
    return {message.message_id: (message.body, message.receive_count) for message in messages}
