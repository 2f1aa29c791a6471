"""The container for the processes of the embedded run."""

from dependency_injector import containers, providers

from domain.limits import Limits
from entrypoints.containers.application import ApplicationContainer
from entrypoints.settings import WORKER_TIMEOUT_SECONDS
from infrastructure.embedded.data_folder import DataFolderFiles
from infrastructure.embedded.dead_letters import SqliteDeadLetters
from infrastructure.embedded.erasure_receipts import FileErasureReceipts
from infrastructure.embedded.log_eraser import SqliteLogEraser
from infrastructure.embedded.log_queue import SqliteLogQueue
from infrastructure.embedded.log_repository import SqliteLogRepository
from infrastructure.embedded.master_secret import FileMasterSecret
from infrastructure.embedded.metrics import PrometheusMetrics
from infrastructure.embedded.tenant_registry import SqliteTenantRegistry
from infrastructure.embedded.usage_counter import SqliteUsageCounter
from infrastructure.system.access_directory import CachingAccessDirectory
from infrastructure.system.clock import SystemClock
from infrastructure.system.fair_executor import ThreadedFairExecutor
from infrastructure.system.id_generator import TimeOrderedIdGenerator
from infrastructure.system.random_source import SystemRandomSource
from infrastructure.system.tenant_directory import CachingTenantDirectory
from infrastructure.system.workload import SimulatedWorkload

# The same values as for the queue on AWS (template.yaml).
VISIBILITY_TIMEOUT_SECONDS = 6 * WORKER_TIMEOUT_SECONDS
MAX_RECEIVE_COUNT = 8
# Threads that store at the same moment share a commit. A tenant alone gets half of the threads.
_STORING_THREADS = 16
# The most logs in a transaction: enough to make the disk sync of its commit cheap per log.
_MOST_STORED_TOGETHER = 2_000


class EmbeddedContainer(containers.DeclarativeContainer):
    """Everything that a process of the embedded run needs, for a given data folder."""

    data_folder = providers.Dependency(instance_of=DataFolderFiles)
    seconds_per_character = providers.Dependency(instance_of=float)
    # Whether each send to the queue must survive a power cut before it returns.
    queue_synced = providers.Dependency(instance_of=bool, default=True)

    clock = providers.ThreadSafeSingleton(SystemClock)
    master_secret = providers.ThreadSafeSingleton(FileMasterSecret, data_folder.provided.master_secret)
    queue = providers.ThreadSafeSingleton(
        SqliteLogQueue,
        data_folder.provided.queue,
        clock=clock,
        visibility_timeout_seconds=VISIBILITY_TIMEOUT_SECONDS,
        max_receive_count=MAX_RECEIVE_COUNT,
        synced=queue_synced,
    )
    repository = providers.ThreadSafeSingleton(SqliteLogRepository, data_folder.provided.logs, clock=clock)
    tenants = providers.ThreadSafeSingleton(SqliteTenantRegistry, data_folder.provided.tenants)
    usage = providers.ThreadSafeSingleton(SqliteUsageCounter, data_folder.provided.usage)

    dead_letters = providers.ThreadSafeSingleton(SqliteDeadLetters, data_folder.provided.queue)

    storing = providers.ThreadSafeSingleton(ThreadedFairExecutor, _STORING_THREADS)
    metrics = providers.ThreadSafeSingleton(PrometheusMetrics)

    application = providers.Container(
        ApplicationContainer,
        clock=clock,
        ids=providers.ThreadSafeSingleton(TimeOrderedIdGenerator),
        random=providers.ThreadSafeSingleton(SystemRandomSource),
        workload=providers.ThreadSafeSingleton(SimulatedWorkload, seconds_per_character),
        tenants=providers.ThreadSafeSingleton(CachingTenantDirectory, tenants, clock=clock),
        access=providers.ThreadSafeSingleton(CachingAccessDirectory, tenants, clock=clock),
        usage=usage,
        queue=queue,
        dead_letters=queue,
        repository=repository,
        reader=repository,
        erasure_markers=tenants,
        erasure_receipts=providers.ThreadSafeSingleton(FileErasureReceipts, data_folder.provided.erasures),
        eraser=providers.ThreadSafeSingleton(SqliteLogEraser, data_folder),
        erased_dead_letters=dead_letters,
        master_secret=master_secret,
        reading_secret=master_secret,
        limits=providers.ThreadSafeSingleton(
            Limits.derive, seconds_per_character=seconds_per_character, worker_timeout_seconds=WORKER_TIMEOUT_SECONDS
        ),
        storing=storing,
        most_stored_together=providers.Object(_MOST_STORED_TOGETHER),
        metrics=metrics,
    )
