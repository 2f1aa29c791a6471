"""The dead-letter queue in SQS."""

from typing import TYPE_CHECKING

from application.envelope import Envelope
from application.ports.dead_letter_queue import DeadLetterQueue
from infrastructure.aws.errors import passing_errors

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SqsDeadLetterQueue(DeadLetterQueue):
    """The reason travels as the message attribute `reason`; what SQS itself moves here has none."""

    def __init__(self, client: "SQSClient", *, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def bury(self, envelope: Envelope, reason: str) -> None:
        with passing_errors():
            self._client.send_message(
                QueueUrl=self._queue_url,
                MessageBody=envelope.encode(),
                MessageGroupId=envelope.tenant_id,
                MessageAttributes={"reason": {"DataType": "String", "StringValue": reason}},
            )
