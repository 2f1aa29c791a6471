"""`log-worker`: a batch of queue messages, and which of them must come again."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from application.delay_redelivery import DelayRedelivery, FailedMessage
from application.envelope import UnreadableEnvelope, decode_envelope
from application.process_envelopes import Delivery, ProcessEnvelopes

SqsHandler = Callable[[Mapping[str, Any], Any], dict[str, Any]]

_log = logging.getLogger(__name__)


def worker_handler(process_envelopes: ProcessEnvelopes, delay_redelivery: DelayRedelivery) -> SqsHandler:
    """The handler of `log-worker`: takes an SQS event, answers with a partial batch response.

    It never raises: an exception would have every message of the batch delivered again. A message that cannot be read
    is reported as failed each time, and so ends in the dead-letter queue, whole.
    """

    def handler(event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
        deliveries: list[Delivery] = []
        failed: list[str] = []
        for record in event["Records"]:
            try:
                deliveries.append(_delivery(record))
            except UnreadableEnvelope as error:
                _log.warning("unreadable_message", extra=_about(record) | {"reason": error.reason})
                failed.append(record["messageId"])
        try:
            failed += process_envelopes.process(deliveries)
        except Exception as error:  # noqa: BLE001 - see above; the class alone is logged, its words may hold text
            _log.error("batch_failed", extra={"messages": len(deliveries), "error": type(error).__name__})
            failed += [delivery.message_id for delivery in deliveries]
        delay_redelivery.delay([_failed(record) for record in event["Records"] if record["messageId"] in failed])
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}

    return handler


def _delivery(record: Mapping[str, Any]) -> Delivery:
    return Delivery(
        message_id=record["messageId"],
        receive_count=int(record["attributes"]["ApproximateReceiveCount"]),
        envelope=decode_envelope(record["body"]),
    )


def _failed(record: Mapping[str, Any]) -> FailedMessage:
    return FailedMessage(record["receiptHandle"], int(record["attributes"]["ApproximateReceiveCount"]))


def _about(record: Mapping[str, Any]) -> dict[str, object]:
    attributes = record["attributes"]
    return {
        "message_id": record["messageId"],
        "tenant": attributes.get("MessageGroupId"),
        "attempt": int(attributes["ApproximateReceiveCount"]),
    }
