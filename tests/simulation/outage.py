"""A history of the embedded run on a disk that fails for some time.

The real workers take turns over the real SQLite queue and store in virtual time. Some messages are sent before, during
and after a fault of limited duration, in which some statements fail. The law: a minute after the fault (there is no
simulated work) every accepted log is stored, the queue is empty and there is no dead letter, however long the fault was
and however few receives a message is allowed.

On AWS the same faults come from SQS and DynamoDB, and `history` covers them. There, a failed message is redelivered
within an hour if SQS receives its delay. If it does not, or if a worker is killed, the message is redelivered after the
visibility timeout of 90 minutes.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from application.delay_redelivery import DelayRedelivery
from application.envelope import Envelope
from application.ports.clock import Clock
from application.ports.embedded_log_queue import LeasedMessage
from application.process_envelopes import ProcessEnvelopes
from application.process_log import ProcessLog
from application.process_messages import ProcessMessages
from application.store_once import StoreOnce
from domain.errors import PassingError
from domain.log_entry import LogEntry
from entrypoints.handlers.worker import SqsHandler, worker_handler
from entrypoints.local.batch_worker import BatchWorker
from entrypoints.local.storage_health import StorageHealth
from infrastructure.embedded.log_queue import SqliteLogQueue
from infrastructure.embedded.log_repository import SqliteLogRepository
from tests.fakes.clock import START
from tests.fakes.fair_executor import ImmediateFairExecutor
from tests.fakes.master_secret import FixedMasterSecret
from tests.fakes.metrics import CountingMetrics
from tests.fakes.random_source import SeededRandomSource
from tests.fakes.tenant_directory import FixedTenantDirectory
from tests.fakes.workload import ImmediateWorkload
from tests.simulation.captured_logs import CapturedLogs
from tests.simulation.faults import Kind, Step
from tests.simulation.history import Outcome
from tests.simulation.laws import HIDDEN, INVENTED, LEAKED, WRONG_DEATH, Violation
from tests.simulation.traffic import WATERMARK
from tests.support.faulty_connection import faulty_connections

# In memory, if the machine has such a folder, because syncs take nearly all of a history's time.
_FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a new folder is created in it
_WORKERS = 3
_RECOVERY_SECONDS = 60
# The visibility timeout of the embedded queue.
_LEASE_SECONDS = 5_400
_FILES: Sequence[Sequence[str]] = (("queue.sqlite3",), ("logs.sqlite3",), ("queue.sqlite3", "logs.sqlite3"))
_STATEMENTS: Sequence[Sequence[str]] = (
    ("BEGIN",),
    ("COMMIT",),
    ("INSERT", "UPDATE", "DELETE"),
    ("SELECT",),
    ("BEGIN", "COMMIT", "INSERT", "UPDATE", "DELETE", "SELECT", "CREATE"),
)


def run_outage(seed: int, logs: CapturedLogs) -> Outcome:
    """Run the history of the seed, and check the law."""
    logs.lines.clear()
    with tempfile.TemporaryDirectory(dir=_FOLDER) as folder:
        return _Outage(seed, Path(folder)).run(logs)


class _VirtualTime(Clock):
    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def pause(self, seconds: float) -> bool:
        self.seconds += seconds
        return False


class _Queue(SqliteLogQueue):
    """A queue that counts its deliveries."""

    deliveries = 0

    def receive(self, max_messages: int, **options: Any) -> list[LeasedMessage]:
        messages = super().receive(max_messages, **options)
        self.deliveries += len(messages)
        return messages


class _Outage:
    def __init__(self, seed: int, folder: Path) -> None:
        self._seed = seed
        self._folder = folder
        self._random = random = Random(seed)  # noqa: S311 - the numbers must be reproducible
        self._time = _VirtualTime()
        self._begin = random.uniform(0, 5)
        # From a second to half an hour.
        self._end = self._begin + 10 ** random.uniform(0, 3.25)
        self._share = random.choice((0.02, 0.3, 1.0))
        self._files = random.choice(_FILES)
        self._statements = random.choice(_STATEMENTS)
        self._failed = 0
        self._sent: dict[tuple[str, str], bool] = {}

    def run(self, logs: CapturedLogs) -> Outcome:
        with ExitStack() as opened:
            opened.enter_context(faulty_connections(self._fails))
            queue = opened.enter_context(
                closing(
                    _Queue(
                        self._folder / "queue.sqlite3",
                        clock=self._time,
                        visibility_timeout_seconds=_LEASE_SECONDS,
                        max_receive_count=self._random.choice((1, 2, 8)),
                    )
                )
            )
            repository = opened.enter_context(
                closing(SqliteLogRepository(self._folder / "logs.sqlite3", clock=self._time))
            )
            self._live(queue, repository)
            violations = self._judge(queue, repository, "\n".join(logs.lines))
            return Outcome(
                seed=self._seed,
                acknowledged=sum(self._sent.values()),
                deliveries=queue.deliveries,
                stored=repository.count(),
                dead_letters=queue.count_dead_letters(),
                faults=Counter({(Step.DATABASE, Kind.FAILED): self._failed}),
                violations=violations,
                fingerprint=self._random.random(),
            )

    def _live(self, queue: _Queue, repository: SqliteLogRepository) -> None:
        health = StorageHealth([queue, repository])
        names = [f"worker-{number}" for number in range(_WORKERS)]
        workers = [
            BatchWorker(
                name,
                queue=queue,
                handler=self._handler(queue, repository),
                workers=_WORKERS,
                health=health,
                clock=self._time,
                pause=self._time.pause,
                run_together=_one_after_another,
            )
            for name in names
        ]
        # Some messages are sent in the last seconds, however long the fault is.
        moments = [self._random.uniform(0, self._begin + 5) for _ in range(self._random.randint(1, 8))]
        moments += [self._random.uniform(self._begin, self._end) for _ in range(self._random.randint(1, 8))]
        moments.sort(reverse=True)
        for worker in cycle(workers):
            while moments and moments[-1] <= self._time.seconds:
                moments.pop()
                self._send(queue)
            worker.take_turn()
            if self._time.seconds >= self._end + _RECOVERY_SECONDS:
                return

    def _handler(self, queue: _Queue, repository: SqliteLogRepository) -> SqsHandler:
        secret, metrics = FixedMasterSecret(), CountingMetrics()
        store = StoreOnce(repository=repository, master_secret=secret)
        process_log = ProcessLog(
            workload=ImmediateWorkload(),
            tenants=FixedTenantDirectory(),
            store=store,
            clock=self._time,
            master_secret=secret,
            storing=ImmediateFairExecutor(),
            most_stored_together=2,
            metrics=metrics,
        )
        process_envelopes = ProcessEnvelopes(
            process_log=process_log, store=store, queue=queue, dead_letters=queue, metrics=metrics
        )
        return worker_handler(
            ProcessMessages(
                process_envelopes=process_envelopes,
                dead_letters=queue,
                delay_redelivery=DelayRedelivery(queue=queue, random=SeededRandomSource(self._seed)),
                clock=self._time,
                metrics=metrics,
            )
        )

    def _send(self, queue: _Queue) -> None:
        tenant_id = self._random.choice(("acme", "beta", "umbra"))
        logs = tuple(
            LogEntry(
                tenant_id=tenant_id,
                log_id=f"log-{len(self._sent)}-{number}",
                text=f"{WATERMARK}{number}",
                source="json",
                received_at=self._time.now(),
                attributes={},
            )
            for number in range(self._random.choice((1, 1, 3)))
        )
        try:
            queue.send([Envelope(logs, "request-1")])
        except PassingError:
            accepted = False
        else:
            accepted = True
        self._sent |= {(tenant_id, entry.log_id): accepted for entry in logs}

    def _fails(self, file: str, statement: str) -> bool:
        struck = (
            self._begin <= self._time.seconds < self._end
            and file in self._files
            and statement in self._statements
            and self._random.random() < self._share
        )
        self._failed += struck
        return struck

    def _judge(self, queue: _Queue, repository: SqliteLogRepository, shown: str) -> list[Violation]:
        stored = {key for key in self._sent if repository.find(*key)}
        broken = [
            Violation(HIDDEN, f"{key} is not stored a minute after the fault")
            for key, accepted in self._sent.items()
            if accepted and key not in stored
        ]
        if left := queue.count():
            broken.append(Violation(HIDDEN, f"{left} messages are queued a minute after the fault"))
        if dead := queue.count_dead_letters():
            broken.append(Violation(WRONG_DEATH, f"{dead} messages are dead because the disk failed"))
        if repository.count() > sum(self._sent.values()):
            broken.append(Violation(INVENTED, "logs are stored that were not accepted"))
        if WATERMARK in shown:
            broken.append(Violation(LEAKED, "a log record"))
        return broken


def _one_after_another(jobs: Sequence[Callable[[], None]]) -> None:
    for job in jobs:
        job()
