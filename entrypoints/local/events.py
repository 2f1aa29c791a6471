"""Builds the events that AWS would pass to the handlers, from local requests and messages."""

import base64
import hashlib
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from application.ports.embedded_log_queue import LeasedMessage
from entrypoints.aws_names import QUEUE

_REGION = "local"
# API Gateway passes these content types as text and all others as base64.
_TEXT_TYPES = ("text/", "application/json", "application/xml", "application/javascript")


def api_gateway_event(  # noqa: PLR0913 - a request has these six parts
    *, method: str, path: str, query: str, headers: Iterable[tuple[str, str]], body: bytes, source_ip: str
) -> dict[str, Any]:
    """An HTTP API's event, payload format 2.0.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
    """
    joined = _joined(headers)
    now = time.time()
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": joined,
        "requestContext": {
            "accountId": "anonymous",
            "apiId": _REGION,
            "domainName": joined.get("host", "localhost"),
            "domainPrefix": "localhost",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": source_ip,
                "userAgent": joined.get("user-agent", ""),
            },
            "requestId": str(uuid.uuid4()),
            "routeKey": "$default",
            "stage": "$default",
            "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
            "timeEpoch": int(now * 1000),
        },
        "isBase64Encoded": False,
    }
    if query:
        event["queryStringParameters"] = _joined(parse_qsl(query, keep_blank_values=True))
    if body:
        event["body"], event["isBase64Encoded"] = _body(body, joined.get("content-type", ""))
    return event


def sqs_event(messages: Sequence[LeasedMessage]) -> dict[str, Any]:
    """The event that Lambda's event source mapping passes to a function.

    https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
    """
    return {
        "Records": [
            {
                "messageId": message.message_id,
                "receiptHandle": message.receipt_handle,
                "body": message.body,
                "attributes": {
                    "ApproximateReceiveCount": str(message.receive_count),
                    "SentTimestamp": str(message.sent_at),
                    "SenderId": _REGION,
                    "ApproximateFirstReceiveTimestamp": str(message.first_received_at),
                    "MessageGroupId": message.group_id,
                },
                "messageAttributes": {},
                "md5OfBody": hashlib.md5(message.body.encode(), usedforsecurity=False).hexdigest(),
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{_REGION}:000000000000:{QUEUE}",
                "awsRegion": _REGION,
            }
            for message in messages
        ]
    }


def _joined(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Join the values of repeated names by commas, as format 2.0 does."""
    # Join once at the end, because joining value by value would take quadratic time.
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return {name: ",".join(of_name) for name, of_name in values.items()}


def _body(body: bytes, content_type: str) -> tuple[str, bool]:
    if content_type.lower().startswith(_TEXT_TYPES):
        try:
            return body.decode(), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(body).decode(), True
