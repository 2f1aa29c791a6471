from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from application.delay_redelivery import (
    LONGEST_PAUSE_SECONDS,
    LONGEST_RUN_SECONDS,
    LONGEST_SCATTER_SECONDS,
    DelayRedelivery,
    FailedMessage,
    pause_seconds,
    scatter_seconds,
)
from application.ports.log_queue import MAX_DELAY_SECONDS
from domain.errors import PassingError
from tests.fakes.log_queue import InMemoryLogQueue
from tests.fakes.random_source import SeededRandomSource

FRACTIONS = st.floats(0, 1, exclude_max=True)


class RecordingQueue(InMemoryLogQueue):
    """A queue that records the delays."""

    def __init__(self) -> None:
        super().__init__()
        self.delays: dict[str, int] = {}

    def delay(self, seconds: Mapping[str, int]) -> None:
        """Record the delays."""
        super().delay(seconds)
        self.delays |= seconds


def test_pauses_double_from_30_seconds_to_an_hour() -> None:
    """Without the random part a pause is 30 s, then 60, 120 and so on, up to an hour."""
    pauses = [pause_seconds(receive_count, 0) for receive_count in range(1, 10)]
    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


@given(receive_count=st.integers(1, 10**6), fraction=FRACTIONS)
def test_the_random_part_is_at_most_half_of_a_pause(receive_count: int, fraction: float) -> None:
    """A pause is a whole number of seconds between half of its maximum and its maximum, far below the queue's limit."""
    longest = pause_seconds(receive_count, 0)
    assert longest / 2 <= pause_seconds(receive_count, fraction) <= longest <= LONGEST_PAUSE_SECONDS < MAX_DELAY_SECONDS


def test_messages_that_failed_together_get_different_pauses() -> None:
    """Messages that failed together get different pauses, and the same seed gives the same pauses."""
    failed = [FailedMessage(f"receipt-{number}", 5) for number in range(100)]
    pauses = []
    for _ in range(2):
        queue = RecordingQueue()
        DelayRedelivery(queue=queue, random=SeededRandomSource(1)).delay(failed)
        pauses.append(queue.delays)
    assert pauses[0] == pauses[1]
    assert pauses[0].keys() == {message.receipt for message in failed}
    assert len(set(pauses[0].values())) > 50


def test_no_failure_makes_no_call() -> None:
    """A batch without failures makes no call to the queue."""
    queue = RecordingQueue()
    queue.failure = AssertionError()
    DelayRedelivery(queue=queue, random=SeededRandomSource()).delay([])
    assert queue.delays == {}


def test_a_refused_delay_raises_no_error() -> None:
    """If the queue refuses a delay, no error is raised, because the visibility timeout redelivers the message."""
    queue = RecordingQueue()
    queue.failure = PassingError()
    DelayRedelivery(queue=queue, random=SeededRandomSource()).delay([FailedMessage("receipt", 1)])
    assert queue.delays == {}


def test_redelivered_messages_are_scattered_if_the_worker_dies() -> None:
    """Each redelivered message is hidden for a time of its own; a message on its first delivery is left alone."""
    queue = RecordingQueue()
    redelivered = [FailedMessage(f"receipt-{number}", 2) for number in range(100)]
    DelayRedelivery(queue=queue, random=SeededRandomSource()).scatter([*redelivered, FailedMessage("new", 1)])
    assert queue.delays.keys() == {message.receipt for message in redelivered}
    assert len(set(queue.delays.values())) > 90


@given(fraction=FRACTIONS)
def test_scattering_outlasts_every_worker(fraction: float) -> None:
    """Scattered messages become visible between the longest run of a worker and the queue's limit."""
    assert LONGEST_RUN_SECONDS <= scatter_seconds(fraction) <= LONGEST_SCATTER_SECONDS < MAX_DELAY_SECONDS
