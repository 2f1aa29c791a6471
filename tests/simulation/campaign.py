"""Running many histories on all cores."""

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from multiprocessing import get_context

from tests.simulation.captured_logs import CapturedLogs, captured_logs
from tests.simulation.faults import FAULTS, Counts
from tests.simulation.history import Outcome, run_history
from tests.simulation.laws import Violation
from tests.simulation.outage import run_outage

# Enough that passing them to a process costs nothing, and few enough that the run ends soon after its budget.
_CHUNK = 40
_MOST_VIOLATIONS = 100
_OUTAGE_EVERY = 25


@dataclass
class Totals:
    """The sums over all histories."""

    histories: int = 0
    acknowledged: int = 0
    deliveries: int = 0
    stored: int = 0
    dead_letters: int = 0
    faults: Counts = field(default_factory=Counter)
    broken_laws: Counter[str] = field(default_factory=Counter)
    # By seed. The first one is kept.
    violations: list[tuple[int, Violation]] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count a history."""
        self.histories += 1
        self.acknowledged += outcome.acknowledged
        self.deliveries += outcome.deliveries
        self.stored += outcome.stored
        self.dead_letters += outcome.dead_letters
        self.faults.update(outcome.faults)
        self.broken_laws.update(violation.law for violation in outcome.violations)
        self._note((outcome.seed, violation) for violation in outcome.violations)

    def merge(self, other: "Totals") -> None:
        """Add the counts of other histories."""
        self.histories += other.histories
        self.acknowledged += other.acknowledged
        self.deliveries += other.deliveries
        self.stored += other.stored
        self.dead_letters += other.dead_letters
        self.faults.update(other.faults)
        self.broken_laws.update(other.broken_laws)
        self._note(iter(other.violations))

    @property
    def rarest_fault(self) -> int:
        """Return the lowest number of times that any fault has occurred at any of its steps."""
        return min(self.faults[step, kind] for step, kinds in FAULTS.items() for kind in kinds)

    def _note(self, violations: Iterator[tuple[int, Violation]]) -> None:
        self.violations += list(violations)[: _MOST_VIOLATIONS - len(self.violations)]


@dataclass(frozen=True)
class Budget:
    """The limits of a run, which ends at the first one that it reaches."""

    histories: int | None = None
    deliveries: int | None = None
    seconds: float | None = None

    def is_spent(self, totals: Totals, seconds: float) -> bool:
        """Return whether no further histories should begin. The caller checks their number."""
        return (self.deliveries is not None and totals.deliveries >= self.deliveries) or (
            self.seconds is not None and seconds >= self.seconds
        )


def run_seed(seed: int, logs: CapturedLogs) -> Outcome:
    """Run the history of this seed. Some seeds give a history of the embedded run on a failing disk."""
    return run_outage(seed, logs) if seed % _OUTAGE_EVERY == 0 else run_history(seed, logs)


def run_seeds(seeds: Sequence[int]) -> Totals:
    """Run these histories in this process, one after another."""
    totals = Totals()
    with captured_logs() as logs, _rare_garbage_collection():
        for seed in seeds:
            totals.add(run_seed(seed, logs))
    return totals


def run_campaign(seed: int, budget: Budget, *, processes: int, progress: Callable[[Totals, float], None]) -> Totals:
    """Run the histories `seed`, `seed + 1`, … until a limit of the budget is reached."""
    totals = Totals()
    start = time.monotonic()
    seeds = count(seed)
    end = None if budget.histories is None else seed + budget.histories
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running: set[Future[Totals]] = set()
        while True:
            while len(running) < 2 * processes and not budget.is_spent(totals, time.monotonic() - start):
                if not (chunk := [seed for _ in range(_CHUNK) if (seed := next(seeds)) < (end or seed + 1)]):
                    break
                running.add(pool.submit(run_seeds, chunk))
            if not running:
                return totals
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                totals.merge(future.result())
            progress(totals, time.monotonic() - start)


@contextmanager
def _rare_garbage_collection() -> Iterator[None]:
    """Imported objects are never garbage, and a history leaves little garbage."""
    before, was_frozen = gc.get_threshold(), gc.get_freeze_count() > 0
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        # Otherwise the next call would treat the objects of these histories as imported.
        gc.collect()
        gc.set_threshold(*before)
        if not was_frozen:
            gc.unfreeze()
