"""Events as in AWS's documentation, for tests of the handlers. The tested code does not create them.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
"""

import base64
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

GATEWAY_REQUEST_ID = "JKJaXmPLvHcESHA="


def http_event(
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: str | bytes | None = None,
    query: Mapping[str, str | Sequence[str]] | None = None,
) -> dict[str, Any]:
    """Return an event of an HTTP API, payload format 2.0. A body of bytes is sent as base64."""
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": urlencode(query or {}, doseq=True),
        "cookies": ["cookie1", "cookie2"],
        "headers": {"host": "id.execute-api.us-east-1.amazonaws.com", "accept": "*/*", **(headers or {})},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api-id",
            "domainName": "id.execute-api.us-east-1.amazonaws.com",
            "domainPrefix": "id",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "agent",
            },
            "requestId": GATEWAY_REQUEST_ID,
            "routeKey": "$default",
            "stage": "$default",
            "time": "12/Mar/2020:19:03:58 +0000",
            "timeEpoch": 1583348638390,
        },
        "isBase64Encoded": isinstance(body, bytes),
    }
    if query:
        event["queryStringParameters"] = {
            name: value if isinstance(value, str) else ",".join(value) for name, value in query.items()
        }
    if body is not None:
        event["body"] = base64.b64encode(body).decode() if isinstance(body, bytes) else body
    return event


def sqs_event(*bodies: str, receive_count: int = 1) -> dict[str, Any]:
    """Return a batch of a standard queue. The messages' ids are `message-0`, `message-1`, …."""
    return {
        "Records": [
            {
                "messageId": f"message-{number}",
                "receiptHandle": f"receipt-{number}",
                "body": body,
                "attributes": {
                    "ApproximateReceiveCount": str(receive_count),
                    "SentTimestamp": "1545082649183",
                    "SenderId": "AIDAIENQZJOLO23YVJ4VO",
                    "ApproximateFirstReceiveTimestamp": "1545082649185",
                    "MessageGroupId": "acme",
                },
                "messageAttributes": {},
                "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:log-processing-queue",
                "awsRegion": "us-east-2",
            }
            for number, body in enumerate(bodies)
        ]
    }
