"""The checks around moto, which refuse what AWS refuses and nothing else."""

from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError

from tests.contract.aws import create_queues, create_table
from tests.contract.strict import MAX_ITEM_BYTES, MAX_MESSAGE_BYTES, enforce, item_bytes

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

KEYS: dict[str, Any] = {
    "tenant_id": {"S": "acme"},
    "log_id": {"S": "1"},
    "tenant_shard": {"S": "acme#0"},
    "time_ordinal_log_id": {"S": "2026#1"},
}


@pytest.fixture
def queue_url(sqs: "SQSClient") -> str:
    """A queue that takes what SQS takes at most, through a strict client."""
    enforce(sqs)
    return sqs.create_queue(QueueName="large", Attributes={"MaximumMessageSize": str(MAX_MESSAGE_BYTES)})["QueueUrl"]


@pytest.fixture
def table(dynamodb: "DynamoDBClient") -> str:
    """The deployed table, through a strict client."""
    enforce(dynamodb)
    return create_table(dynamodb)


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    """AWS's code of the refusal."""
    return error.value.response["Error"]["Code"]


@pytest.mark.parametrize(
    "message",
    [
        {"MessageBody": ""},
        {"MessageBody": "\x1b[31m"},
        {"MessageBody": "\x00"},
        {"MessageBody": "\x0b"},
        {"MessageBody": "\ufffe"},
        {"MessageBody": "\uffff"},
        {"MessageBody": "x", "MessageGroupId": ""},
        {"MessageBody": "x", "MessageGroupId": "a b"},
        {"MessageBody": "x", "MessageGroupId": "é"},
        {"MessageBody": "x", "MessageGroupId": "x" * 129},
        {"MessageBody": "x", "MessageAttributes": {"reason": {"DataType": "String", "StringValue": ""}}},
        {"MessageBody": "x", "MessageAttributes": {"a b": {"DataType": "String", "StringValue": "x"}}},
        {"MessageBody": "x" * (MAX_MESSAGE_BYTES + 1)},
        {"MessageBody": "é" * (MAX_MESSAGE_BYTES // 2) + "x"},
        {
            "MessageBody": "x" * (MAX_MESSAGE_BYTES - 10),
            "MessageAttributes": {"reason": {"DataType": "String", "StringValue": "x"}},
        },
    ],
    ids=repr,
)
def test_messages_that_sqs_refuses_are_refused(sqs: "SQSClient", queue_url: str, message: dict[str, Any]) -> None:
    """A message that SQS refuses is refused, alone and in a batch, and nothing is queued."""
    with pytest.raises(ClientError):
        sqs.send_message(QueueUrl=queue_url, **message)
    with pytest.raises(ClientError):
        sqs.send_message_batch(QueueUrl=queue_url, Entries=[cast("Any", {"Id": "1"} | message)])
    assert "Messages" not in sqs.receive_message(QueueUrl=queue_url)


@pytest.mark.parametrize(
    "message",
    [
        {"MessageBody": "\t\n\r ~é\ud7ff\ue000\ufffd\U00010000\U0010ffff"},
        {"MessageBody": "x" * MAX_MESSAGE_BYTES},
        {"MessageBody": "x", "MessageGroupId": "aZ09!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"},
        {"MessageBody": "x", "MessageGroupId": "x" * 128},
        {"MessageBody": "x", "MessageAttributes": {"reason": {"DataType": "String", "StringValue": "x"}}},
    ],
    ids=lambda message: repr(message)[:60],
)
def test_messages_that_sqs_takes_are_taken(sqs: "SQSClient", queue_url: str, message: dict[str, Any]) -> None:
    """A message within the rules is queued unchanged."""
    sqs.send_message(QueueUrl=queue_url, **message)
    (received,) = sqs.receive_message(QueueUrl=queue_url)["Messages"]
    assert received["Body"] == message["MessageBody"]


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [{"Id": str(number), "MessageBody": "x"} for number in range(11)],
        [{"Id": "1", "MessageBody": "x"}, {"Id": "1", "MessageBody": "y"}],
        [{"Id": "a b", "MessageBody": "x"}],
        [{"Id": str(number), "MessageBody": "x" * (MAX_MESSAGE_BYTES // 4)} for number in range(5)],
    ],
    ids=["none", "eleven", "one id twice", "bad id", "too large together"],
)
def test_batches_that_sqs_refuses_are_refused(sqs: "SQSClient", queue_url: str, entries: list[Any]) -> None:
    """A batch that SQS refuses is refused as a whole, whatever it contains."""
    with pytest.raises(ClientError):
        sqs.send_message_batch(QueueUrl=queue_url, Entries=entries)
    assert "Messages" not in sqs.receive_message(QueueUrl=queue_url)


@pytest.mark.parametrize("seconds", [-1, 43_201])
def test_delays_that_sqs_refuses_are_refused(sqs: "SQSClient", queue_url: str, seconds: int) -> None:
    """A delay of more than twelve hours, or a negative one, is refused."""
    sqs.send_message(QueueUrl=queue_url, MessageBody="x")
    (message,) = sqs.receive_message(QueueUrl=queue_url)["Messages"]
    entry = {"Id": "1", "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": seconds}
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        sqs.change_message_visibility_batch(QueueUrl=queue_url, Entries=[entry])  # type: ignore[list-item]  # as built


@pytest.mark.parametrize(
    "fields",
    [
        {"n": {"N": "1" * 39}},
        {"n": {"N": "1." + "1" * 38}},
        {"n": {"N": "1e126"}},
        {"n": {"N": "NaN"}},
        {"n": {"N": "x"}},
        {"log_id": {"S": ""}},
        {"log_id": {"S": "x" * 1_025}},
        {"tenant_id": {"S": "x" * 2_049}},
        {"time_ordinal_log_id": {"S": "x" * 1_025}},
        {"text": {"S": "x" * MAX_ITEM_BYTES}},
        {"text": {"S": "é" * (MAX_ITEM_BYTES // 2)}},
        {"x" * 200_000: {"S": "x" * 210_000}},
        {"list": {"L": [{"NULL": True}] * 205_000}},
        {"text": {"S": "\ud800"}},
    ],
    ids=[
        "a number of 39 digits",
        "39 digits with a fraction",
        "a number that is too large",
        "NaN",
        "a number that is none",
        "an empty key",
        "too long a sort key",
        "too long a partition key",
        "too long a key of the index",
        "too long a text",
        "too many bytes of a text",
        "a long name and a long value",
        "too long a list",
        "half of a surrogate pair",
    ],
)
def test_items_that_dynamodb_refuses_are_refused(
    dynamodb: "DynamoDBClient", table: str, fields: dict[str, Any]
) -> None:
    """An item that DynamoDB refuses is refused with DynamoDB's own code, and nothing is stored."""
    with pytest.raises(ClientError) as refusal:
        dynamodb.put_item(TableName=table, Item=KEYS | fields)
    assert code(refusal) == "ValidationException"
    assert dynamodb.scan(TableName=table)["Items"] == []


def test_items_that_dynamodb_takes_are_taken(dynamodb: "DynamoDBClient", table: str) -> None:
    """Numbers of 38 digits, the longest keys, empty values and items of nearly 400 KB are accepted."""
    item = KEYS | {
        "n": {"N": "-" + "1" * 38},
        "log_id": {"S": "x" * 1_024},
        "tenant_id": {"S": "x" * 2_048},
        "empty": {"S": ""},
        "map": {"M": {"": {"L": []}}},
        "text": {"S": ""},
    }
    # moto's own limit is lower than DynamoDB's.
    item["text"] = {"S": "x" * (400_000 - item_bytes(item))}
    dynamodb.put_item(TableName=table, Item=item)


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ({"a": {"S": "é"}}, 3),
        ({"a": {"BOOL": True}, "b": {"NULL": True}}, 4),
        ({"a": {"N": "0"}}, 2),
        ({"a": {"N": "-123"}}, 5),
        ({"a": {"L": []}}, 4),
        ({"a": {"M": {"bc": {"S": "d"}}}}, 8),
    ],
)
def test_items_are_measured_as_dynamodb_does(item: dict[str, Any], size: int) -> None:
    """An item is measured as DynamoDB does it: UTF-8 bytes, two digits a byte, three bytes for a list or map."""
    assert item_bytes(item) == size


def test_reads_that_dynamodb_refuses_are_refused(dynamodb: "DynamoDBClient", table: str) -> None:
    """A read of more than a hundred keys, or of one key twice, is refused."""

    def key(number: int) -> dict[str, Any]:
        return {"tenant_id": {"S": "acme"}, "log_id": {"S": str(number)}}

    for keys in ([key(number) for number in range(101)], [key(1), key(1)]):
        with pytest.raises(ClientError):
            dynamodb.batch_get_item(RequestItems={table: {"Keys": keys}})
    assert dynamodb.batch_get_item(RequestItems={table: {"Keys": [key(1)]}})["UnprocessedKeys"] == {}


def test_deployed_queues_are_used_as_before(sqs: "SQSClient") -> None:
    """Calls that no rule concerns reach moto unchanged."""
    enforce(sqs)
    url, dead_letter_url = create_queues(sqs)
    assert url != dead_letter_url
