"""Storing logs in DynamoDB."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, ParamValidationError

from application.ports.clock import Clock
from application.ports.log_repository import AddAnswer, LogRepository
from domain.errors import FinalError, FinalReason, PassingError
from domain.processed_log import ProcessedLog
from infrastructure.aws.errors import passing_errors
from infrastructure.aws.log_items import Item, current_second, item_of, key_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import BatchStatementRequestTypeDef

# The only attributes of a stored log that the worker's role may read (template.yaml).
_TAG_PROJECTION = "tenant_id, log_id, content_tag"

# Two attempts, because the log that has the id may be deleted between the refused put and the read of its tag.
_PUTS = 2

# DynamoDB's limit of statements per call.
_TOGETHER = 25
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html
_TAKEN = "DuplicateItem"
_REFUSED = {"ValidationError", "ItemCollectionSizeLimitExceeded"}
_TRY_AGAIN = {
    "InternalServerError",
    "ProvisionedThroughputExceeded",
    "RequestLimitExceeded",
    "ThrottlingError",
    "TransactionConflict",
}
# For how long logs of a call are added one by one. Then the rest fail and are redelivered, so that the worker finishes
# in time (domain.limits.WORKER_REPORT_SECONDS).
_ALONE_SECONDS = 10.0

_BATCH_GET_KEYS = 100
_ATTEMPTS = 4
_FIRST_PAUSE_SECONDS = 0.05


class DynamoDbLogRepository(LogRepository):
    """Stores one item per log, with the attributes as a JSON string because DynamoDB's numbers have only 38 digits.

    Many logs are added in one call by PartiQL's INSERT, because nearly all of boto3's CPU time is spent per call, and
    BatchWriteItem supports no conditions. INSERT fails if the id exists, even if that log has expired; such a log is
    then added by a conditional put.
    """

    def __init__(self, client: "DynamoDBClient", *, table_name: str, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._table_name = table_name

    def add(self, logs: Sequence[ProcessedLog]) -> Sequence[AddAnswer]:
        # A call must not contain an id twice. A later log with the same id is added alone afterwards.
        first: dict[str, int] = {}
        for index, log in enumerate(logs):
            first.setdefault(log.log_id, index)
        indices = list(first.values())
        answers: dict[int, AddAnswer] = {}
        for start in range(0, len(indices), _TOGETHER):
            together = indices[start : start + _TOGETHER]
            if len(together) > 1:
                answers.update(self._insert({index: logs[index] for index in together}))
        until = self._clock.monotonic() + _ALONE_SECONDS
        for index, log in enumerate(logs):
            if index not in answers:
                answers[index] = self._add_alone(log) if self._clock.monotonic() <= until else PassingError("busy")
        return [answers[index] for index in range(len(logs))]

    def _insert(self, logs: Mapping[int, ProcessedLog]) -> dict[int, PassingError | FinalError | None]:
        """Add logs in one call; return the answers by index, except for logs that must be added alone."""
        left = {index: self._statement(log) for index, log in logs.items()}
        answers: dict[int, PassingError | FinalError | None] = {}
        for attempt in range(_ATTEMPTS):
            if attempt:
                time.sleep(_FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
            try:
                with _refusals():
                    responses = self._client.batch_execute_statement(Statements=list(left.values()))["Responses"]
            except FinalError:
                # DynamoDB refused one of the logs without saying which: add each alone.
                return answers
            codes = {
                index: response["Error"]["Code"] if "Error" in response else None
                for index, response in zip(left, responses, strict=True)
            }
            answers.update((index, _answer(code)) for index, code in codes.items() if code not in {_TAKEN, *_TRY_AGAIN})
            left = {index: left[index] for index, code in codes.items() if code in _TRY_AGAIN}
            if not left:
                return answers
        return answers | dict.fromkeys(left, PassingError("partly_refused"))

    def _statement(self, log: ProcessedLog) -> "BatchStatementRequestTypeDef":
        item = item_of(log)
        names = ",".join(f"'{name}':?" for name in item)
        return {"Statement": f'INSERT INTO "{self._table_name}" VALUE {{{names}}}', "Parameters": list(item.values())}

    def _add_alone(self, log: ProcessedLog) -> AddAnswer:
        try:
            for _ in range(_PUTS):
                if self._put(log):
                    return None
                # A separate read, because the put could only return the whole item, including its text.
                holder = self._content_tag(log)
                if holder is not None:
                    return holder
        except (PassingError, FinalError) as error:
            return error
        return PassingError("holder_gone")

    def _put(self, log: ProcessedLog) -> bool:
        """Store the log if its id is free. Return whether it was stored."""
        try:
            with _refusals():
                self._client.put_item(
                    TableName=self._table_name,
                    Item=item_of(log),
                    # An expired item counts as free: DynamoDB's time to live deletes items late.
                    ConditionExpression="attribute_not_exists(log_id) OR expires_at <= :now",
                    ExpressionAttributeValues={":now": current_second(self._clock)},
                )
        except PassingError as error:
            if error.reason == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def _content_tag(self, log: ProcessedLog) -> str | None:
        """Return the tag of the item with the log's id, or None if it no longer exists."""
        with passing_errors():
            answer = self._client.get_item(
                TableName=self._table_name,
                Key=key_of(log.tenant_id, log.log_id),
                ConsistentRead=True,
                ProjectionExpression=_TAG_PROJECTION,
            )
        return answer["Item"]["content_tag"]["S"] if "Item" in answer else None

    def content_tags(self, tenant_id: str, log_ids: Sequence[str]) -> Sequence[str | None]:
        found: dict[str, str] = {}
        # DynamoDB refuses a call that contains a key twice.
        distinct = list(dict.fromkeys(log_ids))
        for start in range(0, len(distinct), _BATCH_GET_KEYS):
            for item in self._batch_get(
                [key_of(tenant_id, log_id) for log_id in distinct[start : start + _BATCH_GET_KEYS]]
            ):
                found[item["log_id"]["S"]] = item["content_tag"]["S"]
        return [found.get(log_id) for log_id in log_ids]

    def _batch_get(self, keys: list[Item]) -> Iterator[Item]:
        """Yield the existing items of up to 100 keys, without their texts."""
        for attempt in range(_ATTEMPTS):
            if attempt:
                time.sleep(_FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
            with passing_errors():
                answer = self._client.batch_get_item(
                    RequestItems={
                        self._table_name: {
                            "Keys": keys,
                            "ConsistentRead": True,
                            "ProjectionExpression": _TAG_PROJECTION,
                        }
                    }
                )
            yield from answer["Responses"].get(self._table_name, [])
            unprocessed = answer.get("UnprocessedKeys", {}).get(self._table_name)
            if not unprocessed:
                return
            keys = [dict(key) for key in unprocessed["Keys"]]
        raise PassingError("partly_refused")


@contextmanager
def _refusals() -> Iterator[None]:
    """Raise FinalError if DynamoDB refuses the item itself, and PassingError for any other failed call."""
    with passing_errors():
        try:
            yield
        except ClientError as error:
            if error.response["Error"]["Code"] in {"ValidationException", "SerializationException"}:
                raise FinalError(FinalReason.ITEM_REFUSED) from error
            raise
        except (ParamValidationError, UnicodeEncodeError):
            # `from None`, because the messages of these errors contain the item.
            raise FinalError(FinalReason.ITEM_REFUSED) from None


def _answer(code: str | None) -> PassingError | FinalError | None:
    if code is None:
        return None
    return FinalError(FinalReason.ITEM_REFUSED) if code in _REFUSED else PassingError(code)
