"""Work that takes virtual time and can fail."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from application.ports.workload import FinishedWork, Workload
from domain.errors import FinalError, PassingError
from domain.log_entry import LogEntry
from tests.simulation.environment import Environment
from tests.simulation.faults import Kind, Step

_MILLISECONDS_PER_CHARACTER = 5
# Work that ends within this time is reported together.
_TOGETHER_CHARACTERS = 5
# The work on a log with such an id always fails.
FAILING_ID = "failing-"
# The work on a log with such an id ends the process.
KILLING_ID = "killing-"


class _Aborted(Exception):
    """The failure of the whole workload, not of the work on a log."""


class VirtualWorkload(Workload):
    """Work that a fault may make fail, and that always fails for some logs."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def perform(self, entries: Sequence[LogEntry]) -> Iterator[FinishedWork]:
        """Yield each entry when its own work ends, some of them together."""
        scheduler = self._environment.scheduler
        start = scheduler.now
        left = deque(sorted(range(len(entries)), key=lambda position: len(entries[position].text)))
        while left:
            longest = len(entries[left[0]].text) + _TOGETHER_CHARACTERS
            group = []
            while left and len(entries[left[0]].text) <= longest:
                group.append(left.popleft())
            scheduler.sleep_until(start + len(entries[group[-1]].text) * _MILLISECONDS_PER_CHARACTER)
            ended = []
            for position in group:
                failure = self._failure(entries[position])
                if isinstance(failure, _Aborted):
                    self._taint(entries[position] for position in (*group, *left))
                    raise failure
                if failure:
                    yield FinishedWork([position], failure)
                else:
                    ended.append(position)
            self._environment.worked.update(
                (entry.tenant_id, entry.log_id) for entry in map(entries.__getitem__, ended)
            )
            yield FinishedWork(ended)

    def _failure(self, entry: LogEntry) -> Exception | None:
        if entry.log_id.startswith(FAILING_ID):
            self._taint([entry])
            return self._environment.broken()
        if entry.log_id.startswith(KILLING_ID):
            if invocation := self._environment.invocation:
                invocation.was_killed_by(entry.tenant_id, entry.log_id)
            self._environment.scheduler.crash()
        try:
            if self._environment.strike(Step.WORK, entry.tenant_id, (entry.log_id,)) is Kind.ABORTED:
                return _Aborted(entry.text)
        except (PassingError, FinalError, RuntimeError) as error:
            return error
        return None

    def _taint(self, entries: Iterable[LogEntry]) -> None:
        if invocation := self._environment.invocation:
            for entry in entries:
                invocation.taint(entry.tenant_id, (entry.log_id,))
