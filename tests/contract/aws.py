"""AWS as the tests have it: moto's, with the queue and the table of template.yaml, and failing on demand."""

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

# An emulator in the place of moto (`python -m tests.emulated.contract`); its clock cannot be wound.
ENDPOINT = os.environ.get("CONTRACT_ENDPOINT", "")

# Answers a request in the service's place, raises as a broken connection does, or lets it through by returning None.
Answer: TypeAlias = Callable[[AWSPreparedRequest], AWSResponse | None]


# Reading the template takes longer than all else that a test does.
_queue_attributes = cache(create_queue_attributes)
_table_parameters = cache(create_table_parameters)


def create_table(client: "DynamoDBClient", logical_id: str = TENANT_LOGS) -> str:
    """Make the deployed table and return its name."""
    parameters = _table_parameters(logical_id)
    client.create_table(**parameters)
    return str(parameters["TableName"])


def create_queues(client: "SQSClient") -> tuple[str, str]:
    """Make the deployed queue and its dead-letter queue, and return their URLs."""
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
    """What a client has asked for since, each request's document, and what answers it from now on."""

    always: Answer | None
    requests: list[dict[str, Any]] = field(default_factory=list)


def intercept(
    client: "BaseClient", *answers: Answer, operation: str = "", always: Answer | None = None
) -> Interception:
    """Answer the client's next requests by `answers` in turn, and then `always`, or else let them through.

    It happens where the request would be sent, so boto3's own retries see it as they see the service.
    """
    interception = Interception(always)
    waiting = iter(answers)

    def intercepting(request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
        interception.requests.append(document(request))
        answer = next(waiting, interception.always)
        answered_by_us = answer(request) if answer else None
        if answered_by_us:
            # boto3 calls moto's hook all the same, which would do what is asked; but it knows no such host.
            request.url = "https://answered.invalid/"
        return answered_by_us

    service = client.meta.service_model.service_id.hyphenize()
    event = ".".join(filter(None, ("before-send", service, operation)))
    # The stubs know of no handler that answers.
    client.meta.events.register_first(event, cast("Callable[..., None]", intercepting))
    return interception


def document(request: AWSPreparedRequest) -> dict[str, Any]:
    """Read what is asked for."""
    body = request.body
    read: dict[str, Any] = json.loads(body if isinstance(body, str | bytes) else b"{}")
    return read


def answered(status: int, content: dict[str, Any]) -> Answer:
    """Make the answer of a service that speaks JSON."""

    def answer(request: AWSPreparedRequest) -> AWSResponse:
        headers = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-RequestId": "test"}
        return AWSResponse(request.url, status, HTTPHeaders.from_dict(headers), _Raw(json.dumps(content).encode()))

    return answer


def refused(code: str, status: int = 400) -> Answer:
    """Make an error answer."""
    return answered(status, {"__type": f"com.amazonaws.test#{code}", "message": "Refused by the test."})


def _unreachable(request: AWSPreparedRequest) -> AWSResponse | None:
    raise EndpointConnectionError(endpoint_url=request.url)


def _connect_timeout(request: AWSPreparedRequest) -> AWSResponse | None:
    raise ConnectTimeoutError(endpoint_url=request.url)


def read_timeout(request: AWSPreparedRequest) -> AWSResponse | None:
    """The request may have arrived; no answer comes."""
    raise ReadTimeoutError(endpoint_url=request.url)


# Faults that pass by themselves or that somebody will mend: no log is to blame.
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
    """What urllib3 would have read."""

    def stream(self, **_: Any) -> "list[bytes]":
        """All of it at once."""
        return [self.read()]
