"""The application on AWS."""

import os
from concurrent.futures import ThreadPoolExecutor

from dependency_injector import containers, providers

from domain.limits import Limits
from entrypoints.containers.application import ApplicationContainer
from infrastructure.aws.clients import dynamodb_client, secretsmanager_client, sqs_client
from infrastructure.aws.dead_letter_queue import SqsDeadLetterQueue
from infrastructure.aws.log_queue import SqsLogQueue
from infrastructure.aws.log_repository import DynamoDbLogRepository
from infrastructure.aws.master_secret import SecretsManagerMasterSecret
from infrastructure.aws.metrics import EmfMetrics
from infrastructure.system.clock import SystemClock
from infrastructure.system.id_generator import RandomIdGenerator
from infrastructure.system.random_source import SystemRandomSource
from infrastructure.system.tenant_directory import OpenTenantDirectory
from infrastructure.system.workload import SimulatedWorkload

_THREADS = 8


def _environment(name: str) -> "providers.Callable[str]":
    """A variable that template.yaml sets, read when something needs it: each function is given only its own."""
    return providers.Callable(os.environ.__getitem__, name)


class AwsContainer(containers.DeclarativeContainer):
    """Adapters are built at their first use, so a function pays only for the clients that it calls."""

    seconds_per_character = providers.Callable(float, _environment("SECONDS_PER_CHARACTER"))
    sqs = providers.ThreadSafeSingleton(sqs_client)
    dynamodb = providers.ThreadSafeSingleton(dynamodb_client)
    secretsmanager = providers.ThreadSafeSingleton(secretsmanager_client)
    # Lambda sets the variable.
    metrics = providers.ThreadSafeSingleton(EmfMetrics, service=_environment("AWS_LAMBDA_FUNCTION_NAME"))
    threads = providers.ThreadSafeSingleton(ThreadPoolExecutor, max_workers=_THREADS)

    application = providers.Container(
        ApplicationContainer,
        clock=providers.ThreadSafeSingleton(SystemClock),
        ids=providers.ThreadSafeSingleton(RandomIdGenerator),
        random=providers.ThreadSafeSingleton(SystemRandomSource),
        workload=providers.ThreadSafeSingleton(SimulatedWorkload, seconds_per_character),
        tenants=providers.ThreadSafeSingleton(OpenTenantDirectory),
        queue=providers.ThreadSafeSingleton(SqsLogQueue, sqs, queue_url=_environment("QUEUE_URL")),
        dead_letters=providers.ThreadSafeSingleton(
            SqsDeadLetterQueue, sqs, queue_url=_environment("DEAD_LETTER_QUEUE_URL")
        ),
        repository=providers.ThreadSafeSingleton(
            DynamoDbLogRepository, dynamodb, table_name=_environment("TABLE_NAME"), shard_reads=threads
        ),
        master_secret=providers.ThreadSafeSingleton(
            SecretsManagerMasterSecret, secretsmanager, secret_id=_environment("MASTER_SECRET_ID")
        ),
        limits=providers.ThreadSafeSingleton(
            Limits.derive,
            seconds_per_character=seconds_per_character,
            worker_timeout_seconds=providers.Callable(int, _environment("WORKER_TIMEOUT_SECONDS")),
        ),
        storing=threads,
        metrics=metrics,
    )
