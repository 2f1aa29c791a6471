"""Stored logs in DynamoDB."""

import time
from collections.abc import Iterator, Sequence

from botocore.exceptions import ClientError, ParamValidationError

from application.ports.log_repository import AddAnswer, LogRepository
from domain.errors import FinalError, PassingError
from domain.processed_log import ProcessedLog
from infrastructure.aws.errors import passing_errors
from infrastructure.aws.log_items import Item, item_of, key_of
from infrastructure.aws.log_reader import DynamoDbLogReader

# All that the worker's role may read of a stored log (template.yaml).
_TAG_PROJECTION = "tenant_id, log_id, content_tag"

# What has the id may expire and be deleted between a put and the look at it.
_PUTS = 2

_BATCH_GET_KEYS = 100
_ATTEMPTS = 4
_FIRST_PAUSE_SECONDS = 0.05


class DynamoDbLogRepository(DynamoDbLogReader, LogRepository):
    """One item a log; the attributes are kept as one JSON string, since DynamoDB's own numbers have 38 digits only."""

    def add(self, logs: Sequence[ProcessedLog]) -> Sequence[AddAnswer]:
        answers: list[AddAnswer] = []
        for log in logs:
            try:
                answers.append(self._add(log))
            except (PassingError, FinalError) as error:
                answers.append(error)
        return answers

    def _add(self, log: ProcessedLog) -> str | None:
        for _ in range(_PUTS):
            if self._put(log):
                return None
            # A call of its own, because the answer to the put could only hold the whole item with its text.
            holder = self._content_tag(log)
            if holder is not None:
                return holder
        raise PassingError("holder_gone")

    def _put(self, log: ProcessedLog) -> bool:
        """Whether the log's id was free, and the log is stored under it."""
        with passing_errors():
            try:
                self._client.put_item(
                    TableName=self._table_name,
                    Item=item_of(log),
                    # The table's time to live deletes late.
                    ConditionExpression="attribute_not_exists(log_id) OR expires_at <= :now",
                    ExpressionAttributeValues={":now": self._now()},
                )
            except ClientError as error:
                match error.response["Error"]["Code"]:
                    case "ConditionalCheckFailedException":
                        return False
                    case "ValidationException" | "SerializationException":
                        raise FinalError("item_refused") from error
                raise
            except (ParamValidationError, UnicodeEncodeError):
                # From None: the words of these hold the item.
                raise FinalError("item_refused") from None
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
