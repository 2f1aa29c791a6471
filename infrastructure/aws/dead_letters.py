"""Inspecting and emptying the dead-letter queue in SQS."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from application.ports.clock import Clock
from application.ports.dead_letters import DeadLetter, DeadLetters
from domain.errors import PassingError
from infrastructure.aws.errors import passing_errors

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_BATCH = 10
# The visibility timeout of received dead letters. Half of it is enough to renew all messages that a queue can have in
# flight. After a killed process its dead letters stay hidden no longer than this.
_HIDDEN_SECONDS = 600
# SQS asks only some of its servers, so a single empty receive does not mean that the queue is empty.
_EMPTY_RECEIVES = 2
# After this many receives without a wanted letter, a redrive ends, even if new letters keep arriving.
_FRUITLESS_RECEIVES = 20


class SqsDeadLetters(DeadLetters):
    """Receives dead letters one batch after another, because StartMessageMoveTask cannot select a tenant's.

    Letters that must stay are kept hidden until all have been inspected. Otherwise they would be received repeatedly.
    """

    def __init__(self, client: "SQSClient", *, dead_letter_queue_url: str, queue_url: str, clock: Clock) -> None:
        self._client = client
        self._dead = dead_letter_queue_url
        self._queue = queue_url
        self._clock = clock

    def count(self) -> int:
        with passing_errors():
            attributes = self._client.get_queue_attributes(
                QueueUrl=self._dead, AttributeNames=["ApproximateNumberOfMessages"]
            )
        return int(attributes["Attributes"]["ApproximateNumberOfMessages"])

    def sample(self, most: int) -> Sequence[DeadLetter]:
        with self._hidden() as hidden:
            return [_letter(message) for message in islice(self._received(hidden), most)]

    def find(self, message_id: str, looked_at: Callable[[int], object]) -> DeadLetter | None:
        with self._hidden() as hidden:
            for number, message in enumerate(self._received(hidden), 1):
                looked_at(number)
                if message["MessageId"] == message_id:
                    return _letter(message)
        return None

    def redrive(self, tenant_id: str | None, moved: Callable[[int], object]) -> int:
        number = 0
        with self._hidden() as hidden:
            # Skip letters that arrive from now on: a letter that was just moved may fail again and would be moved
            # forever.
            for message in self._received(hidden, until=self._clock.now()):
                letter = _letter(message)
                if tenant_id in (None, letter.tenant_id):
                    self._move(message, letter.tenant_id)
                    hidden.forget(message)
                    number += 1
                    moved(number)
        return number

    def erase(self, tenant_id: str, wanted: Callable[[DeadLetter], bool], looked_at: Callable[[int], object]) -> int:
        erased = 0
        with self._hidden() as hidden:
            for number, message in enumerate(self._received(hidden), 1):
                letter = _letter(message)
                if letter.tenant_id == tenant_id and wanted(letter):
                    with passing_errors():
                        self._client.delete_message(QueueUrl=self._dead, ReceiptHandle=message["ReceiptHandle"])
                    hidden.forget(message)
                    erased += 1
                looked_at(number)
        return erased

    def _received(self, hidden: "_HiddenLetters", until: datetime | None = None) -> Iterator["MessageTypeDef"]:
        """Yield each letter once, only those sent by `until` if it is given, until the queue is empty."""
        seen: set[str] = set()
        empty = fruitless = 0
        while empty < _EMPTY_RECEIVES and fruitless < _FRUITLESS_RECEIVES:
            hidden.renew()
            messages = self._receive()
            hidden.add(messages)
            fresh = [
                message
                for message in messages
                if message["MessageId"] not in seen and (until is None or _letter(message).sent_at <= until)
            ]
            seen.update(message["MessageId"] for message in messages)
            empty = 0 if messages else empty + 1
            fruitless = 0 if fresh else fruitless + 1
            yield from fresh

    def _receive(self) -> Sequence["MessageTypeDef"]:
        with passing_errors():
            answer = self._client.receive_message(
                QueueUrl=self._dead,
                MaxNumberOfMessages=_BATCH,
                WaitTimeSeconds=1,
                VisibilityTimeout=_HIDDEN_SECONDS,
                MessageSystemAttributeNames=["SentTimestamp", "MessageGroupId"],
                MessageAttributeNames=["reason"],
            )
        return answer.get("Messages", [])

    def _move(self, message: "MessageTypeDef", tenant_id: str | None) -> None:
        with passing_errors():
            if tenant_id is None:
                self._client.send_message(QueueUrl=self._queue, MessageBody=message["Body"])
            else:
                self._client.send_message(QueueUrl=self._queue, MessageBody=message["Body"], MessageGroupId=tenant_id)
            # Delete after sending: a message in both queues is harmless, but one in neither would be lost.
            self._client.delete_message(QueueUrl=self._dead, ReceiptHandle=message["ReceiptHandle"])

    @contextmanager
    def _hidden(self) -> Iterator["_HiddenLetters"]:
        hidden = _HiddenLetters(self._client, self._dead, self._clock)
        try:
            yield hidden
        finally:
            hidden.release()


class _HiddenLetters:
    """Received letters, hidden from all receivers until they are released."""

    def __init__(self, client: "SQSClient", queue_url: str, clock: Clock) -> None:
        self._client = client
        self._queue_url = queue_url
        self._clock = clock
        # Message id: receipt and the time of hiding, oldest first.
        self._receipts: dict[str, tuple[str, float]] = {}

    def add(self, messages: Sequence["MessageTypeDef"]) -> None:
        now = self._clock.monotonic()
        for message in messages:
            self.forget(message)
            self._receipts[message["MessageId"]] = (message["ReceiptHandle"], now)

    def forget(self, message: "MessageTypeDef") -> None:
        """Forget a message that was deleted."""
        self._receipts.pop(message["MessageId"], None)

    def renew(self) -> None:
        """Extend the hiding of letters whose time is half over. Raises PassingError."""
        now = self._clock.monotonic()
        while due := [
            (message_id, receipt)
            for message_id, (receipt, since) in islice(self._receipts.items(), _BATCH)
            if now - since > _HIDDEN_SECONDS / 2
        ]:
            self._hide(due, _HIDDEN_SECONDS)
            for message_id, receipt in due:
                del self._receipts[message_id]
                self._receipts[message_id] = (receipt, now)

    def release(self) -> None:
        """Make all letters visible again. If a call fails, they become visible when their timeout ends."""
        with suppress(PassingError):
            waiting = iter([(message_id, receipt) for message_id, (receipt, _) in self._receipts.items()])
            while batch := list(islice(waiting, _BATCH)):
                self._hide(batch, 0)

    def _hide(self, batch: Sequence[tuple[str, str]], seconds: int) -> None:
        """Set the visibility timeout. Entries that are no longer in flight fail alone, and are visible anyway."""
        with passing_errors():
            self._client.change_message_visibility_batch(
                QueueUrl=self._queue_url,
                Entries=[
                    {"Id": str(index), "ReceiptHandle": receipt, "VisibilityTimeout": seconds}
                    for index, (_, receipt) in enumerate(batch)
                ],
            )


def _letter(message: "MessageTypeDef") -> DeadLetter:
    attributes = message.get("Attributes", {})
    reason = message.get("MessageAttributes", {}).get("reason")
    return DeadLetter(
        message_id=message["MessageId"],
        tenant_id=attributes.get("MessageGroupId"),
        sent_at=datetime.fromtimestamp(int(attributes["SentTimestamp"]) / 1000, UTC),
        reason=reason.get("StringValue") if reason else None,
        body=message["Body"],
    )
