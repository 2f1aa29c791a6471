"""A backend of the embedded run with its state in the server's memory. Worker processes access it through a socket.

`python -m tests.support.in_memory_backend serve …` is the command `serve` with this backend.
"""

import copyreg
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.managers import BaseManager
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Any, TypeVar
from unittest import mock

from application.ports.embedded_log_queue import EmbeddedLogQueue
from application.ports.embedded_log_store import EmbeddedLogStore
from application.ports.embedded_tenants import EmbeddedTenants
from application.ports.state_files import StateFiles
from application.ports.storage import NoStorage, StorageInUse, UnusableStorage
from entrypoints.containers.local import MAX_RECEIVE_COUNT, VISIBILITY_TIMEOUT_SECONDS, LocalContainer
from entrypoints.settings import EmbeddedSettings
from infrastructure.system.clock import SystemClock
from tests.fakes.embedded_log_queue import InMemoryEmbeddedLogQueue
from tests.fakes.embedded_log_store import InMemoryEmbeddedLogStore
from tests.fakes.embedded_tenants import InMemoryEmbeddedTenants
from tests.fakes.erasure_receipts import InMemoryErasureReceipts
from tests.fakes.log_eraser import InMemoryLogEraser
from tests.fakes.master_secret import FixedMasterSecret
from tests.fakes.usage_counter import InMemoryUsageCounter

T = TypeVar("T")
Ask = Callable[[str, str, Sequence[Any], Mapping[str, Any]], Any]


def _unchangeable(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


# The policies of tenants contain some.
copyreg.pickle(MappingProxyType, lambda mapping: (_unchangeable, (dict(mapping),)))


class State:
    """The server's state. A worker names the attribute, the member and the arguments."""

    def __init__(self) -> None:
        clock = SystemClock()
        self.queue = InMemoryEmbeddedLogQueue(
            clock=clock,
            visibility_timeout_seconds=VISIBILITY_TIMEOUT_SECONDS,
            max_receive_count=MAX_RECEIVE_COUNT,
        )
        self.store = InMemoryEmbeddedLogStore(clock)
        self.tenants = InMemoryEmbeddedTenants()
        self.receipts = InMemoryErasureReceipts()

    def ask(self, part: str, member: str, arguments: Sequence[Any], named: Mapping[str, Any]) -> Any:
        """Return the result of the method, or the value of the attribute."""
        found = getattr(getattr(self, part), member)
        return found(*arguments, **named) if callable(found) else found


# The states in this process, by their data folders.
STATES: dict[Path, State] = {}


class _Manager(BaseManager):
    """Carries calls and results between processes, including exceptions."""


@contextmanager
def opened_by_server(settings: EmbeddedSettings) -> Iterator[LocalContainer]:
    """Keep the state in this process, and answer the workers."""
    if settings.data_folder in STATES:
        raise StorageInUse("This process has the state already.")
    state = _state(settings)
    settings.data_folder.mkdir()
    _Manager.register("state", callable=lambda: state)
    server = _manager(settings).get_server()
    Thread(target=server.serve_forever, daemon=True).start()
    yield _whole(settings, state)


@contextmanager
def opened_by_command(settings: EmbeddedSettings) -> Iterator[LocalContainer]:
    """Only a command in the same process as the state can open it."""
    yield _whole(settings, _state(settings))


def opened_by_worker(settings: EmbeddedSettings) -> LocalContainer:
    """Call the server for everything."""
    _Manager.register("state")
    manager = _manager(settings)
    manager.connect()
    ask: Ask = manager.state().ask  # type: ignore[attr-defined]  # registered above
    return _container(
        settings,
        _asking(EmbeddedLogQueue, "queue", ask),  # type: ignore[type-abstract]  # it becomes a concrete class
        _asking(EmbeddedLogStore, "store", ask),  # type: ignore[type-abstract]  # as above
        _asking(EmbeddedTenants, "tenants", ask),  # type: ignore[type-abstract]  # as above
    )


def state_files(settings: EmbeddedSettings) -> StateFiles:
    """Refuse, because nothing is in files."""
    del settings
    raise UnusableStorage("the state is only in memory: there are no files to copy or to check.")


def _state(settings: EmbeddedSettings) -> State:
    if settings.data_folder not in STATES:
        if not settings.create_missing:
            raise NoStorage("there is no state yet.")
        STATES[settings.data_folder] = State()
    return STATES[settings.data_folder]


def _manager(settings: EmbeddedSettings) -> _Manager:
    return _Manager(address=str(settings.data_folder / "socket"), authkey=str(settings.data_folder).encode())


def _asking(port: type[T], part: str, ask: Ask) -> T:
    """Implement a port by calling the server for each of its members."""

    def member(name: str) -> Callable[..., Any]:
        return lambda _self, *arguments, **named: ask(part, name, arguments, named)

    names: frozenset[str] = port.__abstractmethods__  # type: ignore[attr-defined]  # every abstract class has it
    members = {
        name: property(member(name)) if isinstance(getattr(port, name), property) else member(name) for name in names
    }
    asking: T = type(f"Asking{port.__name__}", (port,), members)()
    return asking


def _whole(settings: EmbeddedSettings, state: State) -> LocalContainer:
    """Return the container of the process that has the state."""
    container = _container(settings, state.queue, state.store, state.tenants)
    container.dead_letters.override(state.queue.dead_letters)
    container.eraser.override(InMemoryLogEraser(state.store))
    container.erasure_receipts.override(state.receipts)
    return container


def _container(
    settings: EmbeddedSettings, queue: EmbeddedLogQueue, store: EmbeddedLogStore, tenants: EmbeddedTenants
) -> LocalContainer:
    return LocalContainer(
        seconds_per_character=settings.seconds_per_character,
        clock=SystemClock(),
        queue=queue,
        store=store,
        tenants=tenants,
        usage=InMemoryUsageCounter(),
        master_secret=FixedMasterSecret(),
    )


@contextmanager
def chosen() -> Iterator[None]:
    """Within the block, commands in this process use this backend."""
    settings = partial(EmbeddedSettings, backend=__spec__.name)
    with (
        mock.patch("entrypoints.cli.serve.EmbeddedSettings", settings),
        mock.patch("entrypoints.cli.state.EmbeddedSettings", settings),
    ):
        yield


if __name__ == "__main__":
    from entrypoints.cli import main

    with chosen():
        sys.exit(main())
