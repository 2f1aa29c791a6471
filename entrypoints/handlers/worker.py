"""The handler of `log-worker`, which processes a batch of queue messages."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from application.process_messages import ProcessMessages, QueuedMessage

SqsHandler = Callable[[Mapping[str, Any], Any], dict[str, Any]]


def worker_handler(process_messages: ProcessMessages) -> SqsHandler:
    """Return a handler that takes an SQS event and answers with a partial batch response."""

    def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        # The embedded run has no context, and its workers have no timeout.
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
