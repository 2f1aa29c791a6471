"""What all simulated ports share: time, chance, and meeting a fault at each of their calls."""

from collections.abc import Collection
from random import Random

from domain.errors import FinalError, PassingError
from tests.simulation.deliveries import Invocation, LogKey
from tests.simulation.faults import Faults, Kind, Step
from tests.simulation.scheduler import Scheduler

_PASSING = {Kind.THROTTLED: "ThrottlingException", Kind.FAILED: "InternalError"}
# A write that breaks with several logs is no excuse for any of them: each can be written alone.
_EXCUSES_NOTHING = {(Step.PUT_MANY, Kind.BROKEN)}
# What a worker does between reading a tenant and having stored its logs.
_STORING = {Step.MASTER_KEY, Step.LOOK_UP, Step.PUT_MANY, Step.PUT, Step.PUT_CONFLICT}
_HARMLESS = {Kind.STALLED, Kind.DUPLICATED, Kind.DELAYED}


class Environment:
    """The one source of chance, and everything that depends on it."""

    def __init__(self, seed: int, *, visibility_timeout: int = 5_400_000, max_receive_count: int = 8) -> None:
        self.random = Random(seed)  # noqa: S311 - to be replayed is its very purpose
        self.scheduler = Scheduler(self.random)
        self.faults = Faults(self.random)
        # Milliseconds
        self.visibility_timeout = visibility_timeout
        self.max_receive_count = max_receive_count
        # Logs that were refused for good at least once.
        self.refused: set[LogKey] = set()
        # Tenants of whose logs a worker stood still while it stored them.
        self.stalled_storing: set[str] = set()
        # Logs whose work has ended at least once.
        self.worked: set[LogKey] = set()

    @property
    def invocation(self) -> Invocation | None:
        """Whose call this is."""
        return task.invocation if (task := self.scheduler.current) else None

    def meet(
        self, step: Step, tenant_id: str | None = None, log_ids: Collection[str] = (), *, harmless: bool = False
    ) -> Kind | None:
        """Let others go first, and then be struck."""
        self.scheduler.pause()
        return self.strike(step, tenant_id, log_ids, harmless=harmless)

    def strike(
        self, step: Step, tenant_id: str | None = None, log_ids: Collection[str] = (), *, harmless: bool = False
    ) -> Kind | None:
        """Let happen what goes wrong before anything is done, and return what goes wrong while it is done.

        The call is about these logs, or else about those of its task; if it is `harmless`, none may fail by it.
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
        """Let happen what goes wrong after everything is done."""
        if kind is Kind.CRASHED_AFTER:
            self.scheduler.crash()
        if kind is Kind.ANSWER_LOST:
            raise PassingError("ReadTimeoutError")

    def stall(self) -> None:
        """Do nothing until whatever is in flight now shows again."""
        now = self.scheduler.now
        self.scheduler.sleep_until(now + self.visibility_timeout + int(self.random.random() * 1_000))

    def refuse(self, tenant_id: str, log_ids: Collection[str]) -> FinalError:
        """What to raise where a log is refused for good."""
        self.refused.update((tenant_id, log_id) for log_id in log_ids)
        return FinalError("item_refused")

    def broken(self) -> Exception:
        """An exception as a library may raise it, with all that it was given in its words."""
        invocation = self.invocation
        return RuntimeError(invocation.words) if invocation else RuntimeError()


def quiet_environment(*, visibility_timeout: int = 5_400_000, max_receive_count: int = 8) -> Environment:
    """In which nothing goes wrong."""
    environment = Environment(0, visibility_timeout=visibility_timeout, max_receive_count=max_receive_count)
    environment.faults.stop()
    return environment
