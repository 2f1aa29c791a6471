"""`log-worker`: a batch of queue messages, and which of them must come again."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from application.process_messages import ProcessMessages, QueuedMessage

SqsHandler = Callable[[Mapping[str, Any], Any], dict[str, Any]]


def worker_handler(process_messages: ProcessMessages) -> SqsHandler:
    """The handler of `log-worker`: takes an SQS event, answers with a partial batch response."""

    def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        # The embedded run has no context, and stops no worker.
        seconds_left = context.get_remaining_time_in_millis() / 1_000 if context else math.inf
        failed = process_messages.process([_message(record) for record in event["Records"]], seconds_left=seconds_left)
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
