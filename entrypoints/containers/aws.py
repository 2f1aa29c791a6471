"""The container for the Lambda functions."""

import os
from concurrent.futures import ThreadPoolExecutor

from dependency_injector import containers, providers

from domain.limits import Limits
from entrypoints.auth_mode import AuthMode
from entrypoints.containers.application import ApplicationContainer, loaded_late
from infrastructure.aws.checked_master_secret import CheckedMasterSecret
from infrastructure.aws.clients import (
    access_client,
    dynamodb_client,
    dynamodb_client_as,
    secretsmanager_client,
    sqs_client,
    sts_client,
    usage_client,
)
from infrastructure.aws.dead_letter_queue import SqsDeadLetterQueue
from infrastructure.aws.log_queue import SqsLogQueue
from infrastructure.aws.master_secret import SecretsManagerMasterSecret
from infrastructure.aws.metrics import EmfMetrics
from infrastructure.system.clock import SystemClock
from infrastructure.system.fair_executor import ThreadedFairExecutor
from infrastructure.system.id_generator import RandomIdGenerator
from infrastructure.system.random_source import SystemRandomSource
from infrastructure.system.tenant_directory import CachingTenantDirectory

# One thread per shard of a tenant's logs.
_READING_THREADS = 8
# A tenant alone gets half of them, as many as the CPU of log-worker can keep busy.
_STORING_THREADS = 16
# DynamoDB's limit of statements per call, so that each log waits for only one call.
_MOST_STORED_TOGETHER = 25


def _environment(name: str) -> "providers.Callable[str]":
    """Return a provider for an environment variable. It is read when it is needed: each function has only its own."""
    return providers.Callable(os.environ.__getitem__, name)


def _megabytes(number: str) -> int:
    return int(number) * 1_000_000


class AwsContainer(containers.DeclarativeContainer):
    """Everything that the Lambda functions need. Adapters are built at their first use, which saves cold-start time."""

    seconds_per_character = providers.Callable(float, _environment("SECONDS_PER_CHARACTER"))
    sqs = providers.ThreadSafeSingleton(sqs_client)
    dynamodb = providers.ThreadSafeSingleton(dynamodb_client)
    secretsmanager = providers.ThreadSafeSingleton(secretsmanager_client)
    # Lambda itself sets this variable.
    metrics = providers.ThreadSafeSingleton(EmfMetrics, service=_environment("AWS_LAMBDA_FUNCTION_NAME"))
    threads = providers.ThreadSafeSingleton(ThreadPoolExecutor, max_workers=_READING_THREADS)
    clock = providers.ThreadSafeSingleton(SystemClock)
    sts = providers.ThreadSafeSingleton(sts_client)
    master_secret = providers.ThreadSafeSingleton(
        SecretsManagerMasterSecret, secretsmanager, secret_id=_environment("MASTER_SECRET_ID")
    )

    application = providers.Container(
        ApplicationContainer,
        clock=clock,
        ids=providers.ThreadSafeSingleton(RandomIdGenerator),
        random=providers.ThreadSafeSingleton(SystemRandomSource),
        workload=providers.ThreadSafeSingleton(
            loaded_late("infrastructure.system.workload.SimulatedWorkload"), seconds_per_character
        ),
        tenants=providers.ThreadSafeSingleton(
            CachingTenantDirectory,
            providers.ThreadSafeSingleton(
                loaded_late("infrastructure.aws.tenant_directory.DynamoDbTenantDirectory"),
                dynamodb,
                table_name=_environment("TENANTS_TABLE_NAME"),
            ),
            clock=clock,
        ),
        access=providers.ThreadSafeSingleton(
            loaded_late("infrastructure.system.access_directory.CachingAccessDirectory"),
            providers.ThreadSafeSingleton(
                loaded_late("infrastructure.aws.access_directory.DynamoDbAccessDirectory"),
                providers.ThreadSafeSingleton(access_client),
                table_name=_environment("TENANTS_TABLE_NAME"),
            ),
            clock=clock,
        ),
        usage=providers.ThreadSafeSingleton(
            loaded_late("infrastructure.aws.usage_counter.DynamoDbUsageCounter"),
            providers.ThreadSafeSingleton(usage_client),
            table_name=_environment("TENANT_USAGE_TABLE_NAME"),
        ),
        queue=providers.ThreadSafeSingleton(SqsLogQueue, sqs, queue_url=_environment("QUEUE_URL")),
        dead_letters=providers.ThreadSafeSingleton(
            SqsDeadLetterQueue, sqs, queue_url=_environment("DEAD_LETTER_QUEUE_URL")
        ),
        repository=providers.ThreadSafeSingleton(
            loaded_late("infrastructure.aws.log_repository.DynamoDbLogRepository"),
            dynamodb,
            table_name=_environment("TABLE_NAME"),
            clock=clock,
        ),
        # Its sessions are limited to one tenant's logs.
        reader=providers.ThreadSafeSingleton(
            loaded_late("infrastructure.aws.tenant_log_reader.DynamoDbTenantLogReader"),
            providers.ThreadSafeSingleton(
                loaded_late("infrastructure.aws.tenant_sessions.TenantSessions"),
                sts.provided.assume_role,
                role_arn=_environment("TENANT_READER_ROLE_ARN"),
                connect=providers.Object(dynamodb_client_as),
                clock=clock,
            ),
            table_name=_environment("TABLE_NAME"),
            shard_reads=threads,
            clock=clock,
        ),
        erasure_markers=providers.ThreadSafeSingleton(
            loaded_late("infrastructure.aws.erasure_markers.DynamoDbErasureMarkers"),
            dynamodb,
            table_name=_environment("TENANTS_TABLE_NAME"),
        ),
        erasure_receipts=providers.ThreadSafeSingleton(
            loaded_late("infrastructure.aws.erasure_receipts.LoggedErasureReceipts")
        ),
        # Its sessions are limited to one tenant's logs, too.
        eraser=providers.ThreadSafeSingleton(
            loaded_late("infrastructure.aws.log_eraser.DynamoDbLogEraser"),
            providers.ThreadSafeSingleton(
                loaded_late("infrastructure.aws.tenant_sessions.TenantSessions"),
                sts.provided.assume_role,
                role_arn=_environment("TENANT_ERASER_ROLE_ARN"),
                connect=providers.Object(dynamodb_client_as),
                clock=clock,
            ).provided.client,
            table_name=_environment("TABLE_NAME"),
            calls=threads,
        ),
        # read-api is exposed to strangers and must not access dead letters, which contain raw text. `erase --aws` does.
        erased_dead_letters=providers.Object(None),
        reading_secret=master_secret,
        master_secret=providers.ThreadSafeSingleton(
            CheckedMasterSecret,
            master_secret,
            dynamodb,
            table_name=_environment("TABLE_NAME"),
        ),
        limits=providers.ThreadSafeSingleton(
            Limits.derive,
            seconds_per_character=seconds_per_character,
            worker_timeout_seconds=providers.Callable(int, _environment("WORKER_TIMEOUT_SECONDS")),
        ),
        storing=providers.ThreadSafeSingleton(ThreadedFairExecutor, _STORING_THREADS),
        most_stored_together=providers.Object(_MOST_STORED_TOGETHER),
        metrics=metrics,
    )

    # Sending may be open to anyone, but reading always needs a key, because strangers can find the endpoint.
    ingest_auth_mode = providers.Callable(AuthMode, _environment("AUTH_MODE"))
    read_auth_mode = providers.Object(AuthMode.KEY)
    # In open mode, strangers can send requests that cost the owner money, so all senders share an allowance.
    spend_allowance = providers.Selector(
        _environment("AUTH_MODE"),
        open=providers.ThreadSafeSingleton(
            loaded_late("application.spend_allowance.SpendAllowance"),
            providers.Factory(
                loaded_late("application.spend_allowance.Allowance"),
                requests_per_minute=providers.Callable(int, _environment("OPEN_REQUESTS_PER_MINUTE")),
                requests_per_day=providers.Callable(int, _environment("OPEN_REQUESTS_PER_DAY")),
                bytes_per_day=providers.Callable(_megabytes, _environment("OPEN_MEGABYTES_PER_DAY")),
            ),
            counter=application.usage,
            clock=clock,
        ),
        key=providers.Object(None),
    )
