"""boto3 clients, with timeouts so short that a call fails before its caller gives up."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

# Three attempts of at most 4 s with back-off, after the calls of access_client and usage_client, take less than the 25
# s of ingest-api, which are less than API Gateway's 30 s.
_CONFIG = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 3},
    # The worker's storing threads (entrypoints.containers) and the reader's eight shards share one client's pool.
    max_pool_connections=16,
    tcp_keepalive=True,
)


def sqs_client() -> "SQSClient":
    """Return a client for the queues."""
    return boto3.client("sqs", config=_CONFIG)


def dynamodb_client() -> "DynamoDBClient":
    """Return a client for the tables."""
    return boto3.client("dynamodb", config=_CONFIG)


def access_client() -> "DynamoDBClient":
    """Return a client for reading a tenant's keys and quota. Every request waits for it. It fails after about 4 s."""
    return boto3.client("dynamodb", config=_CONFIG.merge(_quick(attempts=2)))


def usage_client() -> "DynamoDBClient":
    """Return a client for the usage counters. Each counted request waits for it. It fails after 2 s."""
    return boto3.client("dynamodb", config=_CONFIG.merge(_quick(attempts=1)))


def _quick(attempts: int) -> Config:
    return Config(connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": attempts})


def dynamodb_client_as(credentials: Mapping[str, Any]) -> "DynamoDBClient":
    """Return a client for the tables with the session credentials of an STS answer."""
    return boto3.client(
        "dynamodb",
        config=_CONFIG,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )


def sts_client() -> Any:
    """Return a client for sessions. It is untyped: the installed type stubs do not include STS."""
    return boto3.client("sts", config=_CONFIG)


def secretsmanager_client() -> "SecretsManagerClient":
    """Return a client for the master secret."""
    return boto3.client("secretsmanager", config=_CONFIG)
