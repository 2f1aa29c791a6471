"""The state of the embedded run, for commands that do not talk to a server."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from application.ports.state_files import StateFiles
from application.ports.storage import NoStorage, StorageInUse
from entrypoints.containers.backend import backend_of
from entrypoints.settings import EmbeddedSettings

if TYPE_CHECKING:
    from entrypoints.containers.local import LocalContainer


@contextmanager
def opened_state(data_folder: Path, *, create_missing: bool = False) -> "Iterator[LocalContainer]":
    """Open the state, whether or not a server uses it. Raises UnusableStorage and PassingError."""
    settings = EmbeddedSettings(data_folder=data_folder, create_missing=create_missing)
    with _aws_suggested(), backend_of(settings).opened_by_command(settings) as state:
        yield state


@contextmanager
def opened_state_alone(data_folder: Path) -> "Iterator[tuple[LocalContainer, bool]]":
    """Open the state so that no server can start, unless one runs: then share the state with it.

    Yields the state, and whether a server runs. Raises UnusableStorage and PassingError.
    """
    settings = EmbeddedSettings(data_folder=data_folder, create_missing=False)
    backend = backend_of(settings)
    with ExitStack() as opened, _aws_suggested():
        try:
            state, server_runs = opened.enter_context(backend.opened_by_server(settings)), False
        except StorageInUse:
            state, server_runs = opened.enter_context(backend.opened_by_command(settings)), True
        yield state, server_runs


def state_files(data_folder: Path) -> StateFiles:
    """Return what copies and checks the files of the state. Raises UnusableStorage."""
    settings = EmbeddedSettings(data_folder=data_folder, create_missing=False)
    return backend_of(settings).state_files(settings)


@contextmanager
def _aws_suggested() -> Iterator[None]:
    """Name the option for a stack on AWS if there is no state."""
    try:
        yield
    except NoStorage as error:
        raise NoStorage(f"{error} For a stack on AWS, use --aws.") from error
