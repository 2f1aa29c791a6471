"""One history: some clients, two workers, and the faults that the seed chooses."""

from collections import Counter
from dataclasses import dataclass, field

from tests.simulation.captured_logs import CapturedLogs
from tests.simulation.clients import Clients
from tests.simulation.environment import Environment
from tests.simulation.erasing import Erasing
from tests.simulation.event_source import EventSource
from tests.simulation.faults import Counts
from tests.simulation.laws import LAWS, UNDRAINED, Judge, Violation
from tests.simulation.ledger import Ledger
from tests.simulation.pipeline import Pipeline
from tests.simulation.scheduler import NeverEnds
from tests.simulation.traffic import Traffic

_WORKERS = 2
_A_WHILE = 15_000


@dataclass
class Outcome:
    """The result of one history. `fingerprint` depends on every choice, so two runs of a seed are equal."""

    seed: int
    acknowledged: int
    deliveries: int
    stored: int
    dead_letters: int
    faults: Counts = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)
    fingerprint: float = 0.0
    erasures: int = 0


def run_history(seed: int, logs: CapturedLogs) -> Outcome:
    """Run the history of the seed, stop the faults at some time, let the queue drain, and check the laws."""
    return _History(seed, logs).run()


class _History:
    def __init__(self, seed: int, logs: CapturedLogs) -> None:
        self._seed = seed
        self._logs = logs
        logs.lines.clear()
        self._environment = Environment(seed)
        random = self._environment.random
        self._environment.max_receive_count = random.choice((4, 5, 6, 8))
        self._ledger = Ledger()
        self._judge = Judge(self._ledger)
        self._pipeline = Pipeline(self._environment, self._ledger)
        traffic = Traffic(random, self._environment.faults)
        self._clients = Clients(
            environment=self._environment,
            traffic=traffic,
            ledger=self._ledger,
            judge=self._judge,
            handler=self._pipeline.ingest_handler(),
            queue=self._pipeline.queue,
        )
        self._erasing = Erasing(self._environment, traffic, self._pipeline.erase_logs)
        self._judge.erasures = self._erasing.begun
        batch_size = random.choice((1, 3, 10))
        self._sources = [
            EventSource(
                environment=self._environment,
                queue=self._pipeline.queue,
                start_worker=self._pipeline.worker_handler,
                batch_size=batch_size,
                judge=self._judge,
                more_may_come=lambda: not self._clients.are_done,
            )
            for _ in range(_WORKERS)
        ]
        self._requests = random.randint(3, 20)
        # The number of deliveries when the faults stopped, and how many may follow.
        self._calm_since = 0
        self._most_after = 0

    def run(self) -> Outcome:
        scheduler = self._environment.scheduler
        scheduler.spawn(lambda: self._clients.run(self._requests))
        for source in self._sources:
            scheduler.spawn(source.run)
        scheduler.spawn(self._erasing.run)
        scheduler.spawn(self._calm)
        try:
            scheduler.run()
        except NeverEnds:
            self._judge.accuse(UNDRAINED, "the history never ends")
        else:
            self._judge_end()
        return Outcome(
            seed=self._seed,
            acknowledged=self._ledger.count,
            deliveries=self._deliveries(),
            stored=len(self._pipeline.repository.logs),
            dead_letters=len(self._pipeline.dead_letters.letters),
            erasures=len(self._erasing.done),
            faults=self._environment.faults.counts,
            violations=sorted(self._judge.violations, key=lambda violation: LAWS.index(violation.law)),
            fingerprint=self._environment.random.random(),
        )

    def _calm(self) -> None:
        """Stop the faults some time before or after the last request."""
        environment = self._environment
        scheduler = environment.scheduler
        while not self._clients.are_done:
            scheduler.sleep_until(scheduler.now + _A_WHILE)
        # This is before the first redelivery, or when many messages have had their last one.
        longest = 10 * environment.visibility_timeout
        scheduler.sleep_until(scheduler.now + int(environment.random.random() ** 4 * longest))
        environment.faults.stop()
        self._calm_since = self._deliveries()
        # Messages with several logs may be split.
        queued = sum(1 + len(message.logs) for message in self._pipeline.queue.messages.values())
        # A worker that has a message now may queue its logs again, even if another worker did so or deleted it
        # meanwhile.
        held = sum(len(delivery.message.logs) for source in self._sources for delivery in source.in_work)
        # Each message may be received up to its maximum.
        self._most_after = environment.max_receive_count * (queued + held)

    def _deliveries(self) -> int:
        return sum(source.deliveries for source in self._sources)

    def _judge_end(self) -> None:
        letters = self._pipeline.dead_letters.letters
        self._judge.stored(self._pipeline.repository.logs, letters)
        self._judge.erased(self._pipeline.repository.logs, self._erasing.done, self._environment.stalled_storing)
        self._judge.dead(letters, self._environment.refused, self._pipeline.queue.wrongly_given_up)
        self._judge.shown_early(self._pipeline.repository.early)
        self._judge.drained(self._deliveries() - self._calm_since, self._most_after)
        self._judge.shown("\n".join(self._logs.lines), "a log record")
        self._judge.shown(str(self._pipeline.metrics.counts), "a metric")
