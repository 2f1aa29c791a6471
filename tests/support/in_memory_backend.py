"""A backend of the embedded run whose state is in the server's memory; its worker processes ask it over a socket.

`python -m tests.support.in_memory_backend serve …` is the command `serve` with this backend.
"""

import copyreg
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.managers import BaseManager
from threading import Thread
from types import MappingProxyType
from typing import Any, TypeVar
from unittest import mock

from application.ports.dead_letters import DeadLetters
from application.ports.embedded_log_queue import EmbeddedLogQueue
from application.ports.embedded_log_store import EmbeddedLogStore
from application.ports.embedded_tenants import EmbeddedTenants
from entrypoints.containers.local import MAX_RECEIVE_COUNT, VISIBILITY_TIMEOUT_SECONDS, LocalContainer
from entrypoints.settings import EmbeddedSettings
from infrastructure.system.clock import SystemClock
from tests.fakes.dead_letters import InMemoryDeadLetters
from tests.fakes.embedded_log_queue import InMemoryEmbeddedLogQueue
from tests.fakes.embedded_log_store import InMemoryEmbeddedLogStore
from tests.fakes.embedded_tenants import InMemoryEmbeddedTenants
from tests.fakes.log_eraser import InMemoryLogEraser
from tests.fakes.master_secret import FixedMasterSecret
from tests.fakes.usage_counter import InMemoryUsageCounter
from tests.support.erasing import KeptReceipts

T = TypeVar("T")
Ask = Callable[[str, str, Sequence[Any], Mapping[str, Any]], Any]


def _unchangeable(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


# Tenants' policies hold some.
copyreg.pickle(MappingProxyType, lambda mapping: (_unchangeable, (dict(mapping),)))


class State:
    """What the server keeps, and how a worker asks for it: the attribute, the member, and the arguments."""

    def __init__(self) -> None:
        clock = SystemClock()
        self.queue = InMemoryEmbeddedLogQueue(
            clock=clock,
            visibility_timeout_seconds=VISIBILITY_TIMEOUT_SECONDS,
            max_receive_count=MAX_RECEIVE_COUNT,
        )
        self.store = InMemoryEmbeddedLogStore(clock)
        self.tenants = InMemoryEmbeddedTenants()

    def ask(self, part: str, member: str, arguments: Sequence[Any], named: Mapping[str, Any]) -> Any:
        """What the member returns, or is."""
        found = getattr(getattr(self, part), member)
        return found(*arguments, **named) if callable(found) else found


class _Manager(BaseManager):
    """Carries questions and answers between processes, exceptions too."""


@contextmanager
def opened_by_server(settings: EmbeddedSettings) -> Iterator[LocalContainer]:
    """Keep the state here, and answer workers."""
    settings.data_folder.mkdir()
    state = State()
    _Manager.register("state", callable=lambda: state)
    server = _manager(settings).get_server()
    Thread(target=server.serve_forever, daemon=True).start()
    yield _container(settings, state.queue, state.store, state.tenants, InMemoryLogEraser(state.store))


def opened_by_worker(settings: EmbeddedSettings) -> LocalContainer:
    """Ask the server for everything."""
    _Manager.register("state")
    manager = _manager(settings)
    manager.connect()
    ask: Ask = manager.state().ask  # type: ignore[attr-defined]  # registered above
    return _container(
        settings,
        _asking(EmbeddedLogQueue, "queue", ask),  # type: ignore[type-abstract]  # it becomes concrete
        _asking(EmbeddedLogStore, "store", ask),  # type: ignore[type-abstract]  # as above
        _asking(EmbeddedTenants, "tenants", ask),  # type: ignore[type-abstract]  # as above
        None,
    )


def _manager(settings: EmbeddedSettings) -> _Manager:
    return _Manager(address=str(settings.data_folder / "socket"), authkey=str(settings.data_folder).encode())


def _asking(port: type[T], part: str, ask: Ask) -> T:
    """Play a port by asking for each of its members."""

    def member(name: str) -> Callable[..., Any]:
        return lambda _self, *arguments, **named: ask(part, name, arguments, named)

    names: frozenset[str] = port.__abstractmethods__  # type: ignore[attr-defined]  # of every abstract class
    members = {
        name: property(member(name)) if isinstance(getattr(port, name), property) else member(name) for name in names
    }
    asking: T = type(f"Asking{port.__name__}", (port,), members)()
    return asking


def _container(
    settings: EmbeddedSettings,
    queue: EmbeddedLogQueue,
    store: EmbeddedLogStore,
    tenants: EmbeddedTenants,
    eraser: InMemoryLogEraser | None,
) -> LocalContainer:
    dead_letters: DeadLetters = InMemoryDeadLetters()
    return LocalContainer(
        seconds_per_character=settings.seconds_per_character,
        clock=SystemClock(),
        queue=queue,
        store=store,
        tenants=tenants,
        usage=InMemoryUsageCounter(),
        dead_letters=dead_letters,
        eraser=eraser,
        erasure_receipts=KeptReceipts(),
        master_secret=FixedMasterSecret(),
    )


if __name__ == "__main__":
    from entrypoints.cli import main

    with mock.patch(
        "entrypoints.cli.serve.EmbeddedSettings", partial(EmbeddedSettings, backend="tests.support.in_memory_backend")
    ):
        sys.exit(main())
