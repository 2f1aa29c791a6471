"""AWS for the tests: moto with the queue and the table of template.yaml, which can fail on demand."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from tests.support.template import (
    DEAD_LETTER_QUEUE,
    LOG_PROCESSING_QUEUE,
    TENANT_LOGS,
    create_queue_attributes,
    create_table_parameters,
)

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

# An emulator instead of moto (`python -m tests.emulated.contract`). Its clock cannot be set.
ENDPOINT = os.environ.get("CONTRACT_ENDPOINT", "")

# Answers a request instead of the service, raises an error like a broken connection, or returns None to let it pass.
Answer: TypeAlias = Callable[[AWSPreparedRequest], AWSResponse | None]


# Reading the template takes longer than the rest of a test.
_queue_attributes = cache(create_queue_attributes)
_table_parameters = cache(create_table_parameters)


def create_table(client: "DynamoDBClient", logical_id: str = TENANT_LOGS) -> str:
    """Create the deployed table and return its name."""
    parameters = _table_parameters(logical_id)
    client.create_table(**parameters)
    return str(parameters["TableName"])


def create_queues(client: "SQSClient") -> tuple[str, str]:
    """Create the deployed queue and its dead-letter queue, and return their URLs."""
    dead_letter_url = client.create_queue(QueueName="dead-letters", Attributes=_queue_attributes(DEAD_LETTER_QUEUE))[
        "QueueUrl"
    ]
    arn = client.get_queue_attributes(QueueUrl=dead_letter_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    url = client.create_queue(
        QueueName="queue", Attributes=_queue_attributes(LOG_PROCESSING_QUEUE, dead_letter_target_arn=arn)
    )["QueueUrl"]
    return url, dead_letter_url


@dataclass
class Interception:
    """The documents of the requests that a client has sent since, and the answers to its next requests."""

    always: Answer | None
    requests: list[dict[str, Any]] = field(default_factory=list)


def intercept(
    client: "BaseClient", *answers: Answer, operation: str = "", always: Answer | None = None
) -> Interception:
    """Answer the client's next requests with `answers` in turn, and all later ones with `always`, or let them pass.

    Requests are intercepted where they would be sent, so boto3's own retries work as with the service.
    """
    interception = Interception(always)
    waiting = iter(answers)

    def intercepting(request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
        interception.requests.append(document(request))
        answer = next(waiting, interception.always)
        answered_by_us = answer(request) if answer else None
        if answered_by_us:
            # boto3 calls moto's hook too, which would execute the request. moto does not know this host, so it does
            # nothing.
            request.url = "https://answered.invalid/"
        return answered_by_us

    service = client.meta.service_model.service_id.hyphenize()
    event = ".".join(filter(None, ("before-send", service, operation)))
    # The type stubs have no type for a handler that answers.
    client.meta.events.register_first(event, cast("Callable[..., None]", intercepting))
    return interception


def document(request: AWSPreparedRequest) -> dict[str, Any]:
    """Return the document of a request."""
    body = request.body
    read: dict[str, Any] = json.loads(body if isinstance(body, str | bytes) else b"{}")
    return read


def answered(status: int, content: dict[str, Any]) -> Answer:
    """Return the answer of a service that speaks JSON."""

    def answer(request: AWSPreparedRequest) -> AWSResponse:
        headers = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-RequestId": "test"}
        return AWSResponse(request.url, status, HTTPHeaders.from_dict(headers), _Raw(json.dumps(content).encode()))

    return answer


def refused(code: str, status: int = 400) -> Answer:
    """Return an error answer."""
    return answered(status, {"__type": f"com.amazonaws.test#{code}", "message": "Refused by the test."})


def _unreachable(request: AWSPreparedRequest) -> AWSResponse | None:
    raise EndpointConnectionError(endpoint_url=request.url)


def _connect_timeout(request: AWSPreparedRequest) -> AWSResponse | None:
    raise ConnectTimeoutError(endpoint_url=request.url)


def read_timeout(request: AWSPreparedRequest) -> AWSResponse | None:
    """Fail like a request that may have arrived but gets no answer."""
    raise ReadTimeoutError(endpoint_url=request.url)


# Temporary faults, and faults that an operator can fix. No log is the cause.
PASSING_FAULTS: dict[str, Answer] = {
    "throttled": refused("ThrottlingException"),
    "request limit": refused("RequestLimitExceeded"),
    "throughput exceeded": refused("ProvisionedThroughputExceededException"),
    "internal error": refused("InternalServerError", 500),
    "unavailable": refused("ServiceUnavailable", 503),
    "access denied": refused("AccessDeniedException"),
    "token expired": refused("ExpiredTokenException"),
    "no such thing": refused("ResourceNotFoundException"),
    "not reachable": _unreachable,
    "no connection in time": _connect_timeout,
    "no answer in time": read_timeout,
}


class _Raw(BytesIO):
    """The body that urllib3 would have read."""

    def stream(self, **_: Any) -> "list[bytes]":
        """Return the whole body at once."""
        return [self.read()]
