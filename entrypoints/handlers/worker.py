"""`log-worker`: a batch of queue messages, and which of them must come again."""

from collections.abc import Callable, Mapping
from typing import Any

from application.process_messages import ProcessMessages, QueuedMessage

SqsHandler = Callable[[Mapping[str, Any], Any], dict[str, Any]]


def worker_handler(process_messages: ProcessMessages) -> SqsHandler:
    """The handler of `log-worker`: takes an SQS event, answers with a partial batch response."""

    def handler(event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
        failed = process_messages.process([_message(record) for record in event["Records"]])
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}

    return handler


def _message(record: Mapping[str, Any]) -> QueuedMessage:
    attributes = record["attributes"]
    return QueuedMessage(
        message_id=record["messageId"],
        receipt=record["receiptHandle"],
        receive_count=int(attributes["ApproximateReceiveCount"]),
        tenant_id=attributes.get("MessageGroupId"),
        body=record["body"],
    )
