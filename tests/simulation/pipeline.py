"""The real use cases and handlers around the simulated ports."""

from application.delay_redelivery import DelayRedelivery
from application.erase_logs import EraseLogs
from application.ingest_log import IngestLog
from application.ingest_logs import IngestLogs
from application.process_envelopes import ProcessEnvelopes
from application.process_log import ProcessLog
from application.process_messages import ProcessMessages
from application.store_once import StoreOnce
from domain.limits import Limits
from entrypoints.handlers import ingest, worker
from entrypoints.handlers.worker import SqsHandler
from entrypoints.http.api import Handler
from tests.fakes.erasure_receipts import InMemoryErasureReceipts
from tests.fakes.metrics import CountingMetrics
from tests.simulation.environment import Environment
from tests.simulation.ledger import Ledger
from tests.simulation.ports.clock import VirtualClock
from tests.simulation.ports.dead_letter_queue import SimulatedDeadLetterQueue
from tests.simulation.ports.erasure_markers import SimulatedErasureMarkers
from tests.simulation.ports.fair_executor import SimulatedFairExecutor
from tests.simulation.ports.id_generator import SeededIdGenerator
from tests.simulation.ports.log_eraser import SimulatedLogEraser
from tests.simulation.ports.log_queue import SimulatedLogQueue
from tests.simulation.ports.log_repository import SimulatedLogRepository
from tests.simulation.ports.master_secret import SimulatedMasterSecret
from tests.simulation.ports.random_source import ReplayedRandomSource
from tests.simulation.ports.tenant_directory import SimulatedTenantDirectory
from tests.simulation.ports.workload import VirtualWorkload

_LIMITS = Limits.derive(seconds_per_character=0.05, worker_timeout_seconds=900)


class Pipeline:
    """Wires the use cases by hand, because the containers take longer than a history."""

    def __init__(self, environment: Environment, ledger: Ledger) -> None:
        self.clock = VirtualClock(environment.scheduler)
        self.dead_letters = SimulatedDeadLetterQueue(environment)
        self.queue = SimulatedLogQueue(environment, self.dead_letters)
        self.repository = SimulatedLogRepository(environment, self.clock)
        self.markers = SimulatedErasureMarkers(environment)
        self.metrics = CountingMetrics()
        self._environment = environment
        self._ledger = ledger

    def ingest_handler(self) -> Handler:
        """Return the handler of `ingest-api`."""
        ids = SeededIdGenerator(self._environment.random, self._ledger.given)
        ingest_logs = IngestLogs(queue=self.queue, clock=self.clock, ids=ids, limits=_LIMITS, metrics=self.metrics)
        ingest_log = IngestLog(ingest_logs=ingest_logs)
        return ingest.ingest_handler(ingest_log, ingest_logs, self.metrics, probes=[self.queue.check])

    def erase_logs(self) -> EraseLogs:
        """Return the use case of erasing, as a new process has it, without access to dead letters."""
        return EraseLogs(
            markers=self.markers,
            tenants=SimulatedTenantDirectory(self._environment, self.markers, self.clock),
            reader=self.repository,
            eraser=SimulatedLogEraser(self._environment, self.repository),
            dead_letters=None,
            receipts=InMemoryErasureReceipts(),
            master_secret=SimulatedMasterSecret(self._environment),
            ids=SeededIdGenerator(self._environment.random, lambda _: None),
            clock=self.clock,
        )

    def worker_handler(self) -> SqsHandler:
        """Return the handler of `log-worker`, as a new process has it."""
        master_secret = SimulatedMasterSecret(self._environment)
        store = StoreOnce(repository=self.repository, master_secret=master_secret)
        process_log = ProcessLog(
            workload=VirtualWorkload(self._environment),
            tenants=SimulatedTenantDirectory(self._environment, self.markers, self.clock),
            store=store,
            clock=self.clock,
            master_secret=master_secret,
            storing=SimulatedFairExecutor(self._environment.scheduler),
            most_stored_together=self._environment.random.choice((1, 4, 25)),
            metrics=self.metrics,
        )
        process_envelopes = ProcessEnvelopes(
            process_log=process_log,
            store=store,
            queue=self.queue,
            dead_letters=self.dead_letters,
            metrics=self.metrics,
        )
        random = ReplayedRandomSource(self._environment.random)
        return worker.worker_handler(
            ProcessMessages(
                process_envelopes=process_envelopes,
                dead_letters=self.dead_letters,
                delay_redelivery=DelayRedelivery(queue=self.queue, random=random),
                clock=self.clock,
                metrics=self.metrics,
            )
        )
