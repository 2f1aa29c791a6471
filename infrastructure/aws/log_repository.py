"""Stored logs in DynamoDB."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, ParamValidationError

from application.ports.log_repository import AddAnswer, LogRepository
from domain.errors import FinalError, PassingError
from domain.processed_log import ProcessedLog
from infrastructure.aws.errors import passing_errors
from infrastructure.aws.log_items import Item, item_of, key_of
from infrastructure.aws.log_reader import DynamoDbLogReader

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import BatchStatementRequestTypeDef

# All that the worker's role may read of a stored log (template.yaml).
_TAG_PROJECTION = "tenant_id, log_id, content_tag"

# What has the id may expire and be deleted between a put and the look at it.
_PUTS = 2

# Statements in a call.
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
# So long logs of a group are added one by one; the others come again, before the worker is stopped for want of time
# (domain.limits.WORKER_REPORT_SECONDS).
_ALONE_SECONDS = 10.0

_BATCH_GET_KEYS = 100
_ATTEMPTS = 4
_FIRST_PAUSE_SECONDS = 0.05


class DynamoDbLogRepository(DynamoDbLogReader, LogRepository):
    """One item a log; the attributes are kept as one JSON string, since DynamoDB's own numbers have 38 digits only.

    Many logs are added in one call, by PartiQL's INSERT: of boto3's CPU a call takes nearly all, and a batch of puts
    knows no conditions. INSERT fails for an id that anything has, so a conditional put decides about such a log.
    """

    def add(self, logs: Sequence[ProcessedLog]) -> Sequence[AddAnswer]:
        # A call may name an item once. A later log of the same id is added after it, and finds the id taken.
        first: dict[str, int] = {}
        for place, log in enumerate(logs):
            first.setdefault(log.log_id, place)
        places = list(first.values())
        answers: dict[int, AddAnswer] = {}
        for start in range(0, len(places), _TOGETHER):
            together = places[start : start + _TOGETHER]
            if len(together) > 1:
                answers.update(self._insert({place: logs[place] for place in together}))
        until = self._clock.monotonic() + _ALONE_SECONDS
        for place, log in enumerate(logs):
            if place not in answers:
                answers[place] = self._add_alone(log) if self._clock.monotonic() <= until else PassingError("busy")
        return [answers[place] for place in range(len(logs))]

    def _insert(self, logs: Mapping[int, ProcessedLog]) -> dict[int, PassingError | FinalError | None]:
        """What became of logs that were added in one call, without those that must be added alone."""
        left = {place: self._statement(log) for place, log in logs.items()}
        answers: dict[int, PassingError | FinalError | None] = {}
        for attempt in range(_ATTEMPTS):
            if attempt:
                time.sleep(_FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
            try:
                with _refusals():
                    responses = self._client.batch_execute_statement(Statements=list(left.values()))["Responses"]
            except FinalError:
                # One of the logs is refused; added alone it shows.
                return answers
            codes = {
                place: response["Error"]["Code"] if "Error" in response else None
                for place, response in zip(left, responses, strict=True)
            }
            answers.update((place, _answer(code)) for place, code in codes.items() if code not in {_TAKEN, *_TRY_AGAIN})
            left = {place: left[place] for place, code in codes.items() if code in _TRY_AGAIN}
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
                # A call of its own, because the answer to the put could only hold the whole item with its text.
                holder = self._content_tag(log)
                if holder is not None:
                    return holder
        except (PassingError, FinalError) as error:
            return error
        return PassingError("holder_gone")

    def _put(self, log: ProcessedLog) -> bool:
        """Whether the log's id was free, and the log is stored under it."""
        try:
            with _refusals():
                self._client.put_item(
                    TableName=self._table_name,
                    Item=item_of(log),
                    # The table's time to live deletes late.
                    ConditionExpression="attribute_not_exists(log_id) OR expires_at <= :now",
                    ExpressionAttributeValues={":now": self._now()},
                )
        except PassingError as error:
            if error.reason == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def _content_tag(self, log: ProcessedLog) -> str | None:
        """The tag of the item that has the log's id, if it is still there."""
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
        # A key that stands twice would have the call refused.
        distinct = list(dict.fromkeys(log_ids))
        for start in range(0, len(distinct), _BATCH_GET_KEYS):
            for item in self._batch_get(
                [key_of(tenant_id, log_id) for log_id in distinct[start : start + _BATCH_GET_KEYS]]
            ):
                found[item["log_id"]["S"]] = item["content_tag"]["S"]
        return [found.get(log_id) for log_id in log_ids]

    def _batch_get(self, keys: list[Item]) -> Iterator[Item]:
        """The stored ones of up to 100 keys, without their texts."""
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
    """Raise FinalError where an item is refused for good, and PassingError for any other failed call."""
    with passing_errors():
        try:
            yield
        except ClientError as error:
            if error.response["Error"]["Code"] in {"ValidationException", "SerializationException"}:
                raise FinalError("item_refused") from error
            raise
        except (ParamValidationError, UnicodeEncodeError):
            # From None: the words of these hold the item.
            raise FinalError("item_refused") from None


def _answer(code: str | None) -> PassingError | FinalError | None:
    if code is None:
        return None
    return FinalError("item_refused") if code in _REFUSED else PassingError(code)
