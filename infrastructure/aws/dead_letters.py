"""The dead-letter queue in SQS, read and emptied."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from application.ports.clock import Clock
from application.ports.dead_letters import DeadLetter, DeadLetters
from infrastructure.aws.errors import passing_errors

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_BATCH = 10
# Long enough to look at a sample, and to move a batch or keep others' letters out of the way.
_LOOKING_SECONDS = 30
_MOVING_SECONDS = 600
# A queue answers from some of its servers only, so nothing found once is not nothing there.
_EMPTY_RECEIVES = 2


class SqsDeadLetters(DeadLetters):
    """By receiving: StartMessageMoveTask cannot tell tenants apart."""

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
        found: dict[str, MessageTypeDef] = {}
        try:
            while len(found) < most and (messages := self._receive(_LOOKING_SECONDS)):
                found.update((message["MessageId"], message) for message in messages)
        finally:
            self._release(list(found.values()))
        return [_letter(message) for message in list(found.values())[:most]]

    def redrive(self, tenant_id: str | None, moved: Callable[[int], object]) -> int:
        began = self._clock.now()
        number = empty = 0
        others: list[MessageTypeDef] = []
        try:
            while empty < _EMPTY_RECEIVES:
                messages = self._receive(_MOVING_SECONDS)
                empty = 0 if messages else empty + 1
                for message in messages:
                    letter = _letter(message)
                    # What has come since may be what was just sent home, and would go round for ever.
                    if letter.sent_at > began or tenant_id not in (None, letter.tenant_id):
                        others.append(message)
                        continue
                    self._move(message, letter.tenant_id)
                    number += 1
                    moved(number)
        finally:
            self._release(others)
        return number

    def _receive(self, hidden_seconds: int) -> Sequence["MessageTypeDef"]:
        with passing_errors():
            answer = self._client.receive_message(
                QueueUrl=self._dead,
                MaxNumberOfMessages=_BATCH,
                WaitTimeSeconds=1,
                VisibilityTimeout=hidden_seconds,
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
            # Only now: a message that is in both queues is stored once, one that is in neither is lost.
            self._client.delete_message(QueueUrl=self._dead, ReceiptHandle=message["ReceiptHandle"])

    def _release(self, messages: Sequence["MessageTypeDef"]) -> None:
        for message in messages:
            with passing_errors():
                self._client.change_message_visibility(
                    QueueUrl=self._dead, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
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
