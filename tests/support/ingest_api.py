"""The handler of `ingest-api` over fakes."""

from application.ingest_log import IngestLog
from application.ingest_logs import IngestLogs
from application.ports.log_queue import LogQueue
from domain.limits import Limits
from entrypoints.handlers.ingest import ingest_handler
from tests.fakes.clock import ManualClock
from tests.fakes.id_generator import CountingIdGenerator
from tests.fakes.metrics import CountingMetrics


class IngestApi:
    """Everything behind the handler. Tests can inspect its parts and make them fail."""

    def __init__(self, queue: LogQueue, *, seconds_per_character: float = 0.05) -> None:
        self.clock = ManualClock()
        self.ids = CountingIdGenerator()
        self.metrics = CountingMetrics()
        limits = Limits.derive(seconds_per_character=seconds_per_character, worker_timeout_seconds=900)
        self.ingest_logs = IngestLogs(queue=queue, clock=self.clock, ids=self.ids, limits=limits, metrics=self.metrics)
        self.ingest_log = IngestLog(ingest_logs=self.ingest_logs)
        self.handler = ingest_handler(self.ingest_log, self.ingest_logs, self.metrics, probes=[queue.check])
