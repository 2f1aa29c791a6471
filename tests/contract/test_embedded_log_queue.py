"""The contract of EmbeddedLogQueue, in addition to LogQueue and DeadLetterQueue."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from application.envelope import decode_envelope
from application.ports.embedded_log_queue import EmbeddedLogQueue, LeasedMessage
from domain.errors import PassingError
from infrastructure.embedded.log_queue import SqliteLogQueue
from tests.contract.records import envelopes
from tests.fakes.clock import ManualClock
from tests.fakes.embedded_log_queue import InMemoryEmbeddedLogQueue

VISIBILITY_TIMEOUT_SECONDS = 60
MAX_RECEIVE_COUNT = 3
# More than a message waits that is taken back from a worker that has ended.
SOON_SECONDS = 30


class UnderTest(NamedTuple):
    """A queue, its clock, and how to make it unable to answer."""

    queue: EmbeddedLogQueue
    clock: ManualClock
    break_down: Callable[[], None]


@pytest.fixture(params=["in_memory", "sqlite"])
def under_test(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[UnderTest]:
    """Each adapter in turn, empty."""
    clock = ManualClock()
    if request.param == "in_memory":
        fake = InMemoryEmbeddedLogQueue(
            clock=clock,
            visibility_timeout_seconds=VISIBILITY_TIMEOUT_SECONDS,
            max_receive_count=MAX_RECEIVE_COUNT,
        )
        yield UnderTest(fake, clock, lambda: setattr(fake, "failure", PassingError()))
        return
    sqlite = SqliteLogQueue(
        tmp_path / "queue.sqlite3",
        clock=clock,
        visibility_timeout_seconds=VISIBILITY_TIMEOUT_SECONDS,
        max_receive_count=MAX_RECEIVE_COUNT,
    )
    with closing(sqlite):
        yield UnderTest(sqlite, clock, sqlite.close)


@pytest.fixture
def queue(under_test: UnderTest) -> EmbeddedLogQueue:
    """Each adapter in turn, empty."""
    return under_test.queue


def receipts(messages: Sequence[LeasedMessage]) -> list[str]:
    """Name what was received."""
    return [message.receipt_handle for message in messages]


def test_what_is_collected_is_queued_by_send_collected_alone(queue: EmbeddedLogQueue) -> None:
    """Messages sent within the block stay in its list, and are queued unchanged by `send_collected`."""
    sent = envelopes(3)
    with queue.collecting() as collected:
        queue.send(sent)
    assert (queue.count(), len(collected)) == (0, 3)

    queue.send_collected(collected)

    assert [decode_envelope(message.body) for message in queue.receive(10)] == sent
    assert not any("Hello" in repr(message) for message in collected)


def test_behind_the_block_sending_queues_again(queue: EmbeddedLogQueue) -> None:
    """After the block, sends queue messages again, also if the block raised."""
    with pytest.raises(RuntimeError), queue.collecting():
        raise RuntimeError

    queue.send(envelopes(1))

    assert queue.count() == 1


def test_a_settled_message_is_gone_and_a_failed_one_comes_again(under_test: UnderTest) -> None:
    """A settled message is never received again; a failed one is, after its visibility timeout."""
    queue = under_test.queue
    queue.send(envelopes(2))
    done, failed = queue.receive(10)

    queue.settle(done=[done.receipt_handle], failed=[failed.receipt_handle])

    assert queue.receive(10) == []
    under_test.clock.advance(VISIBILITY_TIMEOUT_SECONDS)
    assert [(each.message_id, each.receive_count) for each in queue.receive(10)] == [(failed.message_id, 2)]
    assert queue.count() == 1


def test_a_superseded_receipt_settles_nothing(under_test: UnderTest) -> None:
    """A receipt has no effect after another worker has received the message."""
    queue = under_test.queue
    queue.send(envelopes(1))
    late = receipts(queue.receive(10))
    under_test.clock.advance(VISIBILITY_TIMEOUT_SECONDS)
    queue.receive(10)

    queue.settle(done=late, failed=[])

    assert queue.count() == 1


def test_what_is_given_back_was_not_received(under_test: UnderTest) -> None:
    """A message that is given back comes again after the pause, and the receive does not count."""
    queue = under_test.queue
    queue.send(envelopes(1))

    for _ in range(2 * MAX_RECEIVE_COUNT):
        (message,) = queue.receive(10)
        assert message.receive_count == 1
        queue.give_back({message.receipt_handle: 5})
        assert queue.receive(10) == []
        under_test.clock.advance(5)

    assert queue.count_dead_letters() == 0


def test_what_an_ended_worker_had_is_received_soon(under_test: UnderTest) -> None:
    """Leases of ended workers end within seconds; leases of other workers stay."""
    queue = under_test.queue
    queue.send(envelopes(1, tenant_id="acme"))
    queue.send(envelopes(1, tenant_id="umbra"))
    (ended,), (other,) = queue.receive(1, worker="a", workers=4), queue.receive(1, worker="b", workers=4)

    queue.take_back(["a"])
    under_test.clock.advance(SOON_SECONDS)

    assert [each.message_id for each in queue.receive(10, worker="c", workers=4)] == [ended.message_id]
    assert ended.message_id != other.message_id


def test_release_makes_everything_visible(queue: EmbeddedLogQueue) -> None:
    """A release makes leased and delayed messages visible at once, and their receives still count."""
    queue.send(envelopes(2))
    delayed, _ = queue.receive(10)
    queue.delay({delayed.receipt_handle: 3_600})
    queue.settle(done=[], failed=[delayed.receipt_handle])

    queue.release()

    assert [each.receive_count for each in queue.receive(10)] == [2, 2]


def test_a_tenant_never_holds_every_worker(queue: EmbeddedLogQueue) -> None:
    """A tenant never occupies all workers, however much it has sent."""
    queue.send(envelopes(20, tenant_id="loud"))
    names = [f"worker-{number}" for number in range(4)]
    held = [name for name in names if queue.receive(1, worker=name, workers=4)]
    assert 0 < len(held) < len(names)

    queue.send(envelopes(1, tenant_id="quiet"))

    free = next(name for name in names if name not in held)
    assert [each.group_id for each in queue.receive(5, worker=free, workers=4)] == ["quiet"]


def test_a_batch_is_filled_up_to_its_bound(queue: EmbeddedLogQueue) -> None:
    """A receive that fills a batch takes only as many messages as are missing."""
    queue.send(envelopes(5))
    first = queue.receive(2, worker="a", workers=4)

    assert len(queue.receive(3, beside=first, worker="a", workers=4)) == 1
    assert queue.receive(2, beside=first, worker="a", workers=4) == []


def test_figures_tell_what_waits(under_test: UnderTest) -> None:
    """The queue reports the number of messages, the age of the oldest one, and the number of dead letters."""
    queue = under_test.queue
    assert (queue.count(), queue.oldest_seconds(), queue.count_dead_letters(), queue.is_idle()) == (0, 0, 0, True)
    queue.send(envelopes(2))
    under_test.clock.advance(7)
    assert (queue.count(), queue.oldest_seconds(), queue.is_idle()) == (2, 7, False)
    queue.receive(10)
    assert (queue.count(), queue.is_idle()) == (2, True)

    queue.bury(envelopes(1)[0], "some_reason")

    assert (queue.count(), queue.count_dead_letters()) == (2, 1)


def test_what_is_received_too_often_is_a_dead_letter(under_test: UnderTest) -> None:
    """After its last receive, a message becomes a dead letter."""
    queue = under_test.queue
    queue.send(envelopes(1))

    for _ in range(MAX_RECEIVE_COUNT + 1):
        queue.receive(10)
        under_test.clock.advance(VISIBILITY_TIMEOUT_SECONDS)

    assert (queue.count(), queue.count_dead_letters()) == (0, 1)


def test_a_queue_that_cannot_answer_says_so(under_test: UnderTest) -> None:
    """Probes, receives and sends raise PassingError if the queue is unavailable."""
    queue = under_test.queue
    queue.probe()
    queue.erase_deleted()
    under_test.break_down()

    for ask in (queue.probe, lambda: queue.receive(1), lambda: queue.send(envelopes(1))):
        with pytest.raises(PassingError):
            ask()
