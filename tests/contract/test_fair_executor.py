"""The contract of FairExecutor."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from functools import partial

import pytest

from application.ports.fair_executor import FairExecutor
from infrastructure.system.fair_executor import ThreadedFairExecutor

SECONDS = 10


def test_each_job_ends_in_its_own_future() -> None:
    """The result or exception of each job is in its own future."""
    executor: FairExecutor = ThreadedFairExecutor(3)

    def divide(number: int) -> float:
        return 1 / (number - 50)

    futures = [executor.submit(f"tenant-{number % 7}", partial(divide, number)) for number in range(100)]
    wait(futures, SECONDS)

    assert isinstance(futures[50].exception(), ZeroDivisionError)
    assert [future.result() for future in futures if future is not futures[50]] == [
        divide(number) for number in range(100) if number != 50
    ]


def test_tenants_are_served_in_turn() -> None:
    """A tenant's only job waits for at most one of another's hundred jobs; each tenant's jobs stay in order."""
    executor = ThreadedFairExecutor(1)
    began: list[str] = []
    gate = threading.Event()

    def job(name: str) -> None:
        gate.wait(SECONDS)
        began.append(name)

    loud = [executor.submit("loud", partial(job, f"loud-{number}")) for number in range(100)]
    quiet = executor.submit("quiet", partial(job, "quiet"))
    gate.set()
    wait([*loud, quiet], SECONDS)

    assert began.index("quiet") <= 2
    assert [name for name in began if name != "quiet"] == [f"loud-{number}" for number in range(100)]


@pytest.mark.parametrize("loud", [1, 2, 3])
def test_a_job_runs_although_others_never_end(loud: int) -> None:
    """Of 8 threads, three tenants whose jobs never end leave one to all other tenants."""
    executor = ThreadedFairExecutor(8)
    gate = threading.Event()
    stuck: list[Future[bool]] = [
        executor.submit(f"loud-{number % loud}", partial(gate.wait, SECONDS)) for number in range(30)
    ]

    for number in range(20):
        quick: Callable[[], int] = partial(int, number)
        assert executor.submit(f"quiet-{number % 3}", quick).result(SECONDS) == number

    gate.set()
    wait(stuck, SECONDS)
    assert all(future.result() for future in stuck)


def test_a_tenant_alone_uses_half_of_the_threads() -> None:
    """A single tenant uses half of the threads, and all of its jobs run."""
    executor = ThreadedFairExecutor(8)
    together = threading.Barrier(4)

    futures = [executor.submit("acme", partial(together.wait, SECONDS)) for _ in range(8)]

    assert sorted(future.result(SECONDS) for future in futures) == [0, 0, 1, 1, 2, 2, 3, 3]


def test_stopping_cancels_what_has_not_begun() -> None:
    """Stopping cancels waiting jobs, waits for running ones, and accepts no new ones."""
    executor = ThreadedFairExecutor(1)
    gate, running = threading.Event(), threading.Event()

    def job() -> int:
        running.set()
        gate.wait(SECONDS)
        return 1

    first, second = executor.submit("acme", job), executor.submit("beta", job)
    running.wait(SECONDS)
    stopping = threading.Thread(target=executor.stop)
    stopping.start()
    wait([second], SECONDS)
    assert second.cancelled()
    assert stopping.is_alive()
    gate.set()
    stopping.join(SECONDS)

    assert not stopping.is_alive()
    assert first.result(0) == 1
    with pytest.raises(RuntimeError):
        executor.submit("acme", job)
