"""Erasing logs during a history, and continuing until the erasure is complete."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from application.erase_logs import EraseLogs
from domain.erasure import Erasure, Selection
from domain.errors import PassingError
from domain.processed_log import Position
from tests.simulation.deliveries import Invocation
from tests.simulation.environment import Environment
from tests.simulation.faults import Step
from tests.simulation.scheduler import Crash
from tests.simulation.traffic import EARLIER, Traffic

T = TypeVar("T")

_SECOND = 1_000
_PAUSE = 5 * _SECOND
# An erasure begins at most this long after the first request or the previous erasure, when some logs are still queued
# or most are stored.
_LATEST = (10 * _SECOND, 200 * _SECOND)
_NONE = 0.6
_TWO = 0.3


class Erasing:
    """`done` are the completed erasures, and `begun` all of them, each with its tenant."""

    def __init__(self, environment: Environment, traffic: Traffic, start: Callable[[], EraseLogs]) -> None:
        """`start` creates the use case, as a new process does."""
        self._environment = environment
        self._scheduler = environment.scheduler
        self._random = environment.random
        self._traffic = traffic
        self._start = start
        self._erase_logs = start()
        self.begun: list[tuple[str, Erasure]] = []
        self.done: list[tuple[str, Erasure]] = []

    def run(self) -> None:
        """Erase once or twice, in some of the histories."""
        if self._random.random() < _NONE:
            return
        for _ in range(2 if self._random.random() < _TWO else 1):
            self._scheduler.sleep_until(self._scheduler.now + int(self._random.random() * self._random.choice(_LATEST)))
            self._erase()

    def _erase(self) -> None:
        tenant_id = self._traffic.tenant()
        erasure = self._erase_logs.new(self._selection(tenant_id))
        self.begun.append((tenant_id, erasure))
        self._tried(lambda erase_logs: erase_logs.mark(tenant_id, erasure))
        wait = self._tried(lambda erase_logs: erase_logs.seconds_to_wait(erasure))
        self._scheduler.sleep_until(self._scheduler.now + int(wait * _SECOND))
        place: Position | None = None
        while True:
            behind = place
            deleted = self._tried(lambda erase_logs: erase_logs.delete_some(tenant_id, erasure, behind))  # noqa: B023
            if (place := deleted.next) is None:
                break
        self._tried(lambda erase_logs: erase_logs.finish(tenant_id, erasure, "somebody", 0))
        self.done.append((tenant_id, erasure))

    def _selection(self, tenant_id: str) -> Selection:
        ids: Sequence[str] = self._traffic.ids_of(tenant_id)
        match self._random.choice(("all", "all", "id", "time")):
            case "id" if ids:
                return Selection(log_id=self._random.choice(ids))
            case "time":
                return Selection(since=EARLIER * 10**9, until=(EARLIER + 1) * 10**9)
        return Selection()

    def _tried(self, step: Callable[[EraseLogs], T]) -> T:
        """Return the answer of the step. If its process crashes, another process repeats it."""
        task = self._scheduler.current
        assert task
        while True:
            task.invocation = Invocation(send=Step.ERASE, send_many=Step.ERASE)
            try:
                return step(self._erase_logs)
            except PassingError:
                pass
            except Crash:
                self._erase_logs = self._start()
            finally:
                task.invocation = None
            self._scheduler.sleep_until(self._scheduler.now + int(self._random.random() * _PAUSE))
