"""The queue in SQS."""

import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING

from application.envelope import Envelope
from application.ports.log_queue import LogQueue
from domain.errors import PassingError
from infrastructure.aws.errors import passing_errors

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import (
        ChangeMessageVisibilityBatchRequestEntryTypeDef,
        SendMessageBatchRequestEntryTypeDef,
    )

# A SendMessageBatch takes ten entries and 1 MiB. Like a single message, it stays under the 256 KiB that many tools
# assume.
_BATCH_ENTRIES = 10
_BATCH_BYTES = 262_144
# boto3 does not retry entries that SQS lists as `Failed`. This module retries them until this many seconds after the
# first call: ingest-api has 20 s, and the last call may take 15 s (clients.py).
_LAST_CALL_SECONDS = 4.0
_FIRST_PAUSE_SECONDS = 0.1
# Delays are retried too: otherwise a message stays hidden for the whole visibility timeout.
_DELAY_ATTEMPTS = 4


class SqsLogQueue(LogQueue):
    """A standard queue with the tenant as message group, so that SQS's fair queueing serves tenants in turn."""

    def __init__(self, client: "SQSClient", *, queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def send(self, envelopes: Sequence[Envelope]) -> None:
        last_call = time.monotonic() + _LAST_CALL_SECONDS
        bodies = [(envelope.tenant_id, envelope.encode()) for envelope in envelopes]
        for batch in _batches(bodies):
            if time.monotonic() > last_call:
                raise PassingError("deadline_passed")
            if len(batch) == 1:
                self._send_one(batch[0])
            else:
                self._send_batch(batch, last_call)

    def check(self) -> None:
        with passing_errors():
            self._client.get_queue_attributes(QueueUrl=self._queue_url, AttributeNames=["QueueArn"])

    def delay(self, seconds: Mapping[str, int]) -> None:
        receipts = list(seconds)
        failure: PassingError | None = None
        for start in range(0, len(receipts), _BATCH_ENTRIES):
            batch = receipts[start : start + _BATCH_ENTRIES]
            try:
                self._delay({receipt: seconds[receipt] for receipt in batch})
            except PassingError as error:
                failure = error
        if failure:
            raise failure

    def _delay(self, seconds: Mapping[str, int]) -> None:
        entries: list[ChangeMessageVisibilityBatchRequestEntryTypeDef] = [
            {"Id": str(number), "ReceiptHandle": receipt, "VisibilityTimeout": pause}
            for number, (receipt, pause) in enumerate(seconds.items())
        ]
        hopeless: set[str] = set()
        for attempt in range(_DELAY_ATTEMPTS):
            if attempt:
                time.sleep(_FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
            with passing_errors():
                answer = self._client.change_message_visibility_batch(QueueUrl=self._queue_url, Entries=entries)
            # A sender fault means that the message was deleted or received again, so a retry is useless.
            done = {entry["Id"] for entry in answer.get("Successful", [])}
            hopeless |= {entry["Id"] for entry in answer.get("Failed", []) if entry["SenderFault"]}
            entries = [entry for entry in entries if entry["Id"] not in done | hopeless]
            if not entries:
                break
        if entries or hopeless:
            raise PassingError("partly_refused")

    def _send_one(self, entry: "SendMessageBatchRequestEntryTypeDef") -> None:
        # The most common case: send_message takes boto3 less CPU than a batch of one.
        with passing_errors():
            self._client.send_message(
                QueueUrl=self._queue_url, MessageBody=entry["MessageBody"], MessageGroupId=entry["MessageGroupId"]
            )

    def _send_batch(self, entries: Sequence["SendMessageBatchRequestEntryTypeDef"], last_call: float) -> None:
        for attempt in count():
            if attempt:
                pause = _FIRST_PAUSE_SECONDS * 2 ** (attempt - 1)
                if time.monotonic() + pause > last_call:
                    raise PassingError("partly_refused")
                time.sleep(pause)
            with passing_errors():
                answer = self._client.send_message_batch(QueueUrl=self._queue_url, Entries=entries)
            # Only entries that SQS lists as successful are queued.
            confirmed = {entry["Id"] for entry in answer.get("Successful", [])}
            entries = [entry for entry in entries if entry["Id"] not in confirmed]
            if not entries:
                return


def _batches(bodies: Sequence[tuple[str, str]]) -> Iterator[list["SendMessageBatchRequestEntryTypeDef"]]:
    batch: list[SendMessageBatchRequestEntryTypeDef] = []
    size = 0
    for tenant_id, body in bodies:
        if batch and (len(batch) == _BATCH_ENTRIES or size + len(body) > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append({"Id": str(len(batch)), "MessageBody": body, "MessageGroupId": tenant_id})
        size += len(body)
    if batch:
        yield batch
