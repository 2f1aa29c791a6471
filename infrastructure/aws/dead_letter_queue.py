"""The dead-letter queue in SQS."""

from typing import TYPE_CHECKING

from application.envelope import Envelope
from application.ports.dead_letter_queue import DeadLetterQueue
from infrastructure.aws.errors import passing_errors

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageRequestTypeDef


class SqsDeadLetterQueue(DeadLetterQueue):
    """Sends the reason as the message attribute `reason`. Messages that SQS itself moves here have none."""

    def __init__(self, client: "SQSClient", *, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def bury(self, envelope: Envelope, reason: str) -> None:
        self.bury_unread(envelope.encode(), envelope.tenant_id, reason)

    def bury_unread(self, body: str, tenant_id: str | None, reason: str) -> None:
        request: SendMessageRequestTypeDef = {
            "QueueUrl": self._queue_url,
            "MessageBody": body,
            "MessageAttributes": {"reason": {"DataType": "String", "StringValue": reason}},
        }
        if tenant_id is not None:
            request["MessageGroupId"] = tenant_id
        with passing_errors():
            self._client.send_message(**request)
