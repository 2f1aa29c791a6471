"""Checks that moto lacks: requests that AWS's SQS and DynamoDB would refuse are refused before moto gets them.

The rules are those of AWS's documentation:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
"""

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, cast

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from tests.contract.aws import document, refused

if TYPE_CHECKING:
    from botocore.client import BaseClient

MAX_MESSAGE_BYTES = MAX_BATCH_BYTES = 1_048_576
MAX_ITEM_BYTES = 409_600
_MAX_BATCH_ENTRIES = 10
_MAX_GET_KEYS = 100
_MAX_STATEMENTS = 25
_PARAMETER = re.compile(r"'([^']+)':\?")
# The keys of the table and of its index, with the maximum size of a key of their type in bytes.
_KEYS = ((("tenant_id", "tenant_shard"), 2_048), (("log_id", "time_ordinal_log_id"), 1_024))
_MAX_DIGITS = 38
_MAX_DEPTH = 32
_MAX_DELAY_SECONDS = 43_200

_BODY = re.compile(r"[\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
_GROUP_ID = re.compile(r"[A-Za-z0-9!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]{1,128}")
_ENTRY_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
_ATTRIBUTE_NAME = re.compile(r"[A-Za-z0-9_.-]{1,256}")

Rule = Callable[[Mapping[str, Any]], Iterator[str]]


def enforce(client: "BaseClient") -> None:
    """Refuse the client's requests that AWS would refuse, with AWS's own code."""
    rules = _RULES[client.meta.service_model.service_name]

    def enforcing(request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
        operation = cast("bytes", request.headers["X-Amz-Target"]).decode().rpartition(".")[2]
        for code in rules.get(operation, _nothing)(document(request)):
            answer = refused(code)(request)
            # As in `intercept`: moto must not execute the request too.
            request.url = "https://answered.invalid/"
            return answer
        return None

    service = client.meta.service_model.service_id.hyphenize()
    client.meta.events.register_first(f"before-send.{service}", cast("Callable[..., None]", enforcing))


# SQS


def _send_message(request: Mapping[str, Any]) -> Iterator[str]:
    yield from _message(request)
    if _message_bytes(request) > MAX_MESSAGE_BYTES:
        yield "InvalidParameterValue"


def _send_message_batch(request: Mapping[str, Any]) -> Iterator[str]:
    entries = request["Entries"]
    if not entries:
        yield "EmptyBatchRequest"
    if len(entries) > _MAX_BATCH_ENTRIES:
        yield "TooManyEntriesInBatchRequest"
    if len({entry["Id"] for entry in entries}) < len(entries):
        yield "BatchEntryIdsNotDistinct"
    if not all(_ENTRY_ID.fullmatch(entry["Id"]) for entry in entries):
        yield "InvalidBatchEntryId"
    if sum(map(_message_bytes, entries)) > MAX_BATCH_BYTES:
        yield "BatchRequestTooLong"
    for entry in entries:
        # AWS fails such an entry alone. For the entries that we send, failing all of them is equivalent.
        yield from _message(entry)


def _change_message_visibility_batch(request: Mapping[str, Any]) -> Iterator[str]:
    entries = request["Entries"]
    if not entries:
        yield "EmptyBatchRequest"
    if len(entries) > _MAX_BATCH_ENTRIES:
        yield "TooManyEntriesInBatchRequest"
    if not all(0 <= entry["VisibilityTimeout"] <= _MAX_DELAY_SECONDS for entry in entries):
        yield "InvalidParameterValue"


def _message(message: Mapping[str, Any]) -> Iterator[str]:
    if not message["MessageBody"]:
        yield "MissingParameter"
    if not _BODY.fullmatch(message["MessageBody"]):
        yield "InvalidMessageContents"
    if "MessageGroupId" in message and not _GROUP_ID.fullmatch(message["MessageGroupId"]):
        yield "InvalidParameterValue"
    for name, attribute in message.get("MessageAttributes", {}).items():
        value = attribute.get("StringValue", "")
        if not _ATTRIBUTE_NAME.fullmatch(name) or not value or not _BODY.fullmatch(value):
            yield "InvalidParameterValue"


def _message_bytes(message: Mapping[str, Any]) -> int:
    """Return the size of body and attributes: names, types and values."""
    attributes = message.get("MessageAttributes", {})
    return len(message["MessageBody"].encode("utf-8", "surrogatepass")) + sum(
        len(part.encode("utf-8", "surrogatepass"))
        for name, attribute in attributes.items()
        for part in (name, attribute["DataType"], attribute.get("StringValue", ""))
    )


# DynamoDB


def _put_item(request: Mapping[str, Any]) -> Iterator[str]:
    item = request["Item"]
    try:
        size = item_bytes(item)
    except (UnicodeEncodeError, InvalidOperation, ValueError):
        yield "ValidationException"
        return
    if size > MAX_ITEM_BYTES:
        yield "ValidationException"
    yield from _keys(item)


def _keys(item: Mapping[str, Any]) -> Iterator[str]:
    for names, longest in _KEYS:
        for name in names:
            key = item.get(name)
            if key is not None and not 1 <= len(key["S"].encode()) <= longest:
                yield "ValidationException"


def _batch_get_item(request: Mapping[str, Any]) -> Iterator[str]:
    keys = [key for asked in request["RequestItems"].values() for key in asked["Keys"]]
    if not 1 <= len(keys) <= _MAX_GET_KEYS:
        yield "ValidationException"
    if len({str(sorted(key.items())) for key in keys}) < len(keys):
        yield "ValidationException"
    for key in keys:
        yield from _keys(key)


def _batch_execute_statement(request: Mapping[str, Any]) -> Iterator[str]:
    items = [
        dict(zip(_PARAMETER.findall(each["Statement"]), each["Parameters"], strict=True))
        for each in request["Statements"]
    ]
    if not 1 <= len(items) <= _MAX_STATEMENTS or any(len(each["Statement"]) > 8_192 for each in request["Statements"]):
        yield "ValidationException"
    if len({(str(item["tenant_id"]), str(item["log_id"])) for item in items}) < len(items):
        yield "ValidationException"
    for item in items:
        # DynamoDB fails such a statement alone. For the statements that we send, failing all of them is equivalent.
        yield from _put_item({"Item": item})


def item_bytes(item: Mapping[str, Any]) -> int:
    """Return an item's size as DynamoDB counts it: names and values. Raises ValueError for an invalid value."""
    return sum(len(name.encode()) + _value_bytes(value, 1) for name, value in item.items())


def _value_bytes(value: Mapping[str, Any], depth: int) -> int:
    if depth > _MAX_DEPTH:
        raise ValueError("It is nested too deeply.")
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return _number_bytes(content)
        case "B":
            return len(base64.b64decode(content))
        case "BOOL" | "NULL":
            return 1
        case "L":
            return 3 + sum(1 + _value_bytes(element, depth + 1) for element in content)
        case "M":
            return 3 + sum(
                1 + len(name.encode()) + _value_bytes(element, depth + 1) for name, element in content.items()
            )
        case _:
            raise ValueError("We store no sets.")


def _number_bytes(text: str) -> int:
    """Return about a byte for two digits, one for the exponent and one for a sign."""
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError("It is no number.")
    digits = "".join(map(str, number.as_tuple().digits)).strip("0")
    if len(digits) > _MAX_DIGITS or (number and not -130 <= number.adjusted() <= 125):
        raise ValueError("It has too many digits.")
    return (len(digits) + 1) // 2 + 1 + (number < 0)


def _nothing(_request: Mapping[str, Any]) -> Iterator[str]:
    yield from ()


_RULES: dict[str, dict[str, Rule]] = {
    "sqs": {
        "SendMessage": _send_message,
        "SendMessageBatch": _send_message_batch,
        "ChangeMessageVisibilityBatch": _change_message_visibility_batch,
    },
    "dynamodb": {
        "PutItem": _put_item,
        "BatchExecuteStatement": _batch_execute_statement,
        "BatchGetItem": _batch_get_item,
    },
}
