"""The worker's use cases over fakes."""

from collections.abc import Mapping

from application.delay_redelivery import DelayRedelivery
from application.envelope import Envelope
from application.ports.tenant_directory import TenantDirectory
from application.ports.workload import Workload
from application.process_envelopes import Delivery, ProcessEnvelopes
from application.process_log import ProcessLog
from application.process_messages import ProcessMessages
from application.store_once import StoreOnce
from domain.log_entry import LogEntry
from domain.redaction import RedactionPolicy
from infrastructure.system.fair_executor import ThreadedFairExecutor
from tests.fakes.clock import ManualClock
from tests.fakes.dead_letter_queue import InMemoryDeadLetterQueue
from tests.fakes.log_queue import InMemoryLogQueue
from tests.fakes.log_repository import InMemoryLogRepository
from tests.fakes.master_secret import FixedMasterSecret
from tests.fakes.metrics import CountingMetrics
from tests.fakes.random_source import SeededRandomSource
from tests.fakes.tenant_directory import FixedTenantDirectory
from tests.fakes.workload import ImmediateWorkload


class Worker:
    """Everything behind the handler of `log-worker`. Tests can inspect its parts and make them fail."""

    def __init__(  # noqa: PLR0913 - a test sets only what it needs
        self,
        *,
        work_failures: Mapping[int | str, Exception] | None = None,
        workload: Workload | None = None,
        policies: Mapping[str, RedactionPolicy] | None = None,
        repository: InMemoryLogRepository | None = None,
        tenants: TenantDirectory | None = None,
        most_stored_together: int = 500,
    ) -> None:
        self.clock = ManualClock()
        self.queue = InMemoryLogQueue(clock=self.clock)
        self.dead_letters = InMemoryDeadLetterQueue()
        self.repository = repository or InMemoryLogRepository(self.clock)
        self.metrics = CountingMetrics()
        self.tenants = FixedTenantDirectory(policies)
        self.master_secret = FixedMasterSecret()
        # One thread, so that logs are stored in the order in which their work ends.
        self.storing = ThreadedFairExecutor(1)
        store = StoreOnce(repository=self.repository, master_secret=self.master_secret)
        self.process_log = ProcessLog(
            workload=workload or ImmediateWorkload(work_failures),
            tenants=tenants or self.tenants,
            store=store,
            clock=self.clock,
            master_secret=self.master_secret,
            storing=self.storing,
            most_stored_together=most_stored_together,
            metrics=self.metrics,
        )
        self.process_envelopes = ProcessEnvelopes(
            process_log=self.process_log,
            store=store,
            queue=self.queue,
            dead_letters=self.dead_letters,
            metrics=self.metrics,
        )
        self.process_messages = ProcessMessages(
            process_envelopes=self.process_envelopes,
            dead_letters=self.dead_letters,
            delay_redelivery=DelayRedelivery(queue=self.queue, random=SeededRandomSource()),
            clock=self.clock,
            metrics=self.metrics,
        )

    def deliver(self, *entries: LogEntry, receive_count: int = 1) -> bool:
        """Deliver the logs in one envelope; return whether the message is completed."""
        delivery = Delivery("message-1", receive_count, Envelope(entries, "request-1", "trace"))
        return self.process_envelopes.process([delivery]) == []

    def stored_ids(self) -> list[str]:
        """Return the ids of all stored logs, in the order of storing."""
        return [log.log_id for log in self.repository.logs]

    def queued_ids(self) -> list[list[str]]:
        """Return the log ids of each envelope that the worker has queued again."""
        return [[entry.log_id for entry in envelope.entries] for envelope in self.queue.envelopes]
