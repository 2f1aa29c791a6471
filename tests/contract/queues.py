"""Queues under test: the two ports, and the consumer's operations, which the Lambda service performs on AWS."""

import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from application.ports.dead_letter_queue import DeadLetterQueue
from application.ports.log_queue import LogQueue
from domain.errors import PassingError
from infrastructure.aws.dead_letter_queue import SqsDeadLetterQueue
from infrastructure.aws.log_queue import SqsLogQueue
from infrastructure.embedded.log_queue import SqliteLogQueue
from tests.contract.aws import ENDPOINT, create_queues, intercept, refused
from tests.fakes.clock import ManualClock
from tests.fakes.dead_letter_queue import DeadLetter
from tests.fakes.log_queue import InMemoryLogQueue, ReceivedMessage
from tests.simulation.environment import quiet_environment
from tests.simulation.ports.dead_letter_queue import SimulatedDeadLetterQueue
from tests.simulation.ports.log_queue import SimulatedLogQueue

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

# The values of template.yaml. A test of the template compares them.
MAX_RECEIVE_COUNT = 8
VISIBILITY_TIMEOUT_SECONDS = 5_400


class QueueUnderTest(ABC):
    """A queue with its dead-letter queue, and the operations of a consumer."""

    def __init__(self, queue: LogQueue, dead_letter_queue: DeadLetterQueue) -> None:
        self.queue = queue
        self.dead_letter_queue = dead_letter_queue

    @abstractmethod
    def receive(self, max_messages: int = 100) -> Sequence[ReceivedMessage]:
        """Receive up to this number of visible messages."""

    @abstractmethod
    def delete(self, messages: Sequence[ReceivedMessage]) -> None:
        """Report messages as done."""

    @abstractmethod
    def let_pass(self, seconds: float) -> None:
        """Let this much time pass."""

    def end_visibility_timeout(self) -> None:
        """Let enough time pass that all messages in flight become visible again."""
        self.let_pass(VISIBILITY_TIMEOUT_SECONDS)

    @abstractmethod
    def dead_letters(self) -> Sequence[DeadLetter]:
        """Return the dead letters in the order of arrival."""

    @abstractmethod
    def break_down(self) -> None:
        """Make the queue fail."""


class InMemoryQueueUnderTest(QueueUnderTest):
    """The fakes."""

    def __init__(self) -> None:
        self._clock = ManualClock()
        self._queue = InMemoryLogQueue(
            clock=self._clock,
            visibility_timeout_seconds=VISIBILITY_TIMEOUT_SECONDS,
            max_receive_count=MAX_RECEIVE_COUNT,
        )
        super().__init__(self._queue, self._queue.dead_letters)

    def receive(self, max_messages: int = 100) -> Sequence[ReceivedMessage]:
        """Receive from the fake."""
        return self._queue.receive(max_messages)

    def delete(self, messages: Sequence[ReceivedMessage]) -> None:
        """Delete the messages by their receipts."""
        self._queue.delete([message.receipt for message in messages])

    def let_pass(self, seconds: float) -> None:
        """Advance the clock."""
        self._clock.advance(seconds)

    def dead_letters(self) -> Sequence[DeadLetter]:
        """Return the dead letters of the fake."""
        return self._queue.dead_letters.letters

    def break_down(self) -> None:
        """Set `failure`."""
        self._queue.failure = self._queue.dead_letters.failure = PassingError()


class SimulatedQueueUnderTest(QueueUnderTest):
    """The queue of the simulation, without faults."""

    def __init__(self) -> None:
        self._environment = quiet_environment(
            visibility_timeout=VISIBILITY_TIMEOUT_SECONDS * 1_000, max_receive_count=MAX_RECEIVE_COUNT
        )
        self._dead_letters = SimulatedDeadLetterQueue(self._environment)
        self._queue = SimulatedLogQueue(self._environment, self._dead_letters)
        super().__init__(self._queue, self._dead_letters)

    def receive(self, max_messages: int = 100) -> Sequence[ReceivedMessage]:
        """Receive like the simulated Lambda service."""
        return [
            ReceivedMessage(
                delivery.message.message_id,
                delivery.message.group_id,
                delivery.message.body,
                delivery.receive_count,
                delivery.receipt,
            )
            for delivery in self._queue.receive(max_messages)
        ]

    def delete(self, messages: Sequence[ReceivedMessage]) -> None:
        """Delete the messages by their receipts."""
        self._queue.delete([message.receipt for message in messages])

    def let_pass(self, seconds: float) -> None:
        """Let virtual time pass."""
        self._environment.scheduler.now += round(seconds * 1_000)

    def dead_letters(self) -> Sequence[DeadLetter]:
        """Return the dead letters of the simulation."""
        return self._dead_letters.letters

    def break_down(self) -> None:
        """Set `failure`."""
        self._queue.failure = self._dead_letters.failure = PassingError()


class SqliteQueueUnderTest(QueueUnderTest):
    """Reads the dead letters directly from the file, on a connection of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._clock = ManualClock()
        self._queue = SqliteLogQueue(
            path,
            clock=self._clock,
            visibility_timeout_seconds=VISIBILITY_TIMEOUT_SECONDS,
            max_receive_count=MAX_RECEIVE_COUNT,
        )
        super().__init__(self._queue, self._queue)

    def receive(self, max_messages: int = 100) -> Sequence[ReceivedMessage]:
        """Receive without waiting."""
        return [
            ReceivedMessage(
                message.message_id, message.group_id, message.body, message.receive_count, message.receipt_handle
            )
            for message in self._queue.receive(max_messages)
        ]

    def delete(self, messages: Sequence[ReceivedMessage]) -> None:
        """Delete the messages by their receipts."""
        self._queue.delete([message.receipt for message in messages])

    def let_pass(self, seconds: float) -> None:
        """Advance the clock."""
        self._clock.advance(seconds)

    def dead_letters(self) -> Sequence[DeadLetter]:
        """Read the table."""
        with closing(sqlite3.connect(self._path)) as connection:
            rows = connection.execute("SELECT group_id, body, reason FROM dead_letters ORDER BY id")
            return [DeadLetter(*row) for row in rows]

    def break_down(self) -> None:
        """Close the file, so that every call fails."""
        self._queue.close()

    def close(self) -> None:
        """Close the file."""
        self._queue.close()


class SqsQueueUnderTest(QueueUnderTest):
    """The deployed queues in moto, whose clock can be set here."""

    def __init__(self, client: "SQSClient", monkeypatch: pytest.MonkeyPatch) -> None:
        self._client = client
        self._url, self._dead_letter_url = create_queues(client)
        self._milliseconds_ahead = 0.0
        monkeypatch.setattr("moto.sqs.models.unix_time_millis", lambda: time.time() * 1000 + self._milliseconds_ahead)
        super().__init__(
            SqsLogQueue(client, queue_url=self._url), SqsDeadLetterQueue(client, queue_url=self._dead_letter_url)
        )

    def receive(self, max_messages: int = 100) -> Sequence[ReceivedMessage]:
        """Receive with as many calls as needed, because one returns at most ten messages."""
        return list(self._receive(max_messages))

    def delete(self, messages: Sequence[ReceivedMessage]) -> None:
        """Delete the messages one by one."""
        for message in messages:
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message.receipt)

    def let_pass(self, seconds: float) -> None:
        """Advance the clock that moto reads for its queues."""
        if ENDPOINT:
            pytest.skip("an emulator's clock cannot be wound")
        # In moto, a message becomes visible a millisecond late.
        self._milliseconds_ahead += seconds * 1000 + 1

    def dead_letters(self) -> Sequence[DeadLetter]:
        """Receive the dead letters."""
        return [
            DeadLetter(
                message.get("Attributes", {}).get("MessageGroupId", ""),
                message["Body"],
                message["MessageAttributes"]["reason"]["StringValue"] if "MessageAttributes" in message else None,
            )
            for message in self._client.receive_message(
                QueueUrl=self._dead_letter_url,
                MaxNumberOfMessages=10,
                MessageAttributeNames=["All"],
                MessageSystemAttributeNames=["MessageGroupId"],
            ).get("Messages", [])
        ]

    def break_down(self) -> None:
        """Make requests fail like AWS."""
        intercept(self._client, always=refused("ServiceUnavailable", 503))

    def _receive(self, max_messages: int) -> Iterator[ReceivedMessage]:
        while max_messages > 0:
            answer = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=min(max_messages, 10),
                MessageSystemAttributeNames=["MessageGroupId", "ApproximateReceiveCount"],
            )
            for message in (messages := answer.get("Messages", [])):
                attributes = message["Attributes"]
                yield ReceivedMessage(
                    message["MessageId"],
                    attributes["MessageGroupId"],
                    message["Body"],
                    int(attributes["ApproximateReceiveCount"]),
                    message["ReceiptHandle"],
                )
            max_messages = max_messages - len(messages) if messages else 0
