"""boto3's clients, tuned so that a call has failed before its caller has given up."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

# Three tries of at most 4 s with back-off, and what comes before them (access_client, usage_client), stay under the
# 25 s of ingest-api, and those under API Gateway's 30 s.
_CONFIG = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 3},
    # The worker's storing threads (entrypoints.containers) and the reader's eight shards share one client's pool.
    max_pool_connections=16,
    tcp_keepalive=True,
)


def sqs_client() -> "SQSClient":
    """A client for the queues."""
    return boto3.client("sqs", config=_CONFIG)


def dynamodb_client() -> "DynamoDBClient":
    """A client for the table."""
    return boto3.client("dynamodb", config=_CONFIG)


def access_client() -> "DynamoDBClient":
    """A client for what every request waits for before it is read; it gives up after 4 s and a pause."""
    return boto3.client("dynamodb", config=_CONFIG.merge(_quick(attempts=2)))


def usage_client() -> "DynamoDBClient":
    """A client for the counters of usage, which gives up after 2 s: the request that is counted waits for it."""
    return boto3.client("dynamodb", config=_CONFIG.merge(_quick(attempts=1)))


def _quick(attempts: int) -> Config:
    return Config(connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": attempts})


def dynamodb_client_as(credentials: Mapping[str, Any]) -> "DynamoDBClient":
    """A client for the table with the rights of a session, as STS describes it."""
    return boto3.client(
        "dynamodb",
        config=_CONFIG,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )


def sts_client() -> Any:
    """A client for sessions; the stubs that are installed do not have it."""
    return boto3.client("sts", config=_CONFIG)


def secretsmanager_client() -> "SecretsManagerClient":
    """A client for the master secret."""
    return boto3.client("secretsmanager", config=_CONFIG)
