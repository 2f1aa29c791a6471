"""Schedules tasks. One runs at a time, and hands over at every I/O; a seeded random source chooses the next one.

A task is a greenlet, because the use cases are plain synchronous code, which can be interrupted in a call only this
way. Time is virtual. It stands still while a task runs, and jumps to the time of the next sleeper.
"""

from collections.abc import Callable
from contextlib import suppress
from heapq import heappop, heappush
from random import Random
from typing import NoReturn

from greenlet import getcurrent, greenlet

from tests.simulation.deliveries import Invocation

# How often time advances although a task could run, so that a short sleep does not always end last.
_TIME_GOES_ON = 0.2
_A_MOMENT = 1_000
# Far more than any history takes: a task that is still running then never ends.
_MOST_STEPS = 200_000


class Crash(BaseException):
    """The process of the current task has ended, as by `kill -9`."""


class NeverEnds(Exception):
    """The history does not end."""


class Task:
    """A thread of control. It ends when its `invocation` ends."""

    __slots__ = ("concerns", "greenlet", "invocation", "job", "scheduler")

    def __init__(self, hub: greenlet) -> None:
        self.greenlet = greenlet(self._run, parent=hub)
        self.scheduler: Scheduler
        self.job: Callable[[], object]
        self.invocation: Invocation | None = None
        # The tenant and the ids of the logs that it concerns.
        self.concerns: tuple[str, ...] | None = None

    def _run(self) -> None:
        # A greenlet is reused, because creating one costs more than most jobs.
        while True:
            if self.invocation is None or not self.invocation.ended:
                with suppress(Crash):
                    self.job()
            # All references to its history.
            hub = self.scheduler.hub
            del self.job, self.scheduler, self.invocation, self.concerns
            _idle.append(self)
            hub.switch()


# Greenlets without a job and without references to a history.
_idle: list[Task] = []


class Scheduler:
    """Runs tasks one at a time. `now` is in milliseconds."""

    def __init__(self, random: Random) -> None:
        self._random = random.random
        self._ready: list[Task] = []
        self._sleepers: list[tuple[int, int, Task]] = []
        self._naps = 0
        self.hub = getcurrent()
        self.now = 0
        self.steps = 0
        # None outside `run`, where ports may be called without a scheduler.
        self.current: Task | None = None

    def spawn(
        self,
        job: Callable[[], object],
        invocation: Invocation | None = None,
        concerns: tuple[str, ...] | None = None,
    ) -> Task:
        """Add a task, which begins at some time."""
        task = _idle.pop() if _idle else Task(self.hub)
        task.scheduler = self
        task.job = job
        task.invocation = invocation
        task.concerns = concerns
        self._ready.append(task)
        return task

    def run(self) -> None:
        """Run until no task can continue. Raises NeverEnds, and any error of a task."""
        random, ready, sleepers = self._random, self._ready, self._sleepers
        for _ in range(_MOST_STEPS):
            if sleepers and (not ready or (random() < _TIME_GOES_ON and sleepers[0][0] <= self.now + _A_MOMENT)):
                wake, _, task = heappop(sleepers)
                self.now = max(self.now, wake)
            elif ready:
                index = int(random() * len(ready))
                task = ready[index]
                ready[index] = ready[-1]
                ready.pop()
            else:
                self.current = None
                return
            self.current = task
            self.steps += 1
            task.greenlet.switch()
        raise NeverEnds

    def pause(self) -> None:
        """Let other tasks run."""
        if task := self.current:
            self._ready.append(task)
            self._wait(task)

    def sleep_until(self, moment: int) -> None:
        """Continue at this time, or soon afterwards."""
        if task := self.current:
            if moment <= self.now:
                self._ready.append(task)
            else:
                self._naps += 1
                heappush(self._sleepers, (moment, self._naps, task))
            self._wait(task)

    def wait(self) -> None:
        """Continue when another task wakes this invocation. Only its first task may wait."""
        task = self.current
        assert task
        assert task.invocation
        task.invocation.waiting = task
        self._wait(task)

    def wake(self, invocation: Invocation) -> None:
        """Let the waiting task continue, if there is one."""
        if task := invocation.waiting:
            invocation.waiting = None
            self._ready.append(task)

    def crash(self) -> NoReturn:
        """End the process of the current task, with all of its tasks wherever they are."""
        assert self.current
        invocation = self.current.invocation
        assert invocation
        invocation.end()
        self.wake(invocation)
        raise Crash

    def _wait(self, task: Task) -> None:
        self.hub.switch()
        if (invocation := task.invocation) is not None and invocation.ended:
            raise Crash
