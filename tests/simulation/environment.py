"""The environment of all simulated ports: time, random choices, and faults at each of their calls."""

from collections.abc import Collection
from random import Random

from domain.errors import FinalError, FinalReason, PassingError
from tests.simulation.deliveries import Invocation, LogKey
from tests.simulation.faults import Faults, Kind, Step
from tests.simulation.scheduler import Scheduler

_PASSING = {Kind.THROTTLED: "ThrottlingException", Kind.FAILED: "InternalError"}
# A write that fails for several logs excuses none of them, because each can be written alone.
_EXCUSES_NOTHING = {(Step.PUT_MANY, Kind.BROKEN)}
# The steps of a worker between reading a tenant and storing its logs.
_STORING = {Step.MASTER_KEY, Step.LOOK_UP, Step.PUT_MANY, Step.PUT, Step.PUT_CONFLICT}
_HARMLESS = {Kind.STALLED, Kind.DUPLICATED, Kind.DELAYED}


class Environment:
    """The one source of random choices, and everything that depends on it."""

    def __init__(self, seed: int, *, visibility_timeout: int = 5_400_000, max_receive_count: int = 8) -> None:
        self.random = Random(seed)  # noqa: S311 - the numbers must be reproducible
        self.scheduler = Scheduler(self.random)
        self.faults = Faults(self.random)
        # In milliseconds
        self.visibility_timeout = visibility_timeout
        self.max_receive_count = max_receive_count
        # The logs that the store has refused permanently at least once.
        self.refused: set[LogKey] = set()
        # The tenants whose logs a worker was storing when it paused.
        self.stalled_storing: set[str] = set()
        # The logs whose work has ended at least once.
        self.worked: set[LogKey] = set()

    @property
    def invocation(self) -> Invocation | None:
        """Return the invocation whose call this is."""
        return task.invocation if (task := self.scheduler.current) else None

    def meet(
        self, step: Step, tenant_id: str | None = None, log_ids: Collection[str] = (), *, harmless: bool = False
    ) -> Kind | None:
        """Let other tasks run, then let a fault occur."""
        self.scheduler.pause()
        return self.strike(step, tenant_id, log_ids, harmless=harmless)

    def strike(
        self, step: Step, tenant_id: str | None = None, log_ids: Collection[str] = (), *, harmless: bool = False
    ) -> Kind | None:
        """Let a fault occur before the call does anything; return the fault for the call itself.

        The call concerns these logs, otherwise those of its task. If it is `harmless`, none of them may fail because of
        it.
        """
        kind = self.faults.draw(step)
        if kind is None:
            return None
        task = self.scheduler.current
        assert task
        if tenant_id is None and task.concerns:
            tenant_id, log_ids = task.concerns[0], task.concerns[1:]
        invocation = task.invocation
        if invocation and not harmless and kind not in _HARMLESS and (step, kind) not in _EXCUSES_NOTHING:
            invocation.taint(tenant_id, log_ids)
        if kind is Kind.STALLED:
            if step in _STORING and tenant_id is not None:
                self.stalled_storing.add(tenant_id)
            self.stall()
            return None
        if kind is Kind.CRASHED_BEFORE:
            self.scheduler.crash()
        if reason := _PASSING.get(kind):
            raise PassingError(reason)
        if kind is Kind.REFUSED:
            assert tenant_id
            raise self.refuse(tenant_id, log_ids)
        if kind is Kind.BROKEN:
            raise self.broken()
        return kind

    def answer(self, kind: Kind | None) -> None:
        """Let a fault occur after the call has done everything."""
        if kind is Kind.CRASHED_AFTER:
            self.scheduler.crash()
        if kind is Kind.ANSWER_LOST:
            raise PassingError("ReadTimeoutError")

    def stall(self) -> None:
        """Pause until all messages that are now in flight are visible again."""
        now = self.scheduler.now
        self.scheduler.sleep_until(now + self.visibility_timeout + int(self.random.random() * 1_000))

    def refuse(self, tenant_id: str, log_ids: Collection[str]) -> FinalError:
        """Return the error for a log that is refused permanently."""
        self.refused.update((tenant_id, log_id) for log_id in log_ids)
        return FinalError(FinalReason.ITEM_REFUSED)

    def broken(self) -> Exception:
        """Return an exception as a library may raise it, with the whole input in its message."""
        invocation = self.invocation
        return RuntimeError(invocation.words) if invocation else RuntimeError()


def quiet_environment(*, visibility_timeout: int = 5_400_000, max_receive_count: int = 8) -> Environment:
    """Return an environment without faults."""
    environment = Environment(0, visibility_timeout=visibility_timeout, max_receive_count=max_receive_count)
    environment.faults.stop()
    return environment
