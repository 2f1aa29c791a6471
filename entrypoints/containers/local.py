"""The container of the embedded run, for any backend."""

from dependency_injector import containers, providers

from application.ports.clock import Clock
from application.ports.dead_letters import DeadLetters
from application.ports.embedded_log_queue import EmbeddedLogQueue
from application.ports.embedded_log_store import EmbeddedLogStore
from application.ports.embedded_tenants import EmbeddedTenants
from application.ports.erasure_receipts import ErasureReceipts
from application.ports.log_eraser import LogEraser
from application.ports.master_secret import MasterSecret
from application.ports.usage_counter import UsageCounter
from domain.limits import Limits
from entrypoints.containers.application import ApplicationContainer
from entrypoints.settings import WORKER_TIMEOUT_SECONDS
from infrastructure.system.access_directory import CachingAccessDirectory
from infrastructure.system.fair_executor import ThreadedFairExecutor
from infrastructure.system.id_generator import TimeOrderedIdGenerator
from infrastructure.system.metrics import PrometheusMetrics
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


class LocalContainer(containers.DeclarativeContainer):
    """Everything that a process of the embedded run needs.

    A backend (`entrypoints.containers.backend`) provides the adapters that keep state. Each is created when it is first
    needed, so a worker process opens fewer than the server.
    """

    seconds_per_character = providers.Dependency(instance_of=float)
    clock = providers.Dependency(instance_of=Clock)
    queue = providers.Dependency(instance_of=EmbeddedLogQueue)
    store = providers.Dependency(instance_of=EmbeddedLogStore)
    tenants = providers.Dependency(instance_of=EmbeddedTenants)
    usage = providers.Dependency(instance_of=UsageCounter)
    dead_letters = providers.Dependency(instance_of=DeadLetters)
    eraser = providers.Dependency(instance_of=LogEraser)
    erasure_receipts = providers.Dependency(instance_of=ErasureReceipts)
    master_secret = providers.Dependency(instance_of=MasterSecret)

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
        repository=store,
        reader=store,
        erasure_markers=tenants,
        erasure_receipts=erasure_receipts,
        eraser=eraser,
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
