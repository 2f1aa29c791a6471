"""The container for commands that work on a deployed stack."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from dependency_injector import containers, providers

from entrypoints.aws_names import DEAD_LETTER_QUEUE, LOGS_TABLE, MASTER_SECRET, QUEUE, TENANTS_TABLE
from entrypoints.containers.application import ApplicationContainer
from infrastructure.aws.clients import dynamodb_client, secretsmanager_client, sqs_client
from infrastructure.aws.dead_letters import SqsDeadLetters
from infrastructure.aws.erasure_markers import DynamoDbErasureMarkers
from infrastructure.aws.erasure_receipts import LoggedErasureReceipts
from infrastructure.aws.errors import passing_errors
from infrastructure.aws.log_eraser import DynamoDbLogEraser
from infrastructure.aws.log_reader import DynamoDbLogReader
from infrastructure.aws.master_secret import SecretsManagerMasterSecret
from infrastructure.aws.tenant_directory import DynamoDbTenantDirectory
from infrastructure.aws.tenant_registry import DynamoDbTenantRegistry
from infrastructure.system.clock import SystemClock
from infrastructure.system.id_generator import RandomIdGenerator

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

# Concurrent calls to DynamoDB.
_CALLS = 8

T = TypeVar("T")


def _connected(make: Callable[[], T]) -> T:
    """Create a client. Raises PassingError without a region."""
    with passing_errors():
        return make()


def _queue_url(client: "SQSClient", prefix: str, name: str) -> str:
    with passing_errors():
        return client.get_queue_url(QueueName=f"{prefix}{name}")["QueueUrl"]


def _for_every_tenant(client: "DynamoDBClient") -> "Callable[[str], DynamoDBClient]":
    return lambda _tenant_id: client


def _joined(prefix: str, name: str) -> str:
    return f"{prefix}{name}"


class StackContainer(containers.DeclarativeContainer):
    """Everything that commands need from a deployed stack, with their user's permissions. Names begin with `prefix`."""

    prefix = providers.Dependency(instance_of=str)
    tenants_table = providers.Dependency(instance_of=str)

    _logs_table = providers.Callable(_joined, prefix, LOGS_TABLE)
    clock = providers.ThreadSafeSingleton(SystemClock)
    sqs = providers.ThreadSafeSingleton(_connected, sqs_client)
    dynamodb = providers.ThreadSafeSingleton(_connected, dynamodb_client)
    threads = providers.ThreadSafeSingleton(ThreadPoolExecutor, _CALLS)
    tenants = providers.ThreadSafeSingleton(DynamoDbTenantRegistry, dynamodb, table_name=tenants_table)
    dead_letters = providers.ThreadSafeSingleton(
        SqsDeadLetters,
        sqs,
        dead_letter_queue_url=providers.Callable(_queue_url, sqs, prefix, DEAD_LETTER_QUEUE),
        queue_url=providers.Callable(_queue_url, sqs, prefix, QUEUE),
        clock=clock,
    )
    application = providers.Container(
        ApplicationContainer,
        clock=clock,
        ids=providers.ThreadSafeSingleton(RandomIdGenerator),
        tenants=providers.ThreadSafeSingleton(DynamoDbTenantDirectory, dynamodb, table_name=tenants_table),
        reader=providers.ThreadSafeSingleton(
            DynamoDbLogReader, dynamodb, table_name=_logs_table, shard_reads=threads, clock=clock
        ),
        erasure_markers=providers.ThreadSafeSingleton(DynamoDbErasureMarkers, dynamodb, table_name=tenants_table),
        # The command prints the receipt as well.
        erasure_receipts=providers.ThreadSafeSingleton(LoggedErasureReceipts),
        eraser=providers.ThreadSafeSingleton(
            DynamoDbLogEraser,
            providers.Callable(_for_every_tenant, dynamodb),
            table_name=_logs_table,
            calls=threads,
        ),
        erased_dead_letters=dead_letters,
        reading_secret=providers.ThreadSafeSingleton(
            SecretsManagerMasterSecret,
            providers.ThreadSafeSingleton(_connected, secretsmanager_client),
            secret_id=providers.Callable(_joined, prefix, MASTER_SECRET),
        ),
    )


@contextmanager
def opened_stack(prefix: str, tenants_table: str | None) -> Iterator[StackContainer]:
    """Open a stack. `tenants_table` replaces the name of its table of tenants. Adapters may raise PassingError."""
    container = StackContainer(prefix=prefix, tenants_table=tenants_table or _joined(prefix, TENANTS_TABLE))
    with container.threads():
        yield container
